# SPDX-License-Identifier: MIT
"""Tables as CSV. A real is the shortest decimal that reads back to the same value of the board's scalar."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from minnorm.experiments.job import Sheet
from minnorm.link.table import KEYS, Table

RECORDS = "records"  # the first table, and the file it becomes
REAL: dict[str, Any] = {"float": np.float32, "double": np.float64}  # by the board's scalar


def file(table: str) -> str:
    """Of the table of that name."""
    return f"{table}.csv"


def sheet(table: Table, scalar: str) -> Sheet:
    """A line for each row: the keys, and then the columns as the board names them, a wide one as name_1, name_2, …, and a category by
    its labels."""
    names = [name for name in table.columns if name not in KEYS]
    heads = [*KEYS, *(head for name in names for head in _heads(name, table[name]))]
    keys = [[str(int(value)) for value in table[key]] for key in KEYS]
    cells = [
        [table.labels[name][int(value)] for value in column] if name in table.labels else texts(column, scalar)
        for name in names
        for column in table[name].reshape(len(table), math.prod(table[name].shape[1:])).T
    ]
    return Sheet(text(heads, zip(*keys, *cells, strict=True)), len(KEYS))


def text(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The file's text."""
    return "".join(",".join(row) + "\n" for row in (heads, *rows))


@np.errstate(over="ignore")  # what the scalar cannot hold is infinite in it
def texts(values: np.ndarray, scalar: str) -> list[str]:
    """Each value as the shortest decimal that reads back to it."""
    if scalar == "double":
        return [repr(float(value)) for value in values]
    return [str(value) for value in values.astype(np.float32)]


def _heads(name: str, column: np.ndarray) -> list[str]:
    return [name] if column.ndim == 1 else [f"{name}_{number}" for number in range(1, column.shape[1] + 1)]
