# SPDX-License-Identifier: MIT
"""What a board has sent of one set of data: its stream of bytes, live or from a log alike, into tables."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from minnorm.link import description, wire
from minnorm.link.description import Description
from minnorm.link.table import KEYS, Table
from minnorm.link.wire import Frame, Kind

Unit = tuple[int, int]  # a repeat and a case: what is computed at once
Units = Callable[[Description], list[Unit]]


class Recording:
    """Rows by unit, table and number. The first answer counts: the same request gives the same bits.

    `units` says which of them are wanted. `description` is None until the board has said it. Each session on a log begins with a
    hello, whose own frame the log keeps: rows count only after the reply to it, for what a board still had to say about another
    set of data must not be taken for this one's.
    """

    def __init__(self, seed: int, units: Units) -> None:
        self.seed = seed
        self.description: Description | None = None
        self.frames = 0
        self.lost = 0
        self._units = units
        self._rows: dict[tuple[Unit, int], dict[int, Sequence[float]]] = {}
        self._counts: dict[Unit, list[int]] = {}
        self._decoder = wire.Decoder()
        self._expected: int | None = None
        self._is_greeted = False

    @property
    def damaged(self) -> int:
        return self._decoder.damaged

    def feed(self, data: bytes) -> list[Frame]:
        """Takes raw bytes, in pieces of any length; returns the board's frames that they completed.

        Raises UserError for a payload that docs/WIRE.md does not describe.
        """
        frames = []
        for frame in self._decoder.feed(data):
            self._take(frame)
            if frame.kind == Kind.HELLO:
                self._expected = None
            else:
                self._count(frame)
                frames.append(frame)
        return frames

    def units(self) -> list[Unit]:
        """Those that are wanted, in order; none before the board has described itself."""
        return [] if self.description is None else self._units(self.description)

    def is_complete(self, unit: Unit) -> bool:
        """Whether everything about that unit has come."""
        return unit in self._counts and all(
            all(number in self._rows.get((unit, table), ()) for number in range(count))
            for table, count in enumerate(self._counts[unit])
        )

    def is_finished(self) -> bool:
        """Whether nothing is missing."""
        return self.description is not None and all(map(self.is_complete, self.units()))

    def done(self) -> int:
        """Units whose end has come."""
        return len(self._counts)

    def table(self, name: str) -> Table:
        """What has come of a table by column: the rows of the units that are complete, in the order of the units."""
        said = self.description
        assert said is not None
        number = said.table(name)
        layout = said.tables[number]
        keys, rows = [], []
        for unit, place, row in self._in_order(number):
            keys.append((*unit, place))
            rows.append(row)
        by_key = np.array(keys, dtype=np.float64).reshape(-1, len(KEYS)).T
        values = np.array(rows, dtype=np.float64).reshape(-1, layout.width)
        columns = dict(zip(KEYS, by_key))
        start = 0
        for column in layout.columns:
            end = start + column.width
            columns[column.name] = values[:, start] if column.width == 1 else values[:, start:end]
            start = end
        labels = {column.name: column.labels for column in layout.columns if column.labels}
        return Table(columns, labels, said.parameters, said.case_names)

    def _in_order(self, table: int) -> Iterator[tuple[Unit, int, Sequence[float]]]:
        for unit in filter(self.is_complete, self.units()):
            rows = self._rows.get((unit, table), {})
            for number in range(self._counts[unit][table]):
                yield unit, number, rows[number]

    def _take(self, frame: Frame) -> None:
        if frame.kind == Kind.HELLO:
            self._is_greeted = False
        elif frame.kind == Kind.HELLO_REPLY:
            self._is_greeted = True
        elif frame.kind == Kind.DESCRIPTION:
            self.description = description.parse(frame)
        elif self._is_greeted and self.description is not None:
            if frame.kind == Kind.ROWS:
                self._take_rows(frame, self.description)
            elif frame.kind == Kind.COMPUTED:
                self._take_end(frame, self.description)

    def _take_rows(self, frame: Frame, said: Description) -> None:
        seed, repeat, case, table, first, values = wire.unpack(frame)
        if not 0 <= table < len(said.tables):
            raise wire.strange(frame)
        layout = said.tables[table]
        if first < 0 or not values or len(values) % layout.width:
            raise wire.strange(frame)
        if seed != self.seed:
            return
        rows = self._rows.setdefault(((repeat, case), table), {})
        for number, start in enumerate(range(0, len(values), layout.width), start=first):
            row = values[start : start + layout.width]
            _check_labels(frame, layout, row)
            rows.setdefault(number, row)

    def _take_end(self, frame: Frame, said: Description) -> None:
        seed, repeat, case, counts = wire.unpack(frame)
        if len(counts) != len(said.tables) or min(counts) < 0:
            raise wire.strange(frame)
        if seed == self.seed:
            self._counts.setdefault((repeat, case), counts)

    def _count(self, frame: Frame) -> None:
        self.frames += 1
        if self._expected is not None:
            gap = (frame.sequence - self._expected) % wire.SEQUENCES
            # A board that restarted counts from zero again: that is no gap.
            self.lost += gap if gap < wire.SEQUENCES // 2 else 0
        self._expected = (frame.sequence + 1) % wire.SEQUENCES


def _check_labels(frame: Frame, layout: description.Layout, row: Sequence[float]) -> None:
    """Raises UserError if a category's number has no label."""
    place = 0
    for column in layout.columns:
        if column.labels and not all(0 <= value < len(column.labels) for value in row[place : place + column.width]):
            raise wire.strange(frame)
        place += column.width
