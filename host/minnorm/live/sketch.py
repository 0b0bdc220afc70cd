# SPDX-License-Identifier: MIT
"""The figures of a run so far as plain data, at a bounded share of the run's time."""

import threading
import time
from collections.abc import Callable
from typing import Any

from minnorm.experiments.glimpse import Glimpse

_REST = 25  # times what a drawing took of a processor it rests: no more than a twenty-fifth of one is spent


class Sketch:
    """`so_far` says what there is to draw, and `done` how much of the run that is of. Any thread may ask."""

    def __init__(self, so_far: Callable[[], Glimpse], done: Callable[[], int]) -> None:
        self._so_far = so_far
        self._done = done
        self._lock = threading.Lock()
        self._ready = 0.0
        self._is_closed = False
        self._drawn_at = -1
        self.version = 0
        self.portraits: list[dict[str, Any]] = []

    def refresh(self, *, last: bool = False) -> None:
        """Draws anew if there is more than before and it has rested; after the `last` never again."""
        if not self._lock.acquire(blocking=last):
            return
        try:
            done = self._done()
            if self._is_closed or (not last and time.monotonic() < self._ready):
                return
            self._is_closed = last
            if done and (last or done != self._drawn_at):  # rows of the unit that ended last may be new
                self._draw()
                self._drawn_at = done
        finally:
            self._lock.release()

    def _draw(self) -> None:
        from minnorm.report import portrait  # slow to import

        start = time.thread_time()
        try:
            glimpse = self._so_far()
        except Exception:  # noqa: BLE001  of numbers that no board computes; the run's end tells
            return
        found = []
        for figure in glimpse.figures:
            try:
                drawn = portrait.of(figure, glimpse.data)
            except Exception:  # noqa: BLE001  figures are written for whole runs: what cannot be drawn of a part is left out
                drawn = None
            if drawn is not None:
                found.append(drawn)
        if found:
            self.portraits = found
            self.version += 1
        self._ready = time.monotonic() + _REST * (time.thread_time() - start)
