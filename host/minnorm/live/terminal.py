# SPDX-License-Identifier: MIT
"""./minnorm run --live=terminal: the main curve in characters, above the bars of progress."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from minnorm import progress
from minnorm.experiments.plan import Plan
from minnorm.live.sketch import Sketch
from minnorm.report import numbers
from minnorm.runs.side import Side
from minnorm.runs.spectator import Spectator

_WIDTH, _HEIGHT = 72, 16  # characters; each has 2 × 4 dots
_BRAILLE = 0x2800
_BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))  # of a character, by column and row
_STEPS = 4 * _WIDTH  # dots along a segment


class Terminal(Spectator):
    """Draws each panel of the main figure, and once more when all rows are there."""

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    @contextmanager
    def watching(self, planned: Plan, sides: Sequence[Side]) -> Iterator[None]:
        self._sketch = Sketch(lambda: planned.so_far(sides[0].recordings), sides[0].done)
        yield

    def above(self) -> str:
        self._sketch.refresh()
        return self._text()

    def recorded(self) -> None:
        self._sketch.refresh(last=True)
        if text := self._text():
            progress.say(text)

    def _text(self) -> str:
        return "\n\n".join(map(drawn, self._sketch.portraits[0]["panels"])) if self._sketch.portraits else ""


def drawn(panel: dict[str, Any]) -> str:
    """A panel's first line with a name, between its ends, with its axes' names."""
    line = next((one for one in panel["series"] if one["kind"] == "line" and one.get("label")), None)
    if line is None:
        return ""
    x, y = (_Axis(panel[name]) for name in "xy")
    dots = [
        None if a is None or b is None else (x.place(a) * (2 * _WIDTH - 1), (1 - y.place(b)) * (4 * _HEIGHT - 1))
        for a, b in zip(line["x"], line["y"])
    ]
    cells = [[0] * _WIDTH for _ in range(_HEIGHT)]
    for start, end in zip(dots, dots[1:]):
        if start is None or end is None:
            continue
        for step in range(_STEPS + 1):
            column, row = (round(a + (b - a) * step / _STEPS) for a, b in zip(start, end))
            if 0 <= column < 2 * _WIDTH and 0 <= row < 4 * _HEIGHT:
                cells[row // 4][column // 2] |= _BITS[column % 2][row % 4]
    top, bottom = (numbers.text(panel["y"]["limits"][end], 2) for end in (1, 0))
    margin = max(len(top), len(bottom))
    rows = ["".join(chr(_BRAILLE + cell) for cell in row) for row in cells]
    sides = [top.rjust(margin), *[" " * margin] * (_HEIGHT - 2), bottom.rjust(margin)]
    left, right = (numbers.text(end, 2) for end in panel["x"]["limits"])
    foot = f"{left}{panel['x']['label'].center(_WIDTH - len(left) - len(right))}{right}"
    head = f"{panel['title']}: {panel['y']['label']}, {line['label']}"
    return "\n".join([head, *(f"{side} {row}" for side, row in zip(sides, rows)), " " * (margin + 1) + foot])


class _Axis:
    def __init__(self, axis: dict[str, Any]) -> None:
        self._is_log = axis["scale"] == "log"
        self._low, self._high = (self._of(end) for end in axis["limits"])

    def place(self, value: float) -> float:
        """0 at the axis' start, 1 at its end."""
        if self._is_log and value <= 0:
            return -1.0
        return (self._of(value) - self._low) / (self._high - self._low)

    def _of(self, value: float) -> float:
        return math.log10(value) if self._is_log else value
