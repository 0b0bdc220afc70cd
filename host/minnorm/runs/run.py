# SPDX-License-Identifier: MIT
"""A run, end to end: requests to boards, records to tables, tables to figures and report."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from minnorm import experiments, files, paths, progress
from minnorm.counts import counted
from minnorm.device import boards, build
from minnorm.device.boards import Board
from minnorm.errors import Logged, Stopped, UserError, told_as
from minnorm.experiments.options import Options
from minnorm.experiments.plan import Plan, plan_of
from minnorm.report import drawing, markdown
from minnorm.report.outcome import Finished, Outcome
from minnorm.runs import compare, record
from minnorm.runs.folder import SUMMARY, locked
from minnorm.runs.side import Side
from minnorm.runs.spectator import Spectator
from minnorm.shard import WHOLE

TO_GO_ON = "To go on, give the same command"


def execute(options: Options, spectator: Spectator = Spectator()) -> Finished:
    """Runs, or goes on with, an experiment up to its tables and figures. Raises UserError as `run` does."""
    board = boards.load(options.board)
    if options.port is not None and board.is_desktop:
        raise UserError("The desktop is on no serial port; leave out --port, or name the board that is there with --board.")
    planned = plan_of(options)
    folder = options.out or fresh_folder(options)
    sides = both(planned, board, folder)
    for limit in sides[0].job.limits:
        progress.say(limit)
    with ExitStack() as held:
        is_begun = held.enter_context(locked(folder, create=False))
        for side in sides:
            side.restore()
            side.check_line()
        # Boards are started here, not in a thread of _record: Linux ends them with the thread that started them.
        # A board on a port first: what is wrong with its line is told before anything is built.
        by_build = [[side for side in sides if side.needs_build() == is_built] for is_built in (False, True)]
        _connect(by_build[0], options, held)
        build_all(sides)
        _connect(by_build[1], options, held)
        check_one_build(sides)
        if not is_begun:
            held.enter_context(locked(folder, create=True))
            # While the boards were built and started another command may have begun here, and even finished.
            for side in sides:
                side.restore()
        for side in sides:
            side.begin(datetime.now().isoformat(timespec="seconds"))
        if not is_begun and options.out is None:
            point_latest_to(folder)
        with told_how_to_go_on(folder), spectator.watching(planned, sides):
            _record(sides, planned if options.shard == WHOLE else None, spectator)
            finished = _conclude(planned, options, sides, folder)
            spectator.conclude(finished)
    return finished


def both(planned: Plan, board: Board, folder: Path) -> list[Side]:
    """The board's run in `folder`, and the desktop's that it is checked against unless it is the desktop itself."""
    job = planned.job(board)
    if board.is_desktop:
        return [Side(board, folder, job)]
    desktop = boards.load(boards.DESKTOP)
    return [
        Side(board, folder, job, planned.options.port),
        Side(desktop, folder / boards.DESKTOP, planned.job(desktop, like=job)),
    ]


def run(options: Options, execute: Callable[[Options], Finished] = execute, *, as_json: bool = False) -> bool:
    """Runs, or goes on with, an experiment; returns whether the board and the desktop agree to the bit.

    Prints what was found as lines, or run.json if `as_json`.

    `execute` may be another way to the tables and figures. Raises UserError for everything that a person can put right. All input
    is checked before anything is written, and whatever is written lets the same command go on later.
    """
    start = time.monotonic()
    finished = execute(options)
    print(record.text(finished.runs[0]).rstrip() if as_json else "\n".join(finished.lines))
    where = sys.stderr if as_json else sys.stdout
    seconds, folder = f"{time.monotonic() - start:.1f} s in all", paths.shown(finished.folder)
    if finished.outcome is None:
        print(f"{seconds}; shard {options.shard} is in {folder}: ./minnorm merge joins all {options.shard.count}", file=where)
    else:
        from minnorm.report import page

        print(f"{seconds}; report: {paths.shown(page.write(finished.folder, finished.outcome.title, [finished]))}", file=where)
    return finished.is_identical is not False


@contextmanager
def told_how_to_go_on(folder: Path) -> Iterator[None]:
    """Adds to whatever ends the run in `folder` how to go on with it."""
    how = f"{TO_GO_ON} with --out {paths.shown(folder)}"
    try:
        yield
    except Logged as error:
        raise UserError(f"{error} {TO_GO_ON} with another --out: {paths.shown(folder)} keeps what the board said.") from None
    except UserError as error:
        raise UserError(f"{error} {how}.") from None
    except KeyboardInterrupt:
        raise Stopped(f"Stopped. {how}.") from None


def fresh_folder(options: Options) -> Path:
    """A folder for this run that nothing is in."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    is_chosen = experiments.scalar(options.experiment) is None if options.experiment != experiments.ALL else True
    name = f"{stamp}-{options.board}" + ("-double" if options.scalar == "double" and is_chosen else "")
    name += "" if options.experiment == experiments.REGRESSION else f"-{options.experiment}"
    name += "" if options.shard == WHOLE else f"-{options.shard.index}of{options.shard.count}"
    folder = paths.RUNS / name
    count = 2
    while folder.exists():
        folder = paths.RUNS / f"{name}-{count}"
        count += 1
    return folder


