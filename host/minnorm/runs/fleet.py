# SPDX-License-Identifier: MIT
"""./minnorm run --board all: every emulated board beside the desktop, and what each firmware takes of its board."""

import json
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from minnorm import experiments, files, paths, processors, progress
from minnorm.bench import facts
from minnorm.counts import counted
from minnorm.device import boards, build
from minnorm.device.boards import Board
from minnorm.errors import UserError
from minnorm.experiments.job import Job
from minnorm.experiments.options import Options
from minnorm.experiments.regression.plan import Plan, RegressionJob
from minnorm.runs import compare, run
from minnorm.runs.folder import locked
from minnorm.runs.side import Side
from minnorm.shard import WHOLE

ALL = "all"
RESULTS = "boards.json"
BUILT_ONLY = "built, not run"


@dataclass(frozen=True)
class Row:
    """What came of one board and dataset, which has fits for N = 1 … `last` of `whole`; of no dataset, if nothing was to run.

    `different` counts the rows that are not the desktop's, None if there was nothing to compare: `failure` says why, or `idle`
    where that is none.
    """

    board: str
    dataset: str
    splits: int
    last: int
    whole: int
    different: int | None = None
    frames: int = 0
    seconds: float = 0.0
    failure: str = ""
    idle: str = BUILT_ONLY

    @property
    def is_good(self) -> bool:
        return self.different == 0 or (not self.dataset and not self.failure)

    @property
    def result(self) -> str:
        """For people."""
        if self.failure:
            return self.failure
        if not self.dataset:
            return self.idle
        return f"DIFFERS ({counted(self.different, 'rows')})" if self.different else "bit-identical to desktop"

    @property
    def extent(self) -> str:
        """How far it got, for people."""
        if not self.dataset:
            return ""
        return f"{self.splits} × {self.last}" + (f" (N ≤ {self.last} of {self.whole})" if self.last < self.whole else "")


def run_all(options: Options) -> bool:
    """Runs, or goes on with, the sweep on every board; returns whether all of them agree with the desktop to the bit.

    What fails on one board is a row of the table, and the others go on. Raises UserError for what is wrong with all.
    """
    start = time.monotonic()
    if options.port is not None:
        raise UserError("A serial port has one board at its other end; name it with --board.")
    if options.experiment != experiments.REGRESSION or options.shard != WHOLE:
        raise UserError("All boards run the regression, and whole; name one board with --board.")
    planned = Plan(options)
    folder = options.out or run.fresh_folder(options)
    _check_is_ours(folder)
    with locked(folder, create=True), run.told_how_to_go_on(folder):
        _write(folder, options, [], [])
        fleet = _Fleet(planned, folder)
        rows, found = fleet.run()
        _write(folder, options, rows, found)
    _print(rows, found)
    print(f"{time.monotonic() - start:.1f} s in all; results: {paths.shown(folder / RESULTS)}")
    return all(row.is_good for row in rows)


