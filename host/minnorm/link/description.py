# SPDX-License-Identifier: MIT
"""What a board says of its experiment: the only place where columns, categories, inputs and parameters get their names from."""

import re
from dataclasses import dataclass
from functools import cached_property

from minnorm.link import wire
from minnorm.link.wire import Frame

MOST_UNITS = 1_000_000
_WIDEST = 1 << 16
_FILE = re.compile(r"[a-z0-9][a-z0-9_-]*")  # a table's name is its file's


@dataclass(frozen=True)
class Column:
    """`width` values of a row; `labels` are what the numbers of a category stand for, none for another column."""

    name: str
    width: int
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """A table's name and its columns."""

    name: str
    columns: tuple[Column, ...]

    @cached_property
    def width(self) -> int:
        """Values of a row."""
        return sum(column.width for column in self.columns)

    @cached_property
    def categories(self) -> tuple[tuple[int, int], ...]:
        """Of each value of a row that is a category's: its place, and how many labels there are."""
        labels = [len(column.labels) for column in self.columns for _ in range(column.width)]
        return tuple((place, known) for place, known in enumerate(labels) if known)


@dataclass(frozen=True)
class Description:
    """The experiment as docs/WIRE.md describes it: repeats by default, cases, tables, and the most values of each input."""

    repeats: int
    cases: int
    tables: tuple[Layout, ...]
    inputs: dict[str, int]
    parameters: dict[str, tuple[float, ...]]
    case_names: tuple[str, ...]

    def table(self, name: str) -> int:
        """The number of the table of that name."""
        return [one.name for one in self.tables].index(name)


class Pieces:
    """A description as it comes: its first `have` bytes."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    @property
    def have(self) -> int:
        return len(self._bytes)

    def take(self, frame: Frame) -> Description | None:
        """Adds the piece in the frame; the description, once it is whole.

        Raises UserError if docs/WIRE.md does not describe it.
        """
        _, size, first, piece = wire.unpack(frame)
        if not 0 < size <= wire.LONGEST_BODY or first < 0:
            raise wire.strange(frame)
        if first <= self.have:
            self._bytes += piece[self.have - first :]
        return _parse(frame, bytes(self._bytes)) if self.have >= size else None


def _parse(frame: Frame, packed: bytes) -> Description:
    fields = wire.array(packed)
    if not wire.match(fields, "iiaaaS"):
        raise wire.strange(frame)
    repeats, cases, tables, inputs, parameters, names = wire.plain(fields)
    is_good = (
        all(wire.match(table, "sa") and table[1] and all(wire.match(column, "siS") for column in table[1]) for table in tables)
        and all(_FILE.fullmatch(name) and all(_are_cells(column, *labels) for column, _, labels in columns) for name, columns in tables)
        and all(wire.match(one, "si") for one in inputs)
        and all(wire.match(one, "sR") for one in parameters)
        and len(names) in (0, cases)
        and tables
        and repeats >= 1
        and cases >= 1
        and repeats * cases <= MOST_UNITS
        and all(1 <= width <= _WIDEST for _, columns in tables for _, width, _ in columns)
    )
    if not is_good:
        raise wire.strange(frame)
    layouts = [
        Layout(name, tuple(Column(column, width, tuple(labels)) for column, width, labels in columns)) for name, columns in tables
    ]
    constants = {name: tuple(map(float, values)) for name, values in parameters}
    return Description(repeats, cases, tuple(layouts), {name: size for name, size in inputs}, constants, tuple(names))


def _are_cells(*texts: str) -> bool:
    """Whether each may stand between the commas of a table."""
    return not any(mark in text for text in texts for mark in ',"')
