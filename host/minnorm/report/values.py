# SPDX-License-Identifier: MIT
"""Figures of merit: what was measured beside what was published."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Value:
    """One figure of merit. `published` is None where the paper says nothing that this could be held against.

    An interval is half the width of a 95% confidence interval of a mean, None where there is none.
    """

    name: str
    measured: float
    published: float | None = None
    interval: float | None = None
    published_interval: float | None = None

    @property
    def difference(self) -> float | None:
        """Relative to the published value; None without one, and where that is 0."""
        return self.measured / self.published - 1.0 if self.published else None

    @property
    def percent(self) -> str:
        """The difference for people; empty where there is none."""
        return "" if self.difference is None else f"{round(100 * self.difference, 2) + 0.0:+.2f}%"

    @property
    def line(self) -> str:
        """For the terminal."""
        beside = "" if self.published is None else f", published {self.published:.4g}"
        return f"{self.name}: {self.measured:.6g}{beside}" + (f" ({self.percent})" if self.percent else "")

    @property
    def measured_text(self) -> str:
        """For people, with the interval if there is one."""
        return _text(self.measured, self.interval, 6)

    @property
    def published_text(self) -> str:
        """For people, with the interval if there is one; empty if nothing was published."""
        return "" if self.published is None else _text(self.published, self.published_interval, 4)


def _text(value: float, interval: float | None, digits: int) -> str:
    return f"{value:.{digits}g}" if interval is None or np.isnan(interval) else f"{value:.4g} ± {interval:.2g}"


def mean(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean over axis 0 and its 95% interval, as half its width, of normally distributed values."""
    count = len(values)
    deviation = np.std(values, axis=0, ddof=1) if count > 1 else np.full(np.shape(values)[1:], np.nan)
    return np.mean(values, axis=0), 1.96 * deviation / np.sqrt(count)