def _check_is_ours(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is not a folder. Choose another --out.")
    if folder.exists() and not (folder / RESULTS).exists() and any(not path.name.startswith(".") for path in folder.iterdir()):
        raise UserError(f"{folder} exists and holds no run of all boards. Choose another --out.")


def _write(folder: Path, options: Options, rows: Sequence[Row], found: Sequence[tuple[Board, facts.Facts]]) -> None:
    by_board = {board.name: asdict(one) for board, one in found}
    data = {"scalar": options.scalar, "splits": options.splits, "rows": [asdict(row) for row in rows], "facts": by_board}
    files.write(folder / RESULTS, json.dumps(data, indent=1, ensure_ascii=False) + "\n")


def read(folder: Path) -> tuple[list[Row], dict[str, facts.Facts]]:
    """The rows and, by board, the facts that a run of all boards found. Raises UserError if the folder holds no such run."""
    path = folder / RESULTS
    try:
        data = json.loads(files.text(path))
        rows = [Row(**row) for row in data["rows"]]
        found = {name: facts.Facts(**one) for name, one in data["facts"].items()}
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UserError(f"{path} is not what ./minnorm run --board all writes.") from None
    if not rows:
        raise UserError(f"The run in {folder} is not finished; start ./minnorm run --board all with --out {folder} again.")
    return rows, found


class _Fleet:
    """A board at a time on each processor; the desktop once for each dataset and extent that a board needs."""

    def __init__(self, planned: Plan, folder: Path) -> None:
        self._options = planned.options
        self._folder = folder
        self._plans = [planned.only(problem) for problem in planned.problems]
        self._desktop = boards.load(boards.DESKTOP)
        self._desktops: dict[tuple[str, int], Side] = {}
        self._desktop_is_taken = threading.Lock()
        self._open: list[Side] = []
        self._is_stopped = False

    def run(self) -> tuple[list[Row], list[tuple[Board, facts.Facts]]]:
        """All rows, in the order of the boards, and the facts."""
        targets = [board for board in boards.load_all() if not board.is_desktop]
        sides = {board.name: self._sides(board) for board in targets}
        # The slowest first, so that none of them is left over for the end.
        order = sorted(targets, key=lambda board: (board.float_unit != "none", not board.is_emulated))
        with processors.pool() as pool:
            work = {board.name: pool.submit(self._board, board, sides[board.name]) for board in order}
            try:
                tracks = [_track(board, sides[board.name]) for board in targets if sides[board.name]]
                over = progress.Track("measured", lambda: len(work), lambda: sum(future.done() for future in work.values()), "boards")
                progress.follow([*tracks, over], work.values())
            except BaseException:
                self._stop()
                pool.shutdown(cancel_futures=True)
                raise
            done = [(board, *work[board.name].result()) for board in targets]
        return [row for _, rows, _ in done for row in rows], [(board, found) for board, _, found in done if found]

    def _sides(self, board: Board) -> list[Side | UserError]:
        """A side for each dataset, or what prevents it; none if nothing is to run."""
        made: list[Side | UserError] = []
        is_run = board.is_emulated and board.largest(self._options.scalar)
        for plan in self._plans if is_run else ():
            try:
                made.append(Side(board, self._folder / board.name / _name(plan), plan.job(board)))
            except UserError as error:
                made.append(error)
        return made

    def _board(self, board: Board, sides: Sequence[Side | UserError]) -> tuple[list[Row], facts.Facts | None]:
        rows = [self._row(board, plan, side) for plan, side in zip(self._plans, sides)]
        if not board.is_emulated:
            rows = [self._built(board)]
        elif not sides:
            rows = [Row(board.name, "", 0, 0, 0, idle=f"no firmware in {self._options.scalar}")]
        offered = [one for one in board.firmware(experiments.REGRESSION) if one.scalar == "float"]
        return rows, facts.measure(board, offered[0]) if offered and not self._is_stopped else None

    def _built(self, board: Board) -> Row:
        try:
            for one in board.firmware(experiments.REGRESSION):
                build.build(board, one, tests=True)
        except UserError as error:
            return Row(board.name, "", 0, 0, 0, failure=str(error))
        return Row(board.name, "", 0, 0, 0)

    def _row(self, board: Board, plan: Plan, side: Side | UserError) -> Row:
        whole = plan.problems[0].dataset.largest
        if isinstance(side, UserError):
            return Row(board.name, _name(plan), self._options.splits, 0, whole, failure=str(side))
        last = _last(side.job)
        row = Row(board.name, _name(plan), self._options.splits, last, whole)
        try:
            self._sweep(side)
            with self._desktop_is_taken:
                desktop = self._desktop_side(plan, side.job, is_whole=last == whole)
            run.check_one_build([side, desktop])
            comparisons = compare.compare(side.folder, desktop.folder)
        except UserError as error:
            return replace(row, failure=str(error))
        different = sum(one.compared - one.identical + one.only_in_one for one in comparisons.values())
        if not compare.is_identical(comparisons):
            different = max(different, 1)
        assert side.run is not None
        return replace(row, different=different, frames=side.run.frames.received, seconds=side.run.times.seconds)

    def _desktop_side(self, plan: Plan, job: Job, *, is_whole: bool) -> Side:
        key = _name(plan), _last(job)
        if key not in self._desktops:
            folder = self._folder / boards.DESKTOP / (key[0] if is_whole else f"{key[0]}-{key[1]}")
            side = Side(self._desktop, folder, plan.job(self._desktop, like=job))
            self._sweep(side)
            self._desktops[key] = side
        return self._desktops[key]

    def _sweep(self, side: Side) -> None:
        """Brings one board's records of one dataset to their end, in the thread of its processor."""
        self._go_on()
        side.restore()
        if side.needs_build():
            build.build(side.board, side.job.firmware, tests=not side.board.is_desktop)
        self._open.append(side)
        try:
            self._go_on()
            if side.needs_board():
                side.connect()
            side.begin(datetime.now().isoformat(timespec="seconds"))
            side.record()
        finally:
            side.close()
            self._open.remove(side)

    def _go_on(self) -> None:
        if self._is_stopped:
            raise UserError("Stopped.")

    def _stop(self) -> None:
        """Ends what runs: their work then ends with UserError."""
        self._is_stopped = True
        for side in list(self._open):
            side.close()


def _name(plan: Plan) -> str:
    """Of its one dataset."""
    return plan.problems[0].name


def _last(job: Job) -> int:
    """The largest training set of its one dataset."""
    assert isinstance(job, RegressionJob)
    return job.lasts[0]


def _track(board: Board, sides: Sequence[Side | UserError]) -> progress.Track:
    runs = [side for side in sides if isinstance(side, Side)]
    total = sum(side.job.repeats or 0 for side in runs)
    return progress.Track(board.name, lambda: total, lambda: sum(side.done() for side in runs), "splits")


def _print(rows: Sequence[Row], found: Sequence[tuple[Board, facts.Facts]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    drawn = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("board", "dataset", "splits × N", "result"):
        drawn.add_column(heading, overflow="fold")
    for heading in ("frames", "seconds"):
        drawn.add_column(heading, justify="right")
    for row in rows:
        counts = (f"{row.frames}", f"{row.seconds:.1f}") if row.different is not None else ("", "")
        drawn.add_row(row.board, row.dataset, row.extent, escape(row.result.partition("\n")[0]), *counts)
    Console(width=None if sys.stdout.isatty() else 120).print(drawn)
    for board, one in found:
        for note in one.notes:
            print(f"{board.name}: {note}")
