# SPDX-License-Identifier: MIT
"""Runs that are killed at random moments and gone on with by the same command, each held against one that was left alone."""

import io
import itertools
import json
import math
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from minnorm import parent, progress
from minnorm.counts import counted
from minnorm.device.boards import Board
from minnorm.errors import UserError
from minnorm.experiments.options import Options
from minnorm.runs import record, run
from minnorm.shard import Shard

HOST, PROGRAMS, BOTH = VICTIMS = ("the host", "the programs it started", "both")
HEADINGS = (
    "board", "killed", "kills", "before the first record", "while records came", "afterwards", "runs", "identical", "other tables",
    "without a sentence",
)  # fmt: skip
_MOST_RUNS = 5  # for a kill: of a run that starts no program none of them is killed
_MOST_KILLS = 30  # of a run: on a machine that has become busier since it was left alone no command may end in time
_LONGEST_SECONDS = 600.0  # of a session, which then hangs
_SENTENCE = "minnorm: "  # before one
_OF_A_SESSION = ("times", "frames", "provenance")  # in run.json

Start = Callable[[Board, Path], object]  # a run of the board in that folder, begun or gone on with; raises UserError


class Alone(NamedTuple):
    """A run that is left alone: what it has, see facts(), and its seconds."""

    facts: dict[str, object]
    seconds: float


class Session(NamedTuple):
    """One command: whether it was hit, in which of the three parts of a run, its exit status, and what it said."""

    is_hit: bool
    part: int
    status: int | None
    said: str

    @property
    def is_told(self) -> bool:
        """Whether it ended as asked, by SIGKILL, or with a sentence."""
        is_sentence = self.status == 1 and _SENTENCE in self.said and "Traceback" not in self.said
        return self.status in (0, -signal.SIGKILL) or is_sentence


@dataclass
class Score:
    """Of all runs of a board with one victim.

    `kills` are by the part of the run; `different` is what runs differ in from the one that was left alone, and `strange` what
    sessions said that ended neither as asked nor with a sentence.
    """

    board: str
    victim: str
    kills: list[int] = field(default_factory=lambda: [0, 0, 0])
    runs: int = 0
    different: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """What is not as it should be."""
        return [*self.different, *self.strange]

    @property
    def is_good(self) -> bool:
        """Whether every run ended as the one that was left alone, and every session in a sentence."""
        return not self.sentences

    def cells(self) -> tuple[str, ...]:
        """Its row of the table."""
        counts = (sum(self.kills), *self.kills, self.runs, self.runs - len(self.different), len(self.different), len(self.strange))
        return (self.board, self.victim, *(f"{count:,}" for count in counts))


def short_run(board: Board, folder: Path) -> None:
    """Half of a run of four splits, as a shard, which has no figures to draw."""
    run.run(Options(board.name, "float", splits=4, out=folder, shard=Shard(1, 2)))


def many(boards: Sequence[Board], kills: int, start: Start = short_run) -> list[Score]:
    """So many kills or a few more, alike of each victim on each board. Raises UserError if a run that is left alone fails."""
    scores = []
    wanted = math.ceil(kills / (len(boards) * len(VICTIMS)))
    for board in boards:
        with tempfile.TemporaryDirectory() as scratch:
            alone = _alone(board, start, Path(scratch))
        for victim in VICTIMS:
            score = Score(board.name, victim)
            progress.say(f"{counted(wanted, 'moments')} to kill {victim} at, {board.name} ...")
            source = random.Random(f"{board.name} {victim}")
            while sum(score.kills) < wanted and score.runs < _MOST_RUNS * wanted:
                _run(board, start, alone, source, score)
            scores.append(score)
    return scores


def facts(folder: Path) -> dict[str, object]:
    """What two runs of the same have alike, by name: every table, and what run.json says of neither time, line nor machine."""
    found: dict[str, object] = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.csv")}
    for path in folder.rglob(record.RUN):
        said = json.loads(path.read_text())
        found |= {f"{path.relative_to(folder)}: {key}": value for key, value in said.items() if key not in _OF_A_SESSION}
    return found


def _alone(board: Board, start: Start, scratch: Path) -> Alone:
    """A run that is left alone, twice. The first is in this process, which has then loaded what those that it forks need.

    Raises UserError if one of them fails.
    """
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        start(board, scratch / "first")
    begun = time.monotonic()
    session = _session(board, start, scratch / "second", scratch / "said")
    alone = Alone(facts(scratch / "second"), time.monotonic() - begun)
    if session.status != 0 or alone.facts != facts(scratch / "first"):
        raise UserError(f"Two runs of {board.name} that are left alone differ: {session.said.strip()}")
    return alone


def _run(board: Board, start: Start, alone: Alone, source: random.Random, score: Score) -> None:
    """One run, each session of which is killed at a moment of its own, until one is over before that comes, or is left alone."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, said = Path(scratch) / "run", Path(scratch) / "said"
        for number in itertools.count():
            moment = source.uniform(0.0, alone.seconds) if number < _MOST_KILLS else None
            session = _session(board, start, folder, said, moment, score.victim)
            score.kills[session.part] += session.is_hit
            if not session.is_told:
                score.strange.append(session.said.strip() or f"It ended with {session.status} without a word.")
            if session.status == 0 or not session.is_hit:
                score.runs += 1
                found = facts(folder)
                different = [name for name, value in alone.facts.items() if found.get(name) != value]
                if different:
                    score.different.append(f"{', '.join(different)} after {session.said.strip()!r}")
                return


def _session(board: Board, start: Start, folder: Path, said: Path, moment: float | None = None, victim: str = HOST) -> Session:
    """The command in a process of its own, killed at that moment if it is not over by then."""
    process = multiprocessing.get_context("fork").Process(target=_command, args=(board, start, folder, said))
    process.start()
    is_hit, part = False, 0
    if moment is not None:
        process.join(moment)
        assert process.pid is not None
        started = parent.children(process.pid)
        part = _part(folder)
        victims = {HOST: [process.pid], PROGRAMS: started, BOTH: [*started, process.pid]}[victim]
        is_hit = process.is_alive() and any([_killed(pid) for pid in victims])
    process.join(_LONGEST_SECONDS)
    status = process.exitcode
    if status is None:
        process.kill()
        process.join()
    return Session(is_hit, part, status, said.read_text(errors="replace") if said.exists() else "")


def _command(board: Board, start: Start, folder: Path, said: Path) -> None:
    """What the process does: its words go to a file."""
    sys.stdout = sys.stderr = open(said, "w")  # to the end of the process, a traceback included
    try:
        start(board, folder)
    except UserError as error:
        raise SystemExit(f"{_SENTENCE}{error}") from None


def _part(folder: Path) -> int:
    """Where a run is: before it has recorded anything, in its records, or behind them."""
    try:
        found = record.read(folder)
    except UserError:
        return 0
    return 0 if found is None else 2 if found.finished else 1


def _killed(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return True
    return False
