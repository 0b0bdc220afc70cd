# SPDX-License-Identifier: MIT
"""Who looks on while boards compute."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from minnorm.experiments.plan import Plan
from minnorm.report.outcome import Finished
from minnorm.runs.side import Side


class Spectator:
    """This one sees nothing and does nothing."""

    @contextmanager
    def watching(self, planned: Plan, sides: Sequence[Side]) -> Iterator[None]:
        """From the first request to the figures, or to the error that ends it."""
        yield

    def gate(self) -> None:
        """Called by each side's thread before it asks for a unit; may keep it waiting until `recorded`."""

    def above(self) -> str:
        """What to show above the bars of progress on a terminal; no line if there is nothing."""
        return ""

    def recorded(self) -> None:
        """Nothing more comes from the boards; nobody may wait at the gate."""

    def rest(self, sentence: str) -> None:
        """Nothing more will come: stays for those who look on, as long as they like."""

    def conclude(self, finished: Finished) -> None:
        """The run is over and has its figures."""
