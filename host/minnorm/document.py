# SPDX-License-Identifier: MIT
"""The generated parts of README.md: tables between markers, and the picture of the curve."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from minnorm import boards, facts, fleet, paths, store
from minnorm.bench import cases, results
from minnorm.bench import table as bench_table
from minnorm.boards import Board
from minnorm.errors import UserError
from minnorm.summary import Summary

README = paths.ROOT / "README.md"
_PICTURE = paths.ROOT / "docs" / "double_descent.png"


def document(source: Path) -> None:
    """Rewrites the parts of README.md that come from a finished run or a run of all boards, if `source` is its folder, or from a
    bench's results.

    Raises UserError if what is wanted of the source or a marker in README.md is missing.
    """
    if source.suffix == ".json":
        _document_bench(source)
    elif (source / fleet.RESULTS).exists():
        _document_boards(source)
    else:
        _document_run(source)


def _document_run(folder: Path) -> None:
    """The table of the run, and the picture."""
    table = folder / store.SUMMARY
    picture = folder / store.FIGURES / "figure1.png"
    if not (table.is_file() and picture.is_file()):
        raise UserError(f"{folder} holds no finished run; give the folder that ./minnorm run ended with.")
    store.write(README, replaced(README.read_text(), "run", table.read_text()))
    shutil.copyfile(picture, _PICTURE)


def _document_boards(folder: Path) -> None:
    """The table of the boards."""
    rows, found = fleet.read(folder)
    missing = [board.name for board in boards.load_all() if not board.is_desktop and board.name not in found]
    if missing:
        raise UserError(f"The run in {folder} lacks {', '.join(missing)}; start ./minnorm run --board all again.")
    store.write(README, replaced(README.read_text(), "boards", board_table(rows, found)))


def _document_bench(path: Path) -> None:
    """What decompositions cost on a board, or on the desktop, in float."""
    found = results.read(path)
    board = boards.load(found.board)
    measured = {entry.size for entry in (*found.costs, *found.times) if entry.scalar == "float"}
    if not measured.issuperset(size for size, _ in cases.select(board, (), ("float",))):
        raise UserError(f"{path} holds a part only; give what ./minnorm bench --board {board.name} wrote without --case.")
    store.write(README, replaced(README.read_text(), f"bench_{board.name}", bench_tables(found)))


def replaced(text: str, name: str, content: str) -> str:
    """`text` with what stands between the markers of the part `name` replaced. Raises UserError if they are not there."""
    pattern = re.compile(rf"(<!-- begin {name}\b[^\n]*-->\n).*?(<!-- end {name} -->)", re.DOTALL)
    new, count = pattern.subn(lambda match: match[1] + content + match[2], text)
    if count != 1:
        raise UserError(f"No part is marked {name!r}; it stands between <!-- begin {name} --> and <!-- end {name} -->.")
    return new


BOARD_HEADINGS = (
    "board", "what it is", "core", "float unit", "largest N × D", "flash used, free [bytes]", "RAM used, free [bytes]",
    "stack computed, painted [bytes]", "8×8 SVD [thousand instructions]", "in QEMU: same bits as the desktop",
)  # fmt: skip


def board_table(rows: Sequence[fleet.Row], found: dict[str, facts.Facts]) -> str:
    """The boards as a Markdown table, of a run of all of them."""
    lines = [
        (*board_cells(board), *_measured(board, [row for row in rows if row.board == board.name], found[board.name]))
        for board in boards.load_all()
        if not board.is_desktop
    ]
    return _table(BOARD_HEADINGS, lines)


def board_cells(board: Board) -> tuple[str, ...]:
    """The cells of a board's line that no run tells."""
    return f"`{board.name}`", board.title, board.core, board.float_unit, board.capacities("float")


def _measured(board: Board, rows: Sequence[fleet.Row], one: facts.Facts) -> tuple[str, ...]:
    stack = ", ".join(_bytes(size) for size in (one.stack_static, one.stack_painted))
    instructions = "–" if one.instructions is None else f"{one.instructions / 1e3:.1f}"
    return (
        _used_and_free(one.flash_used, board.flash), _used_and_free(one.ram_used, board.ram), stack, instructions, _bits(rows)
    )  # fmt: skip


def _used_and_free(used: int | None, region: boards.Region) -> str:
    return _bytes(used) + ("" if used is None else f", {_bytes(region.length - used)}")


def _bytes(size: int | None) -> str:
    return "–" if size is None else f"{size:,}".replace(",", "\u202f")


def _bits(rows: Sequence[fleet.Row]) -> str:
    """Whether QEMU ran the board, and what came of it."""
    if not any(row.dataset for row in rows):
        return next((row.idle for row in rows), fleet.BUILT_ONLY)
    if any(row.different is None for row in rows):
        return "–"
    if not all(row.is_good for row in rows):
        return "no"
    parts = [f"{row.dataset} up to N = {row.last}" for row in rows if row.last < row.whole]
    return ", ".join(["yes", *parts])


def summary_table(measured: str, summaries: Sequence[Summary]) -> str:
    """Measured values beside the published ones as a Markdown table; `measured` says what measured them."""
    rows = []
    for summary in summaries:
        for value in summary.values:
            known = ("", "") if value.difference is None else (f"{value.published:.4g}", value.percent)
            rows.append((summary.dataset, value.name, f"{value.measured:.6g}", *known))
        to_float64 = "median over N, relative difference of the mean test error to float64"
        rows.append((summary.dataset, to_float64, f"{summary.to_float64:.1e}", "", ""))
    return _table(("dataset", "value", measured, "published", "difference"), rows)


def bench_tables(found: results.Results) -> str:
    """What the bench found in float, as Markdown tables."""
    in_float = replace(found, costs=[cost for cost in found.costs if cost.scalar == "float"])
    text = f"{found.board}: {found.core}, {found.compiler}.\n"
    for table in bench_table.of(in_float):
        headings = [heading.replace("\n", " ") for heading in table.headings]
        text += f"\n**{table.title}**\n\n{_table(headings, table.rows)}"
    return text


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
