# SPDX-License-Identifier: MIT
"""Two runs' figures over each other, from the portraits in their folders."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from minnorm import files
from minnorm.errors import UserError, told_as
from minnorm.report import charts, drawing, page

_DASH = [3, 3]  # of the second run's lines


def write(path: Path, folders: tuple[Path, Path], names: tuple[str, str], lines: Sequence[str], *, is_identical: bool) -> None:
    """Writes the page of all figures that both runs have; `names` tell the runs apart, `lines` are what comparing found.

    Raises UserError if there is no such figure, if Chart.js is not installed, or if the page cannot be written.
    """
    charts.script()
    shown = sorted(path.stem for path in (folders[0] / drawing.FOLDER).glob(f"*.{drawing.PORTRAIT}"))
    with told_as(f"The figures of {folders[0]} and {folders[1]} are not what minnorm draws; give the same ./minnorm run with --out again"):
        pairs = [[page.portrait(folder, name) for folder in folders] for name in shown]
        figures = [overlaid(first, second, names) for first, second in pairs if first is not None and second is not None]
        text = page.rendered("overlay.html.j2", title=f"{names[0]} and {names[1]}", lines=lines, is_identical=is_identical, figures=figures)
    if not figures:
        raise UserError(f"{folders[0]} and {folders[1]} have no figure in common; give the same ./minnorm run with --out again, which draws them.")
    files.write(path, text)


def overlaid(first: dict[str, Any], second: dict[str, Any], names: tuple[str, str]) -> dict[str, Any]:
    """One portrait with the panels of both; those of the same title share their axes; a panel of the second alone is left out."""
    own, others = first["panels"], second["panels"]
    if len(own) == len(others):
        return first | {"panels": [_panel(one, other, names) for one, other in zip(own, others)]}
    by_title = {panel["title"]: panel for panel in others}
    return first | {"panels": [_panel(one, by_title.get(one["title"]), names) for one in own]}


def _panel(panel: dict[str, Any], other: dict[str, Any] | None, names: tuple[str, str]) -> dict[str, Any]:
    series = [_named(one, names[0]) for one in panel["series"]]
    if other is None:
        return panel | {"series": series}
    series += [_named(one, names[1]) | {"dash": _DASH} for one in other["series"]]
    axes = {axis: panel[axis] | {"limits": _around(panel[axis]["limits"], other[axis]["limits"])} for axis in "xy"}
    return panel | axes | {"series": series}


def _named(series: dict[str, Any], name: str) -> dict[str, Any]:
    """As one of that run; lines across the panel, which are no run's, stay as they are."""
    if "x" not in series:
        return series
    return series | {key: f"{series[key]} ({name})" for key in ("label", "group") if series.get(key)}


def _around(one: Sequence[float], other: Sequence[float]) -> list[float]:
    """Limits with both inside, in the direction of the first."""
    ends = [min(*one, *other), max(*one, *other)]
    return ends if one[0] <= one[1] else ends[::-1]
