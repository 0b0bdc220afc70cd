# SPDX-License-Identifier: MIT
"""Tables in Markdown."""

from collections.abc import Sequence

from minnorm.report.outcome import Group


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as text."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def value_table(measured: str, groups: Sequence[Group]) -> str:
    """Measured values beside the published ones as a Markdown table; `measured` says what measured them."""
    rows = []
    for group in groups:
        rows += [(group.name, value.name, value.measured_text, value.published_text, value.percent) for value in group.values]
        rows += [(group.name, name, text, "", "") for name, text in group.facts]
    return table(("", "value", measured, "published", "difference"), rows)
