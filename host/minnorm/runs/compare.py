# SPDX-License-Identifier: MIT
"""Two runs, row by row: equality to the bit, since the arithmetic is the same on every board."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from minnorm import files
from minnorm.counts import counted
from minnorm.errors import UserError
from minnorm.runs import record
from minnorm.text import printable

_SHOWN = 3  # rows, for a person
_AGAIN = "start that run again with its --out"


class Cell(NamedTuple):
    """One place where two runs differ: the row's first columns, which name it, the column, and what stands there in each run."""

    row: str
    column: str
    first: str
    second: str


@dataclass(frozen=True)
class Comparison:
    """`compared` rows are in both; `largest_ulp` is over their reals, infinite where one is NaN or infinite and the other not.

    `columns` are those that differ, with the number of rows in which they do, and `largest_ulps` how far; `places` the first cells, and
    `alone` the first rows that are in one run only.
    """

    compared: int
    identical: int
    only_in_one: int
    largest_ulp: float
    columns: dict[str, int] = field(default_factory=dict)
    largest_ulps: dict[str, float] = field(default_factory=dict)
    places: Sequence[Cell] = ()
    alone: Sequence[str] = ()

    @property
    def is_identical(self) -> bool:
        return self.compared > 0 and self.identical == self.compared and not self.only_in_one


def compare(first: Path, second: Path) -> dict[str, Comparison]:
    """Compares the tables of two finished runs.

    Raises UserError if one is missing, unfinished or damaged, or if they are not of the same experiment and scalar.
    """
    runs = [record.finished(folder) for folder in (first, second)]
    scalars = [run.scalar for run in runs]
    if scalars[0] != scalars[1]:
        raise UserError(f"{first} was computed in {scalars[0]} and {second} in {scalars[1]}; compare runs of one scalar.")
    names = [run.settings.get("experiment") for run in runs]
    if names[0] != names[1]:
        raise UserError(f"{first} is a run of {names[0]} and {second} one of {names[1]}; compare runs of one experiment.")
    if runs[0].tables != runs[1].tables:
        raise UserError(f"{first} and {second} have different tables; compare runs of one version.")
    return {name: _compare_files(first / name, second / name, keys, scalars[0]) for name, keys in runs[0].tables.items()}


def names(first: Path, second: Path) -> tuple[str, str]:
    """What tells two finished runs apart for people: their boards, or their folders if they are of one board."""
    boards = [record.finished(folder).board for folder in (first, second)]
    return (boards[0], boards[1]) if boards[0] != boards[1] else (first.resolve().name, second.resolve().name)


def lines(comparisons: dict[str, Comparison]) -> list[str]:
    """What `compare` found, for a person."""
    return [printable(line) for name, comparison in comparisons.items() for line in (_line(name, comparison), *_where(comparison))]


def values(comparisons: dict[str, Comparison]) -> dict[str, Any]:
    """The same for a program: by table, beside whether all are identical. An infinite distance is None."""
    tables = {name: _values(one) for name, one in comparisons.items()}
    return {"identical": is_identical(comparisons), "tables": tables}


def is_identical(comparisons: dict[str, Comparison]) -> bool:
    """Whether every row of every table is."""
    return bool(comparisons) and all(comparison.is_identical for comparison in comparisons.values())


def _line(name: str, comparison: Comparison) -> str:
    text = (
        f"{name}: {counted(comparison.compared, 'rows')} compared, {comparison.identical} bit-identical, "
        f"largest difference {comparison.largest_ulp:g} ulp"
    )
    return text + (f", {counted(comparison.only_in_one, 'rows')} in one run only" if comparison.only_in_one else "")


def _values(comparison: Comparison) -> dict[str, Any]:
    by_column = {name: _finite(one) for name, one in comparison.largest_ulps.items()}
    whole = {"largest_ulp": _finite(comparison.largest_ulp), "largest_ulps": by_column}
    return asdict(comparison) | whole | {"places": [cell._asdict() for cell in comparison.places]}


def _finite(distance: float) -> float | None:
    return distance if np.isfinite(distance) else None


def _where(comparison: Comparison) -> list[str]:
    """The first rows that differ, and how many do in each column."""
    found = [f"  {cell.row}: {cell.column} {cell.first or 'nothing'}, {cell.second or 'nothing'}" for cell in comparison.places]
    found += [f"  {row} is in one run only" for row in comparison.alone]
    if comparison.columns:
        far = {name: f" (by up to {one:g} ulp)" for name, one in comparison.largest_ulps.items() if one}
        found.append("  rows that differ, by column: " + ", ".join(f"{name} {count}{far.get(name, '')}" for name, count in comparison.columns.items()))
    return found


