# SPDX-License-Identifier: MIT
"""A drawn figure as plain data, for a page to draw: what charts.js takes."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib import colors
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter
from minnorm.report import style
from minnorm.report.figure import Figure

_SCALES = ("linear", "log")
_DASHES = {"--": [6, 4], ":": [2, 3], "-.": [6, 3, 2, 3]}
_SHAPES = {"s": "rect", "D": "rectRot", "^": "triangle", "v": "triangle", "x": "crossRot", "+": "cross", "|": "line"}
_HUE = len("#rrggbb")
_STEPS = {"steps-post": "before", "steps-pre": "after", "steps-mid": "middle"}
_RAISED = str.maketrans("-+0123456789−.", "⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class _Unknown(Exception):
    """Something is drawn that a page has no word for."""


def of(figure: Figure, data: object) -> dict[str, Any] | None:
    """The figure's name, caption and panels, or None if it has more than lines, marks and areas over two axes.

    Coordinates are the data's, rounded to six digits; what is not finite is None.
    """
    with style.applied():
        canvas = Canvas(figsize=figure.size)
        figure.draw(canvas, data)
        try:
            panels = [_panel(axes) for axes in canvas.axes]
        except _Unknown:
            return None
    return {"name": figure.name, "caption": figure.caption, "panels": panels}


def plain(text: str) -> str:
    """Without matplotlib's mathematics: $10^{-3}$ is 10⁻³."""
    return re.sub(r"\$(.+?)\$", lambda found: _formula(found[1]), text)


def _formula(text: str) -> str:
    text = text.replace("\\sqrt", "√").replace("\\,", " ").replace("\\", "")
    text = re.sub(r"\^(\{[^}]*\}|.)", lambda found: found[1].strip("{}").translate(_RAISED), text)
    text = re.sub(r"_(\{[^}]*\}|.)", lambda found: found[1].strip("{}").translate(_LOWERED), text)
    return text.replace("{", "").replace("}", "")


def _panel(axes: Axes) -> dict[str, Any]:
    if axes.name != "rectilinear" or axes.images or _is_twin(axes):
        raise _Unknown
    return {
        "title": plain(axes.get_title()),
        "x": _axis(axes.xaxis, axes.get_xlim()),
        "y": _axis(axes.yaxis, axes.get_ylim()),
        "series": list(_series(axes)),
        "notes": [note for text in axes.texts if (note := _note(axes, text))],
    }


def _is_twin(axes: Axes) -> bool:
    others = [one for one in axes.figure.axes if one is not axes]
    return axes.get_label() == "<colorbar>" or any(one in axes._twinned_axes.get_siblings(axes) for one in others)


def _axis(axis: Any, limits: tuple[float, float]) -> dict[str, Any]:
    if axis.get_scale() not in _SCALES:
        raise _Unknown
    found = {"label": plain(axis.get_label_text()), "scale": axis.get_scale(), "limits": _rounded(limits)}
    if isinstance(axis.get_major_formatter(), FixedFormatter):
        found["ticks"] = [[float(place), plain(label.get_text())] for place, label in zip(axis.get_ticklocs(), axis.get_ticklabels())]
    return found


def _series(axes: Axes) -> Iterator[dict[str, Any]]:
    """In the order drawn. What has no label goes with the last that has one and the same colour."""
    names: dict[str, str] = {}
    for artist in axes.get_children():
        if not artist.get_visible() or artist is axes.patch:
            continue
        for one in _drawn(axes, artist):
            label, hue = plain(str(artist.get_label())), one["color"][:_HUE]
            if label and not label.startswith("_"):
                one["label"] = names[hue] = label
            one["group"] = names.get(hue, "")
            if artist.get_gid():
                one["key"] = artist.get_gid()
            yield one


def _drawn(axes: Axes, artist: Any) -> Iterator[dict[str, Any]]:
    if isinstance(artist, Line2D):
        yield _line(axes, artist)
    elif isinstance(artist, PolyCollection):
        for path in artist.get_paths():
            yield {"kind": "area", "color": _color(artist.get_facecolor(), artist.get_alpha()), **_points(*path.vertices.T)}
    elif isinstance(artist, LineCollection):
        ends = [np.vstack([segment, [np.nan, np.nan]]) for segment in artist.get_segments()]
        if ends:
            width = float(np.max(artist.get_linewidth()))
            yield {"kind": "line", "color": _color(artist.get_color()), "width": width, **_points(*np.vstack(ends).T)}
    elif isinstance(artist, PathCollection):
        yield {"kind": "marks", "color": _color(artist.get_facecolor()), "size": 3.0, **_points(*np.ma.filled(artist.get_offsets(), np.nan).T)}
    elif isinstance(artist, Patch) and artist.get_transform().contains_branch(axes.transData):
        corners = artist.get_patch_transform().transform(artist.get_path().vertices)
        yield {"kind": "area", "color": _color([artist.get_facecolor()], artist.get_alpha()), **_points(*corners.T)}
    elif hasattr(artist, "get_array") and artist.get_array() is not None:
        raise _Unknown


def _line(axes: Axes, line: Line2D) -> dict[str, Any]:
    x, y = (np.asarray(values, float) for values in (line.get_xdata(), line.get_ydata()))
    color = _color([colors.to_rgba(line.get_color())], line.get_alpha())
    has_line = line.get_linestyle() not in ("None", "none", " ", "")
    look: dict[str, Any] = {"color": color, "width": line.get_linewidth() if has_line else 0.0, "dash": _DASHES.get(line.get_linestyle(), [])}
    if line.get_transform() == axes.get_xaxis_transform() and len(x) == 2:
        return look | {"kind": "vertical", "at": float(x[0])}
    if line.get_transform() == axes.get_yaxis_transform() and len(x) == 2:
        return look | {"kind": "horizontal", "at": float(y[0])}
    if line.get_marker() not in ("None", "none", "", " ", None):
        look |= {"size": line.get_markersize() / (4.0 if line.get_marker() == "." else 2.0), "shape": _SHAPES.get(str(line.get_marker()), "circle")}
    look["step"] = _STEPS.get(line.get_drawstyle())
    return look | {"kind": "line" if has_line else "marks"} | _points(x, y)


def _points(x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    return {"x": _rounded(x), "y": _rounded(y)}


def _rounded(values: Any) -> list[float | None]:
    return [float(f"{value:.6g}") if np.isfinite(value) else None for value in map(float, np.asarray(values, float))]


def _color(found: Any, alpha: float | None = None) -> str:
    """Of a collection that has one; with its transparency."""
    color = found[0] if len(found) else (0.0, 0.0, 0.0, 1.0)
    return colors.to_hex(color if alpha is None else (*color[:3], alpha), keep_alpha=color[3] < 1 or alpha is not None)


def _note(axes: Axes, text: Text) -> dict[str, Any] | None:
    """A text, at data coordinates."""
    if not text.get_text() or not text.get_visible():
        return None
    x, y = text.get_transform().transform(text.get_unitless_position())
    place = axes.transData.inverted().transform((x, y))
    x, y = _rounded(place)
    return {"text": plain(text.get_text()), "color": colors.to_hex(text.get_color()), "align": text.get_ha(), "x": x, "y": y}
