# SPDX-License-Identifier: MIT
"""The generated parts of README.md: tables between markers, and the picture of the curve."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from minnorm import boards, paths, store
from minnorm.errors import UserError
from minnorm.summary import Summary

README = paths.ROOT / "README.md"
_PICTURE = paths.ROOT / "docs" / "double_descent.png"


def document(folder: Path) -> None:
    """Rewrites README.md's tables and its picture, from boards/ and from the finished run in `folder`.

    Raises UserError if the run or a marker is missing.
    """
    table = folder / store.SUMMARY
    picture = folder / store.FIGURES / "figure1.png"
    if not (table.is_file() and picture.is_file()):
        raise UserError(f"{folder} holds no finished run; give the folder that ./minnorm run ended with.")
    text = README.read_text()
    text = replaced(text, "boards", board_table())
    text = replaced(text, "run", table.read_text())
    store.write(README, text)
    shutil.copyfile(picture, _PICTURE)


def replaced(text: str, name: str, content: str) -> str:
    """`text` with what stands between the markers of the part `name` replaced. Raises UserError if they are not there."""
    pattern = re.compile(rf"(<!-- begin {name}\b[^\n]*-->\n).*?(<!-- end {name} -->)", re.DOTALL)
    new, count = pattern.subn(lambda match: match[1] + content + match[2], text)
    if count != 1:
        raise UserError(f"README.md has no part marked {name!r}; it stands between <!-- begin {name} --> and <!-- end {name} -->.")
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
            f"{board.capacity.rows} × {board.capacity.features}",
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


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