def _compare_files(first: Path, second: Path, keys: int, scalar: str) -> Comparison:
    (columns, rows), (other_columns, others) = (_by_key(path, keys) for path in (first, second))
    if columns != other_columns:
        raise UserError(f"{first} and {second} have different columns; compare runs of one version.")
    common = rows.keys() & others.keys()
    different = [key for key in rows if key in common and rows[key] != others[key]]
    pairs = [_reals((first, second), rows[key].split(","), others[key].split(",")) for key in different]
    names = columns.split(",")[keys:]
    cells = np.array(pairs, dtype=np.float64).reshape(len(pairs), 2, columns.count(",") + 1 - keys)
    distances = ulps(cells[:, 0], cells[:, 1], scalar)
    counts = _counted(names, [(rows[key], others[key]) for key in different])
    return Comparison(
        compared=len(common),
        identical=len(common) - len(different),
        only_in_one=len(rows.keys() ^ others.keys()),
        largest_ulp=float(distances.max(initial=0.0)),
        columns=counts,
        largest_ulps={name: float(one) for name, one in zip(names, distances.max(axis=0, initial=0.0)) if name in counts},
        places=[_first_cell(key, names, rows[key], others[key]) for key in different[:_SHOWN]],
        alone=[key.rstrip(",") for key in [*rows, *others] if key not in common][:_SHOWN],
    )


def _counted(names: Sequence[str], pairs: Sequence[tuple[str, str]]) -> dict[str, int]:
    """In how many of the pairs of rows each column differs, of those that do."""
    counts = dict.fromkeys(names, 0)
    for pair in pairs:
        for name, one, other in zip(names, *(row.split(",") for row in pair)):
            counts[name] += one != other
    return {name: count for name, count in counts.items() if count}


def _first_cell(key: str, names: Sequence[str], row: str, other: str) -> Cell:
    """The first that differs of two rows that do."""
    cells = zip(names, row.split(","), other.split(","))
    return next(Cell(key.rstrip(","), name, one, two) for name, one, two in cells if one != two)


def _text(path: Path) -> str:
    try:
        return files.text(path)
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); {_AGAIN}.") from None
    except UnicodeDecodeError:
        raise UserError(f"{path} is damaged: it is no text; {_AGAIN}.") from None


def _by_key(path: Path, keys: int) -> tuple[str, dict[str, str]]:
    """The header, and the rest of each row by its first columns, which name it."""
    header, *lines = _text(path).splitlines() or [""]
    if not 0 < keys <= header.count(","):
        raise UserError(f"{path} is damaged: it has no column beside the {keys} that name a row; {_AGAIN}.")
    rows = {}
    for number, line in enumerate(lines, start=2):
        if line.count(",") != header.count(","):
            raise UserError(f"{path} is damaged: line {number} is not as long as the header; {_AGAIN}.")
        rest = line.split(",", keys)[keys]
        rows[line.removesuffix(rest)] = rest
    if len(rows) != len(lines):
        raise UserError(f"{path} is damaged: it holds a row twice (choose another --out if the board sent it); {_AGAIN}.")
    return header, rows


def _reals(paths: tuple[Path, Path], *rows: list[str]) -> list[list[float]]:
    """The cells of both rows as numbers, NaN where one is empty. What is text in both, a status, counts as 0."""
    reals: list[list[float]] = [[], []]
    for pair in zip(*rows, strict=True):
        numbers = [_number(cell) for cell in pair]
        for path, cell, number in zip(paths, pair, numbers):
            if number is None and numbers != [None, None] and "" not in pair:
                raise UserError(f"{path} is damaged ({cell!r} is no number); {_AGAIN}.")
        for side, number in zip(reals, numbers):
            side.append(0.0 if number is None else number)
    return reals


def _number(cell: str) -> float | None:
    try:
        return float(cell) if cell else math.nan
    except ValueError:
        return None


def ulps(first: np.ndarray, second: np.ndarray, scalar: str) -> np.ndarray:
    """How many values of the scalar lie between the two, elementwise; infinite if just one is not finite or they differ in kind."""
    real: Any
    integer: Any
    real, integer = (np.float32, np.int32) if scalar == "float" else (np.float64, np.int64)
    places = []
    for values in (first, second):
        with np.errstate(over="ignore"):  # what the scalar cannot hold is infinite in it
            bits = values.astype(real).view(integer)
        # Negative reals count downwards from zero, so that neighbours differ by one throughout.
        places.append(np.where(bits < 0, np.iinfo(integer).min - bits, bits).astype(object))
    distance = np.abs(places[0] - places[1]).astype(np.float64)
    strange = ~(np.isfinite(first) & np.isfinite(second))
    same = (first == second) | (np.isnan(first) & np.isnan(second))
    return np.where(same, 0.0, np.where(strange, np.inf, distance))
