# SPDX-License-Identifier: MIT
"""How much a line damages, and how long frames are to be on it."""

import math
from dataclasses import dataclass

_MEMORY_BYTES = 16384.0  # what came over the line before counts e times less after so many


@dataclass
class Loss:
    """One way of a line: `faults` of late in `carried` bytes."""

    carried: float = 0.0
    faults: float = 0.0

    def note(self, whole: float, damaged: float, faults: int) -> None:
        """So many bytes of frames that came whole, and of `faults` that did not.

        A damaged frame says nothing of the bytes behind its first fault, which is on average in its middle.
        """
        size = whole + damaged / 2
        kept = math.exp(-size / _MEMORY_BYTES)
        self.carried = self.carried * kept + size
        self.faults = self.faults * kept + faults

    @property
    def is_seen(self) -> bool:
        """Whether anything was damaged of late."""
        return self.faults >= 0.5

    @property
    def rate(self) -> float:
        """The share of bytes with a fault, 0 to 1."""
        return min(1.0, self.faults / self.carried) if self.carried else float(self.faults > 0)

    def longest(self, overhead: int, most: int) -> int:
        """The bytes of a frame, its overhead among them and `most` at most, with which the values in it take the least time.

        Of L bytes a frame carries L − h and comes whole with exp(−pL), so that (L − h) exp(−pL) / L is largest for L² − hL = h/p.
        """
        if not self.is_seen:
            return most
        return min(most, round(overhead / 2 + math.sqrt(overhead**2 / 4 + overhead / self.rate)))

    def __str__(self) -> str:
        return f"{100 * self.rate:.2g}%"
