# SPDX-License-Identifier: MIT
"""What a board has sent of one set of data: its stream of bytes, live or from a log alike, into tables."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from minnorm.link import description, wire
from minnorm.link.description import Description
from minnorm.link.table import KEYS, Table
from minnorm.link.wire import Frame, Kind

_MOST_VALUES = 1 << 24  # of a unit's table: 16 million

Unit = tuple[int, int]  # a repeat and a case: what is computed at once
Units = Callable[[Description], list[Unit]]


class _Values:
    """The values of a unit's table, in the pieces that they came in. Those of two pieces that overlap are equal."""

    def __init__(self) -> None:
        self._pieces: dict[int, Sequence[float]] = {}

    def put(self, first: int, values: Sequence[float]) -> None:
        """Takes the values from number `first` on."""
        if len(values) > len(self._pieces.get(first, ())):
            self._pieces[first] = values

    def stretches(self) -> Iterator[tuple[int, Sequence[float]]]:
        """Number and values of each piece, without what an earlier one had, in order."""
        end = 0
        for first, values in sorted(self._pieces.items()):
            start = max(first, end)
            if first + len(values) > start:
                end = first + len(values)
                yield start, values[start - first :]

    def have(self, count: int = _MOST_VALUES) -> int:
        """How many there are of the first `count`."""
        return sum(max(0, min(len(values), count - first)) for first, values in self.stretches())

    def joined(self, count: int) -> list[float]:
        """The first `count` in order, when none of them is missing."""
        return [value for _, values in self.stretches() for value in values][:count]


class Recording:
    """Values by unit, table and number. The same request gives the same bits, so it does not matter which answer they are of.

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
        self._values: defaultdict[tuple[Unit, int], _Values] = defaultdict(_Values)
        self._complete: set[Unit] = set()
        self._counts: dict[Unit, list[int]] = {}
        self._decoder = wire.Decoder()
        self._expected: int | None = None
        self._is_greeted = False
        self._pieces = description.Pieces()
        self._wanted: list[Unit] | None = None  # by the description
        self._among: frozenset[Unit] = frozenset()  # the same

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
        if self._wanted is None and self.description is not None:
            self._wanted = self._units(self.description)
            self._among = frozenset(self._wanted)
        return self._wanted or []

    def is_complete(self, unit: Unit) -> bool:
        """Whether everything about that unit has come."""
        if unit not in self._complete and unit in self._counts:
            if all(self._values[unit, table].have(count) == count for table, count in enumerate(self._counts[unit])):
                self._complete.add(unit)
        return unit in self._complete

    def have(self, unit: Unit) -> int:
        """How much of the unit has come: its values, and its end."""
        if unit in self._counts:  # what is beyond them is nothing new
            return sum(self._values[unit, table].have(count) for table, count in enumerate(self._counts[unit])) + 1
        tables = range(len(self.description.tables)) if self.description else ()
        return sum(self._values[unit, table].have() for table in tables)

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
        keys: list[tuple[int, int, int]] = []
        every: list[float] = []
        for unit in filter(self.is_complete, self.units()):
            count = self._counts[unit][number]
            keys += ((*unit, place) for place in range(count // layout.width))
            every += self._values[unit, number].joined(count)
        by_key = np.array(keys, dtype=np.float64).reshape(-1, len(KEYS)).T
        values = np.array(every, dtype=np.float64).reshape(-1, layout.width)
        columns = dict(zip(KEYS, by_key))
        start = 0
        for column in layout.columns:
            end = start + column.width
            columns[column.name] = values[:, start] if column.width == 1 else values[:, start:end]
            start = end
        labels = {column.name: column.labels for column in layout.columns if column.labels}
        return Table(columns, labels, said.parameters, said.case_names)

    def _take(self, frame: Frame) -> None:
        if frame.kind == Kind.HELLO:
            self._is_greeted = False
            self._pieces = description.Pieces()
        elif frame.kind == Kind.HELLO_REPLY:
            wire.hello(frame)
            self._is_greeted = True
        elif frame.kind == Kind.DESCRIPTION:
            said = self._pieces.take(frame)
            if said is not None:
                self.description, self._wanted = said, None
        elif self._is_greeted and self.description is not None:
            if frame.kind == Kind.ROWS:
                self._take_rows(frame, self.description)
            elif frame.kind == Kind.COMPUTED:
                self._take_end(frame, self.description)

    def _take_rows(self, frame: Frame, said: Description) -> None:
        seed, repeat, case, number, table, first, values = wire.unpack(frame)
        if not (0 <= table < len(said.tables) and 0 <= number < _MOST_VALUES):
            raise wire.strange(frame)
        if not values or not 0 <= first <= _MOST_VALUES - len(values):
            raise wire.strange(frame)
        if self._is_wanted(seed, (repeat, case)):
            _check_labels(frame, said.tables[table], first, values)
            self._values[(repeat, case), table].put(first, values)

    def _take_end(self, frame: Frame, said: Description) -> None:
        _, seed, repeat, case, counts, _ = wire.unpack(frame)
        if len(counts) != len(said.tables) or not all(_is_whole(*pair) for pair in zip(counts, said.tables)):
            raise wire.strange(frame)
        if self._is_wanted(seed, (repeat, case)):
            self._counts.setdefault((repeat, case), counts)

    def _is_wanted(self, seed: int, unit: Unit) -> bool:
        """Whether that is of this set of data; there is no memory for what else a board may say."""
        self.units()
        return seed == self.seed and unit in self._among

    def _count(self, frame: Frame) -> None:
        self.frames += 1
        if self._expected is not None:
            gap = (frame.sequence - self._expected) % wire.SEQUENCES
            # A board that restarted counts from zero again: that is no gap.
            self.lost += gap if gap < wire.SEQUENCES // 2 else 0
        self._expected = (frame.sequence + 1) % wire.SEQUENCES


def _is_whole(count: int, layout: description.Layout) -> bool:
    """Whether so many values are rows of that table."""
    return 0 <= count <= _MOST_VALUES and count % layout.width == 0


def _check_labels(frame: Frame, layout: description.Layout, first: int, values: Sequence[float]) -> None:
    """Raises UserError if a category's number has no label."""
    for place, known in layout.categories:
        if not all(0 <= value < known and value == int(value) for value in values[(place - first) % layout.width :: layout.width]):
            raise wire.strange(frame)
