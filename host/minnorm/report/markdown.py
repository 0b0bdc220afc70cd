# SPDX-License-Identifier: MIT
"""Tables in Markdown."""

import re
from collections.abc import Sequence

from minnorm.report.outcome import Group


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as text."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def updated(before: str, headings: Sequence[str], rows: Sequence[Sequence[str]], key: int = 1) -> str:
    """A table of these rows and those of the table before, but of rows that begin with the same `key` cells only the new one.

    Rows that begin with the same cell stand together.
    """
    every = [*map(cells, before.splitlines()[2:]), *rows]
    kept: dict[tuple[str, ...], Sequence[str]] = {tuple(row[:key]): row for row in every}
    firsts = list(dict.fromkeys(row[0] for row in kept.values()))
    return table(headings, sorted(kept.values(), key=lambda row: firsts.index(row[0])))


def cells(line: str) -> list[str]:
    """What stands in a line of a table."""
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def value_table(measured: str, groups: Sequence[Group]) -> str:
    """Measured values beside what they are held against as a Markdown table; `measured` says what measured them."""
    rows = []
    for group in groups:
        rows += [(group.name, one.name, one.measured_text, one.reference_text, one.source, one.percent) for one in group.values]
        rows += [(group.name, name, text, "", "", "") for name, text in group.facts]
    return table(("", "value", measured, "reference", "source", "difference"), rows)
