# SPDX-License-Identifier: MIT
"""The regression run, end to end: datasets to boards, records to tables, tables to figures and report."""

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from minnorm import boards, build, capacity, compare, datasets, paths, problem, progress, reference, store, table
from minnorm.boards import Board
from minnorm.errors import Stopped, UserError
from minnorm.problem import Problem
from minnorm.side import Side


@dataclass(frozen=True)
class Options:
    """What the user asked for."""

    board: str
    scalar: str
    datasets: tuple[str, ...]
    target: str | None
    data_dir: Path | None
    splits: int
    out: Path | None
    port: str | None


def run(options: Options) -> bool:
    """Runs, or goes on with, the sweep; returns whether the board and the desktop agree to the bit.

    Raises UserError for everything that a person can put right. All input is checked before anything is written, and
    whatever is written lets the same command go on later.
    """
    start = time.monotonic()
    board = boards.load(options.board)
    if options.port is not None and board.is_desktop:
        raise UserError("The desktop is on no serial port; leave out --port, or name the board that is there with --board.")
    if options.port is None and not (board.is_desktop or board.is_emulated):
        raise UserError(
            f"{board.name} has no emulator; ./minnorm flash --board {board.name} puts the firmware on it, and --port names "
            "the serial port that it is on."
        )
    problems = load(options)
    folder = options.out or fresh_folder(options)
    sides = _sides(options, board, folder, problems)
    for limit in sides[0].limits:
        progress.say(limit)
    with ExitStack() as held:
        is_begun = held.enter_context(store.locked(folder, create=False))
        for side in sides:
            side.restore()
        _build(sides)
        # Boards are started here, not in a thread of _record: Linux ends them with the thread that started them.
        for side in sides:
            held.callback(side.close)
            if side.needs_board():
                side.connect()
        check_one_build(sides)
        if not is_begun:
            held.enter_context(store.locked(folder, create=True))
            # While the boards were built and started another command may have begun here, and even finished.
            for side in sides:
                side.restore()
        for side in sides:
            side.begin(datetime.now().isoformat(timespec="seconds"))
        if not is_begun and options.out is None:
            _point_latest_to(folder)
        with told_how_to_go_on(folder):
            references = _record(sides)
            return _conclude(sides, folder, references, start)


@contextmanager
def told_how_to_go_on(folder: Path) -> Iterator[None]:
    """Adds to whatever ends the run in `folder` how to go on with it."""
    how = f"To go on, give the same command with --out {paths.shown(folder)}"
    try:
        yield
    except UserError as error:
        raise UserError(f"{error} {how}.") from None
    except KeyboardInterrupt:
        raise Stopped(f"Stopped. {how}.") from None


def load(options: Options) -> list[Problem]:
    """The datasets asked for, checked. Raises UserError."""
    if options.target is not None and not any(map(datasets.is_file, options.datasets)):
        raise UserError("--target names a column of a CSV file; give the file with --dataset FILE.csv.")
    problems = []
    for name in options.datasets:
        dataset = datasets.load(name, target=options.target, data_dir=options.data_dir)
        if dataset.name in (done.name for done in problems):
            raise UserError(f"The dataset {dataset.name} is given twice; rename one file or leave one out.")
        datasets.check_columns(dataset)
        datasets.check_range(dataset, options.scalar)
        problems.append(problem.make(dataset, options.scalar))
    return problems


