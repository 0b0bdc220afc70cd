# SPDX-License-Identifier: MIT
"""A finished table by named columns, with what the board said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from minnorm.errors import Logged

_LARGEST = 2.0**53  # whole numbers below it are themselves in a double
KEYS = ("repeat", "case", "row")  # columns that every table begins with: the unit, and the number of the row in it


@dataclass(frozen=True)
class Table:
    """Columns by name: float64 arrays, rows or rows × width.

    `labels` are what the numbers of a category stand for, by column; `constants` the experiment's parameters by name.
    """

    columns: Mapping[str, np.ndarray]
    labels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    constants: Mapping[str, Sequence[float]] = field(default_factory=dict)
    case_names: Sequence[str] = ()

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __getitem__(self, name: str) -> np.ndarray:
        return _known(self.columns, name, "column")

    def whole(self, name: str) -> np.ndarray:
        """A column of whole numbers, such as a rank, as integers. Raises Logged if it holds anything else."""
        values = self[name]
        # What is not finite is not below either.
        if not (np.all(np.abs(values) < _LARGEST) and np.all(values == np.rint(values))):
            raise Logged(f"The board sent something else than whole numbers as {name}; build and flash its firmware from this tree.")
        return values.astype(np.int64)

    def where(self, **wanted: float | str) -> "Table":
        """The rows that have these values in the columns so named, in the same order; a text is a label, or a case's name."""
        chosen = np.full(len(self), True)
        for name, value in wanted.items():
            chosen &= self[name] == (self.number(name, value) if isinstance(value, str) else value)
        return self.at(chosen)

    def at(self, chosen: np.ndarray) -> "Table":
        """Those rows: a mask, or their numbers."""
        rows = {name: column[chosen] for name, column in self.columns.items()}
        return Table(rows, self.labels, self.constants, self.case_names)

    def number(self, column: str, label: str) -> int:
        """What stands in the column for that label, or for the case of that name."""
        labels = self.case_names if column == "case" else _known(self.labels, column, "labelled column")
        if label not in labels:
            raise Unknown(f"{label!r} is none of {column}'s labels {', '.join(labels)}")
        return list(labels).index(label)

    def parameter(self, name: str) -> float:
        """The one value of that parameter."""
        (value,) = _known(self.constants, name, "parameter")
        return float(value)

    def parameters(self, name: str) -> np.ndarray:
        """All values of that parameter."""
        return np.array(_known(self.constants, name, "parameter"), dtype=np.float64)


class Unknown(Logged, KeyError):
    """A name that the board did not say."""

    __str__ = Exception.__str__  # KeyError's is its text in quotes


def _known(entries: Mapping, name: str, what: str):
    if name not in entries:
        raise Unknown(f"In what the board described there is no {what} {name!r}; build and flash its firmware from this tree.")
    return entries[name]
