# SPDX-License-Identifier: MIT
"""./minnorm bench, end to end: build, measure, print, write, draw."""

import os
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from minnorm import files, paths, progress
from minnorm.bench import board as on_board
from minnorm.bench import cases, cycles, desktop, results, table
from minnorm.bench.cases import Case
from minnorm.bench.results import Results
from minnorm.device import boards, plugged
from minnorm.device.boards import Board
from minnorm.errors import UserError

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Options:
    """What the user asked for; all sizes or scalars if none are named, the cycles of the board's own core if no other is."""

    board: str
    sizes: tuple[str, ...]
    scalars: tuple[str, ...]
    json: Path | None
    prints_json: bool = False
    cycles: bool = False
    core: str | None = None
    port: str | None = None


def run(options: Options, put: Callable[[str, Path], None]) -> None:
    """Measures, prints the tables or the JSON file's text, writes the file and the figure beside it; `put` flashes an image. Raises UserError."""
    board = boards.load(options.board)
    if not (board.is_desktop or board.is_emulated or options.port):
        raise UserError(f"{board.name} has no emulator to count in; give its --port, or another --board, see ./minnorm boards.")
    if options.port and (options.cycles or not board.tools):
        raise UserError("With --port, a board measures its cycles: give a --board that can be flashed, and neither --cycles nor --core.")
    chosen = cases.select(board, options.sizes, options.scalars)
    path = options.json or paths.RUNS / f"bench-{board.name}.json"
    if path.suffix != ".json":
        raise UserError(f"{path} does not end in .json, and the figure will stand beside it; give --json another name.")
    found = _on_desktop(board, chosen) if board.is_desktop else _on_board(board, chosen, options, put)
    if options.prints_json:
        print(results.text(found), end="")
    else:
        for one in table.of(found):
            _print(one)
    results.write(path, found)
    said = f"{found.core}, {found.compiler}; results: {paths.shown(path)}"
    if not options.port:
        picture = path.with_suffix(".png")
        _draw(found, picture)
        said += f", figure: {paths.shown(picture)}"
    print(said, file=sys.stderr if options.prints_json else sys.stdout)


def _draw(found: Results, picture: Path) -> None:
    from minnorm.bench import figure  # slow to import

    files.write(picture, figure.render(found))


def _on_board(board: Board, chosen: Sequence[Case], options: Options, put: Callable[[str, Path], None]) -> Results:
    timings = (options.core or cycles.name(board.core)) if options.cycles else on_board.counter(board) if options.port else ""
    cores = cycles.load(timings) if options.cycles else {}
    silicon = on_board.on_silicon(board, plugged.device(board, options.port), partial(put, board.name)) if options.port else None
    progress.say(f"Building the images for {board.name} ...")
    bench = on_board.Bench(board, _folder(board), cores, silicon)
    total = sum(len(on_board.algorithms(scalar)) for _, scalar in chosen)
    costs = _collected(bench.measure(chosen), bench.stop, board.name, total, "images")
    return Results(board.name, board.core, bench.compiler, costs=costs, timings=timings)


def _on_desktop(board: Board, chosen: Sequence[Case]) -> Results:
    measured = (desktop.measure(_folder(board), size) for size, _ in chosen)
    parts = _collected(measured, lambda: None, board.name, len(chosen), "sizes")
    return Results(board.name, _processor(), parts[0][0], times=[time for _, times in parts for time in times])


def _collected(items: Iterable[_Item], stop: Callable[[], None], name: str, total: int, unit: str) -> list[_Item]:
    """The items, which a thread takes while the progress is shown; if that is interrupted, `stop` is to end the item under way."""
    taken: list[_Item] = []
    is_stopped = threading.Event()

    def take() -> None:
        for item in items:
            taken.append(item)
            if is_stopped.is_set():
                return

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(take)
        try:
            progress.watch([progress.Track(name, lambda: total, lambda: len(taken), unit)], lambda: not future.done())
        except BaseException:
            is_stopped.set()
            stop()
            raise
        future.result()
    return taken


def _folder(board: Board) -> Path:
    return paths.BUILD / "bench" / board.name


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return os.uname().machine


def _print(one: table.Table) -> None:
    from rich.console import Console
    from rich.table import Table

    drawn = Table(box=None, header_style="bold", pad_edge=False, title=one.title, title_justify="left")
    for heading in one.headings:
        drawn.add_column(heading, justify="right", no_wrap=True)
    for row in one.rows:
        drawn.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 120).print(drawn, "")