def fresh_folder(options: Options) -> Path:
    """A folder for this run that nothing is in."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    name = f"{stamp}-{options.board}" + ("-double" if options.scalar == "double" else "")
    folder = paths.RUNS / name
    count = 2
    while folder.exists():
        folder = paths.RUNS / f"{name}-{count}"
        count += 1
    return folder


def _sides(options: Options, board: Board, folder: Path, problems: Sequence[Problem]) -> list[Side]:
    sides = [make_side(options, board, folder, problems)]
    if not board.is_desktop:
        lasts = [shape.last for shape in sides[0].shapes]
        sides.append(make_side(options, boards.load(boards.DESKTOP), folder / boards.DESKTOP, problems, lasts))
    return sides


def make_side(
    options: Options, board: Board, folder: Path, problems: Sequence[Problem], lasts: Sequence[int] | None = None
) -> Side:
    """The run on one board, up to N = `lasts` of each dataset or else as far as its memory goes. Raises UserError."""
    firmware = capacity.choose(board, options.scalar, [made.dataset for made in problems])
    if lasts is None:
        lasts = [capacity.last(firmware, made.dataset) for made in problems]
    shapes = [table.shape(made, options.splits, last) for made, last in zip(problems, lasts, strict=True)]
    settings = {
        "experiment": "regression",
        "board": board.name,
        "scalar": options.scalar,
        "splits": options.splits,
        "datasets": [
            {
                "name": made.name,
                "rows": made.dataset.rows,
                "features": made.dataset.dimension,
                "target": made.dataset.target_name,
                "training_rows": last,
                "sha256": made.digest(options.scalar),
            }
            for made, last in zip(problems, lasts)
        ],
    }
    port = None if board.is_desktop else options.port
    return Side(board, firmware, folder, settings, problems, shapes, port)


def _build(sides: Sequence[Side]) -> None:
    wanted = [side for side in sides if side.needs_build()]
    if not wanted:
        return
    progress.say(f"Building the firmware for {' and '.join(side.board.name for side in wanted)} ...")
    with ThreadPoolExecutor() as pool:
        for built in [pool.submit(build.build, side.board, side.firmware) for side in wanted]:
            built.result()


def _record(sides: Sequence[Side]) -> list[np.ndarray]:
    """Lets all sides run at once; returns the float64 reference of each dataset, computed meanwhile."""
    tracks = [progress.Track(side.board.name, side.total, side.done) for side in sides]
    with ThreadPoolExecutor() as pool:
        try:
            running = [pool.submit(side.record) for side in sides]
            prepared = pool.submit(_prepare, sides[0])
            progress.follow(tracks, [*running, prepared])
            return prepared.result()
        finally:
            # Only now that a failure is raised: closing a line makes its side fail too.
            for side in sides:
                side.close()


def _prepare(side: Side) -> list[np.ndarray]:
    from minnorm import figures  # noqa: F401  slow to import, and the boards keep this process waiting now

    return [
        reference.test_errors(made.dataset, shape.splits, shape.last) for made, shape in zip(side.problems, side.shapes)
    ]


def check_one_build(sides: Sequence[Side]) -> None:
    """Raises UserError if the two were not built from the same sources."""
    builds = {side.board.name: side.hello.build if side.hello else side.run["build"] for side in sides}
    if len(set(builds.values())) > 1:
        (name, one), (_, other) = builds.items()
        raise UserError(f"{name} runs firmware {one} and the desktop {other}; build and flash both from this tree.")


def _point_latest_to(folder: Path) -> None:
    temporary = folder.parent / f".latest.{os.getpid()}"
    try:
        temporary.symlink_to(folder.name)
        os.replace(temporary, folder.parent / "latest")
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UserError(store.cannot_write(folder.parent / "latest", error)) from None


def _conclude(sides: Sequence[Side], folder: Path, references: Sequence[np.ndarray], start: float) -> bool:
    from minnorm import document, figures, report, summary

    side = sides[0]
    comparisons = compare.compare(folder, sides[1].folder) if len(sides) > 1 else None
    sweeps = [table.sweep(reception.table) for reception in side.receptions]
    results = [
        figures.Result(made, sweep, reception.table.factors, side.settings["scalar"])
        for made, sweep, reception in zip(side.problems, sweeps, side.receptions)
    ]
    captions = figures.draw_all(results, folder / store.FIGURES)
    summaries = [summary.summarize(*parts) for parts in zip(side.problems, sweeps, references)]
    is_identical = None if comparisons is None else compare.is_identical(comparisons)
    verdict = _verdict(side.board.name, folder, is_identical)
    store.write(folder / store.SUMMARY, document.summary_table(f"{side.board.name}, {side.settings['scalar']}", summaries))
    verdicts = [verdict, *side.limits]
    page = report.write(folder, side.board.title, [one.run for one in sides], summaries, verdicts, is_identical, captions)
    lines = [line for part in summaries for line in summary.lines(part)]
    lines += compare.lines(comparisons) if comparisons else []
    lines += [verdict, *(_frames(one) for one in sides)]
    lines.append(f"{time.monotonic() - start:.1f} s in all; report: {paths.shown(page)}")
    print("\n".join(lines))
    return is_identical is not False


def _verdict(board: str, folder: Path, is_identical: bool | None) -> str:
    if is_identical is None:
        return "The desktop itself ran, so there is nothing to check it against but another run, with ./minnorm compare."
    if is_identical:
        return f"Every row of {board} is bit-identical to the desktop's."
    both = f"{paths.shown(folder)} {paths.shown(folder / boards.DESKTOP)}"
    return f"{board} and the desktop DIFFER; see ./minnorm compare {both}."


def _frames(side: Side) -> str:
    counts = side.run["frames"]
    return (
        f"{side.board.name}: {counts['received']} frames, {counts['damaged']} damaged, {counts['lost']} lost, "
        f"{counts['repeated']} requests sent again, {counts['asked_again']} fits asked for again"
    )
