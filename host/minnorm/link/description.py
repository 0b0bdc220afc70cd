# SPDX-License-Identifier: MIT
"""What a board says of its experiment: the only place where columns, categories, inputs and parameters get their names from."""

from dataclasses import dataclass

from minnorm.link import wire
from minnorm.link.wire import Frame

_MOST_UNITS = 10_000_000


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

    @property
    def width(self) -> int:
        """Values of a row."""
        return sum(column.width for column in self.columns)


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


def parse(frame: Frame) -> Description:
    """The description in the frame. Raises UserError if it is none that docs/WIRE.md describes."""
    _, repeats, cases, tables, inputs, parameters, names = wire.unpack(frame)
    is_good = (
        all(wire.match(table, "sa") and table[1] and all(wire.match(column, "siS") for column in table[1]) for table in tables)
        and all(wire.match(one, "si") for one in inputs)
        and all(wire.match(one, "sR") for one in parameters)
        and len(names) in (0, cases)
        and tables
        and repeats >= 1
        and cases >= 1
        and repeats * cases <= _MOST_UNITS
        and all(width >= 1 for _, columns in tables for _, width, _ in columns)
    )
    if not is_good:
        raise wire.strange(frame)
    layouts = [
        Layout(name, tuple(Column(column, width, tuple(labels)) for column, width, labels in columns)) for name, columns in tables
    ]
    constants = {name: tuple(map(float, values)) for name, values in parameters}
    return Description(repeats, cases, tuple(layouts), {name: size for name, size in inputs}, constants, tuple(names))
