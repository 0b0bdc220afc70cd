# SPDX-License-Identifier: MIT
"""Figures of merit: what was measured beside what it is held against."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from minnorm.report import numbers


class Source(Enum):
    """Where a value comes from that a measured one is held against."""

    PUBLISHED = "published"  # printed in a paper, or in its authors' files
    PROTOCOL = "protocol, float64"  # computed for this project in float64 as a paper says to; nobody published it
    PROTOTYPE = "prototype, float32 on a desktop"  # computed once by a program that shares no code with this project's
    THEORY = "theory"  # a formula's


@dataclass(frozen=True)
class Reference:
    """A value to hold a measured one against. `interval` as in Value."""

    value: float
    source: Source
    interval: float | None = None


def published(value: float | None, interval: float | None = None) -> Reference | None:
    """A value of a paper or of its authors' files; None for None."""
    return None if value is None else Reference(float(value), Source.PUBLISHED, interval)


def protocol(value: float | None) -> Reference | None:
    """A value computed in float64 as a paper says to; None for None."""
    return None if value is None else Reference(float(value), Source.PROTOCOL)


def prototype(value: float | None) -> Reference | None:
    """A value of the prototype; None for None."""
    return None if value is None else Reference(float(value), Source.PROTOTYPE)


def theory(value: float | None) -> Reference | None:
    """A formula's value; None for None."""
    return None if value is None else Reference(float(value), Source.THEORY)


@dataclass(frozen=True)
class Value:
    """One figure of merit. `reference` is None where nothing is known that this could be held against.

    An interval is half the width of a 95% confidence interval of what the value is, such as a mean, None where there is none.
    """

    name: str
    measured: float
    reference: Reference | None = None
    interval: float | None = None

    @property
    def difference(self) -> float | None:
        """Relative to the reference; None without one, and where that is 0."""
        return self.measured / self.reference.value - 1.0 if self.reference and self.reference.value else None

    @property
    def percent(self) -> str:
        """The difference for people; empty where there is none."""
        return "" if self.difference is None else f"{round(100 * self.difference, 2) + 0.0:+.2f}%"

    @property
    def line(self) -> str:
        """For the terminal."""
        beside = f", {self.source} {numbers.text(self.reference.value, 4)}" if self.reference else ""
        return f"{self.name}: {numbers.text(self.measured, 6)}{beside}" + (f" ({self.percent})" if self.percent else "")

    @property
    def facts(self) -> dict[str, Any]:
        """For a program. What is not finite is None."""
        known = {"name": self.name, "value": _finite(self.measured), "interval": _finite(self.interval)}
        if self.reference is None:
            return known
        held = {"value": _finite(self.reference.value), "interval": _finite(self.reference.interval), "source": self.source}
        return known | {"reference": held}

    @property
    def measured_text(self) -> str:
        """For people, with the interval if there is one."""
        return _text(self.measured, self.interval, 6)

    @property
    def reference_text(self) -> str:
        """For people, with the interval if there is one; empty without a reference."""
        return _text(self.reference.value, self.reference.interval, 4) if self.reference else ""

    @property
    def source(self) -> str:
        """Of the reference, for people; empty without one."""
        return self.reference.source.value if self.reference else ""


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and np.isfinite(value) else None


def _text(value: float, interval: float | None, digits: int) -> str:
    if interval is None or np.isnan(interval):
        return numbers.text(value, digits)
    return f"{numbers.text(value, 4)} ± {numbers.text(interval, 2)}"


def mean(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean over axis 0 and its 95% interval, as half its width, of normally distributed values."""
    count = len(values)
    deviation = np.std(values, axis=0, ddof=1) if count > 1 else np.full(np.shape(values)[1:], np.nan)
    return np.mean(values, axis=0), 1.96 * deviation / np.sqrt(count)


def median(values: np.ndarray) -> tuple[float, float | None]:
    """The median and half the width of its 95% interval, by order statistics; None of fewer than 10 values."""
    ordered = np.sort(values)
    reach = 0.98 * np.sqrt(len(ordered))
    low, high = (int(round(len(ordered) / 2 + side * reach - 0.5)) for side in (-1, 1))
    return float(np.median(ordered)), float((ordered[high] - ordered[low]) / 2) if len(ordered) >= 10 else None