def _connect(sides: Sequence[Side], options: Options, held: ExitStack) -> None:
    """Connects those that need their boards, until `held` closes them."""
    for side in sides:
        held.callback(side.close)
        if side.needs_board():
            side.connect()
            if options.shard != WHOLE:
                options.shard.check(side.parts)


def build_all(sides: Sequence[Side]) -> None:
    """Builds the programs that are missing. Raises UserError if one cannot be built."""
    wanted = [side for side in sides if side.needs_build()]
    if not wanted:
        return
    progress.say(f"Building the firmware for {' and '.join(side.board.name for side in wanted)} ...")
    with ThreadPoolExecutor() as pool:
        for built in [pool.submit(build.build, side.board, side.job.firmware) for side in wanted]:
            built.result()


def _record(sides: Sequence[Side], planned: Plan | None, spectator: Spectator) -> None:
    """Lets all sides run at once, and the plan, if there is something to conclude, prepare meanwhile."""
    tracks = [progress.Track(side.board.name, partial(getattr, side, "total"), side.done, side.job.unit) for side in sides]
    with ThreadPoolExecutor() as pool:
        try:
            running = [pool.submit(side.record, spectator.gate) for side in sides]
            preparing = [pool.submit(planned.prepare, sides[0].job)] if planned else []
            progress.follow(tracks, [*running, *preparing], above=spectator.above)
        finally:
            # Only now that a failure is raised: closing a line makes its side fail too.
            for side in sides:
                side.close()
            if planned:
                planned.stop()
            spectator.recorded()


def check_one_build(sides: Sequence[Side]) -> None:
    """Raises UserError if the two were not built from the same sources."""
    builds = {side.board.name: side.build for side in sides}
    if len(set(builds.values())) > 1:
        (name, one), (_, other) = builds.items()
        raise UserError(f"{name} runs firmware {one} and the desktop {other}; build and flash both from this tree.")


def point_latest_to(folder: Path) -> None:
    """Makes `latest` beside the folder a link to it. Raises UserError if that cannot be written."""
    temporary = folder.parent / f".latest.{os.getpid()}"
    try:
        temporary.symlink_to(folder.name)
        os.replace(temporary, folder.parent / "latest")
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UserError(files.cannot_write(folder.parent / "latest", error)) from None


def _conclude(planned: Plan, options: Options, sides: Sequence[Side], folder: Path) -> Finished:
    side = sides[0]
    comparisons = compare.compare(folder, sides[1].folder) if len(sides) > 1 else None
    is_identical = None if comparisons is None else compare.is_identical(comparisons)
    verdict = _verdict(side.board.name, folder, is_identical)
    outcome = None
    if options.shard == WHOLE:
        with _figured(verdict, is_identical):
            outcome = planned.conclude(side.job, side.recordings)
            _write(outcome, side, folder)
            _keep(outcome, verdict, side)
    lines = [*(outcome.lines if outcome else []), *(compare.lines(comparisons) if comparisons else [])]
    return Finished(
        folder=folder,
        board=side.board.title,
        runs=[one.run for one in sides],
        outcome=outcome,
        verdicts=[verdict, *side.job.limits],
        is_identical=is_identical,
        lines=[*lines, verdict, *map(_frames, sides)],
    )


@contextmanager
def _figured(verdict: str, is_identical: bool | None) -> Iterator[None]:
    """Raises UserError if no figures can be made of the tables' numbers. If the board differs, whatever ends this begins with that."""
    try:
        with told_as("Of the numbers in the tables no figures and values can be made"):
            yield
    except UserError as error:
        if is_identical is not False:
            raise
        raise type(error)(f"{verdict} {error}") from None


def _write(outcome: Outcome, side: Side, folder: Path) -> None:
    """The figures, the table of values, and what else there is."""
    drawing.draw_all(outcome.figures, outcome.data, folder / drawing.FOLDER)
    for name, text in outcome.files.items():
        files.write(folder / name, text)
    where = outcome.where or f"{side.board.name}, {side.settings['scalar']}"
    table = markdown.value_table(where, outcome.groups)
    files.write(folder / SUMMARY, table)


def _keep(outcome: Outcome, verdict: str, side: Side) -> None:
    """Verdict and values in run.json."""
    assert side.run is not None
    side.run.verdict = verdict
    side.run.values = [{"group": group.name} | value.facts for group in outcome.groups for value in group.values]
    record.write(side.folder, side.run)


def _verdict(board: str, folder: Path, is_identical: bool | None) -> str:
    if is_identical is None:
        return "The desktop itself ran, so there is nothing to check it against but another run, with ./minnorm compare."
    if is_identical:
        return f"Every row of {board} is bit-identical to the desktop's."
    both = f"{paths.shown(folder)} {paths.shown(folder / boards.DESKTOP)}"
    return f"{board} and the desktop DIFFER; see ./minnorm compare {both}."


def _frames(side: Side) -> str:
    assert side.run is not None
    counts = side.run.frames
    return (
        f"{side.board.name}: {counted(counts.received, 'frames')}, {counts.damaged} damaged, {counts.lost} lost, "
        f"{counted(counts.repeated, 'requests')} sent again, {counted(counts.asked_again, side.job.unit)} asked for again"
    )
