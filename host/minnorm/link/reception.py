# SPDX-License-Identifier: MIT
"""A board's stream of bytes into a table, live or from a log alike."""

from typing import Protocol

from minnorm.link import wire
from minnorm.link.wire import Frame, Kind


class Table(Protocol):
    """What an experiment's frames say."""

    def take(self, frame: Frame) -> None:
        """Takes one good frame of either side. Raises UserError for a payload that docs/WIRE.md does not describe."""

    def is_finished(self) -> bool:
        """Whether nothing is missing."""

    def done(self) -> int:
        """How much has come, in the unit of the experiment's progress."""


class Reception:
    """Decodes one stream into its table, and counts."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.frames = 0
        self.lost = 0
        self._decoder = wire.Decoder()
        self._expected: int | None = None

    @property
    def damaged(self) -> int:
        return self._decoder.damaged

    def feed(self, data: bytes) -> list[Frame]:
        """Takes raw bytes, in pieces of any length; returns the board's frames that they completed."""
        frames = []
        for frame in self._decoder.feed(data):
            self.table.take(frame)
            if frame.kind == Kind.HELLO:
                self._expected = None
            else:
                self._count(frame)
                frames.append(frame)
        return frames

    def _count(self, frame: Frame) -> None:
        self.frames += 1
        if self._expected is not None:
            gap = (frame.sequence - self._expected) % wire.SEQUENCES
            # A board that restarted counts from zero again: that is no gap.
            self.lost += gap if gap < wire.SEQUENCES // 2 else 0
        self._expected = (frame.sequence + 1) % wire.SEQUENCES
