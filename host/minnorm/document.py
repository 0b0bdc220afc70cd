# SPDX-License-Identifier: MIT
"""The generated parts of README.md: tables between markers, and the picture of the curve."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from minnorm import boards, paths, store
from minnorm.bench import cases, results
from minnorm.bench import table as bench_table
from minnorm.errors import UserError
from minnorm.summary import Summary

README = paths.ROOT / "README.md"
_PICTURE = paths.ROOT / "docs" / "double_descent.png"


def document(source: Path) -> None:
    """Rewrites the parts of README.md that come from a finished run, if `source` is its folder, or from the results of a bench.

    Raises UserError if what is wanted of the source or a marker in README.md is missing.
    """
    if source.suffix == ".json":
        _document_bench(source)
    else:
        _document_run(source)


def _document_run(folder: Path) -> None:
    """The tables of the boards and of the run, and the picture."""
    table = folder / store.SUMMARY
    picture = folder / store.FIGURES / "figure1.png"
    if not (table.is_file() and picture.is_file()):
        raise UserError(f"{folder} holds no finished run; give the folder that ./minnorm run ended with.")
    text = README.read_text()
    text = replaced(text, "boards", board_table())
    text = replaced(text, "run", table.read_text())
    store.write(README, text)
    shutil.copyfile(picture, _PICTURE)


def _document_bench(path: Path) -> None:
    """What decompositions cost on a board, or on the desktop, in float."""
    found = results.read(path)
    board = boards.load(found.board)
    measured = {entry.size for entry in (*found.costs, *found.times) if entry.scalar == "float"}
    if not measured.issuperset(size for size, _ in cases.select(board, (), ("float",))):
        raise UserError(f"{path} holds a part only; give what ./minnorm bench --board {board.name} wrote without --case.")
    part = "bench_desktop" if board.is_desktop else "bench"
    store.write(README, replaced(README.read_text(), part, bench_tables(found)))


def replaced(text: str, name: str, content: str) -> str:
    """`text` with what stands between the markers of the part `name` replaced. Raises UserError if they are not there."""
    pattern = re.compile(rf"(<!-- begin {name}\b[^\n]*-->\n).*?(<!-- end {name} -->)", re.DOTALL)
    new, count = pattern.subn(lambda match: match[1] + content + match[2], text)
    if count != 1:
        raise UserError(f"No part is marked {name!r}; it stands between <!-- begin {name} --> and <!-- end {name} -->.")
    return new


def board_table() -> str:
    """The boards as a Markdown table."""
    rows = [
        (
            f"`{board.name}`",
            board.title,
            board.core,
            board.toolchain,
            f"`{board.emulator[0]}`" if board.emulator else "runs by itself",
            f"{board.firmware[0].rows} × {board.firmware[0].features}",
        )
        for board in boards.load_all()
    ]
    return _table(("board", "what it is", "core", "toolchain", "emulator", "largest N × D"), rows)


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
