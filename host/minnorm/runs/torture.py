# SPDX-License-Identifier: MIT
"""Short runs over a line with faults, each held against one over a clean line that goes before it."""

import itertools
import math
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from minnorm import progress
from minnorm.device.boards import Board
from minnorm.errors import UserError
from minnorm.experiments.options import Options
from minnorm.experiments.plan import Plan, plan_of
from minnorm.link.faulty import BURST, DOUBLE, DROP, FLIP, INSERT, KILL, RESET, STALL, SWAP, Faulty, Tally
from minnorm.link.transport import Transport
from minnorm.runs import run
from minnorm.runs.side import Side

_SPLITS = 2
_MOST_SESSIONS = 400
# The shares of bytes, of both ways, that each fault strikes at.
MIXES: Mapping[str, Mapping[str, float]] = {
    "0.1% flipped": {FLIP: 1e-3},
    "1% flipped, 0.1% dropped": {FLIP: 1e-2, DROP: 1e-3},
    "5% flipped": {FLIP: 5e-2},
    "0.2% each dropped, doubled, inserted and swapped": {DROP: 2e-3, DOUBLE: 2e-3, INSERT: 2e-3, SWAP: 2e-3},
    "bursts of up to 63 bytes at 0.05%": {BURST: 5e-4},
    "stalls at 0.005%": {STALL: 5e-5},
    "the board reset at 0.005%, 0.1% flipped": {RESET: 5e-5, FLIP: 1e-3},
    "the board's program killed at 0.005%, 0.1% flipped": {KILL: 5e-5, FLIP: 1e-3},
}


class Run(NamedTuple):
    """What came of one: its tables, None if it ended in `sentence`, and how long it talked with the board, in seconds."""

    tables: Mapping[str, bytes] | None
    sentence: str
    seconds: float
    tally: Tally


@dataclass
class _Side(Side):
    rates: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0
    tally: Tally = field(default_factory=Tally)

    def _open(self) -> Transport:
        return Faulty(super()._open, self.rates, self.seed, self.tally)


def build(board: Board) -> None:
    """Builds the program that the runs start."""
    run.build_all([Side(board, Path(), _plan(board, None).job(board))])


def _plan(board: Board, folder: Path | None) -> Plan:
    return plan_of(Options(board.name, "float", (), None, None, _SPLITS, folder, None))


def once(board: Board, rates: Mapping[str, float], seed: int, folder: Path) -> Run:
    """The regression's short run in an empty folder; gone on with, as a user would, whenever the board's program is killed."""
    plan = _plan(board, folder)
    tally, start = Tally(), time.monotonic()
    for session in range(_MOST_SESSIONS):
        side = _Side(board, folder, plan.job(board), rates=rates, seed=seed + (session << 32), tally=tally)
        try:
            side.restore()
            side.connect()
            side.begin("")
            side.record()
        except UserError as error:
            if KILL not in rates:
                return Run(None, str(error), time.monotonic() - start, tally)
            continue
        finally:
            side.close()
        assert side.run is not None
        return Run({name: (folder / name).read_bytes() for name in side.run.tables}, "", time.monotonic() - start, tally)
    return Run(None, f"It is not finished after {_MOST_SESSIONS} sessions.", time.monotonic() - start, tally)


@dataclass
class Score:
    """Of all runs of a board with one mix, and of one over a clean line before each."""

    board: str
    mix: str
    cleans: list[Run] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    @property
    def identical(self) -> int:
        """How many had the first clean run's tables."""
        return sum(one.tables == self.cleans[0].tables for one in self.runs)

    @property
    def sentences(self) -> list[str]:
        """What those that have no tables ended in."""
        clean = [f"over a clean line, {one.sentence}" for one in self.cleans if one.sentence]
        return sorted({*clean, *(one.sentence for one in self.runs if one.sentence)})

    @property
    def is_good(self) -> bool:
        """Whether all had, and all clean ones too."""
        return self.identical == len(self.runs) and all(one.tables == self.cleans[0].tables for one in self.cleans)

    @property
    def different(self) -> int:
        """How many had others."""
        return sum(one.tables is not None for one in self.runs) - self.identical

    def cells(self) -> tuple[str, ...]:
        """Its row of the table."""
        sent, whole, wrong = (sum(getattr(one.tally, name) for one in self.runs) for name in ("sent", "whole", "wrong"))
        slowdown = statistics.median(one.seconds / clean.seconds for clean, one in zip(self.cleans, self.runs))
        counts = [sent, sent - whole, sent - whole - wrong, wrong, len(self.runs), self.identical, self.different]
        return (self.board, self.mix, *(f"{count:,}" for count in counts), f"{slowdown:.1f}")


HEADINGS = (
    "board", "faults, of bytes", "frames sent", "damaged", "detected", "accepted wrong", "runs", "identical", "other tables",
    "median slowdown",
)  # fmt: skip


def many(boards: Sequence[Board], mixes: Sequence[str], minutes: float | None, seeds: int | None) -> list[Score]:
    """Runs of each board with each of those of MIXES, at least one of each: one seed after the other until the time is over, or to the
    last of `seeds`, whichever is given. Raises UserError if the first over a clean line has no tables."""
    for board in boards:
        build(board)
    scores = [Score(board.name, mix) for board in boards for mix in mixes]
    start = time.monotonic()
    if minutes is None:
        seconds, wanted = math.inf, (seeds or 1) * len(scores)
        track = progress.Track("torture", lambda: wanted, lambda: sum(len(score.runs) for score in scores), "runs")
    else:
        seconds = 60 * minutes
        track = progress.Track("torture", lambda: int(seconds), lambda: int(min(seconds, time.monotonic() - start)), "seconds")
    with progress.shown(track):
        for seed in itertools.count(1) if seeds is None else range(1, seeds + 1):
            for score, board in zip(scores, (board for board in boards for _ in mixes)):
                if seed > 1 and time.monotonic() - start >= seconds:
                    return scores
                clean = _in_scratch(board, {}, 0)
                if clean.tables is None and not score.runs:
                    raise UserError(f"Over a clean line, {board.name} has no tables to compare with: {clean.sentence}")
                score.cleans.append(clean)
                score.runs.append(_in_scratch(board, MIXES[score.mix], seed))
    return scores


def _in_scratch(board: Board, rates: Mapping[str, float], seed: int) -> Run:
    with tempfile.TemporaryDirectory() as scratch:
        return once(board, rates, seed, Path(scratch) / "run")
