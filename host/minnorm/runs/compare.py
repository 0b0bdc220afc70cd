# SPDX-License-Identifier: MIT
"""Two runs, row by row: equality to the bit, since the arithmetic is the same on every board."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from minnorm.errors import UserError
from minnorm.runs import record

_AGAIN = "start that run again with its --out"


@dataclass(frozen=True)
class Comparison:
    """`compared` rows are in both; `largest_ulp` is over their reals, infinite where one is NaN or infinite and the other not."""

    compared: int
    identical: int
    only_in_one: int
    largest_ulp: float

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
    return {name: _compare_files(first / name, second / name, keys, scalars[0]) for name, keys in runs[0].tables.items()}


def names(first: Path, second: Path) -> tuple[str, str]:
    """What tells two finished runs apart for people: their boards, or their folders if they are of one board."""
    boards = [record.finished(folder).board for folder in (first, second)]
    return (boards[0], boards[1]) if boards[0] != boards[1] else (first.resolve().name, second.resolve().name)


def lines(comparisons: dict[str, Comparison]) -> list[str]:
    """What `compare` found, for a person."""
    return [_line(name, comparison) for name, comparison in comparisons.items()]


def is_identical(comparisons: dict[str, Comparison]) -> bool:
    """Whether every row of every table is."""
    return all(comparison.is_identical for comparison in comparisons.values())


def _line(name: str, comparison: Comparison) -> str:
    text = (
        f"{name}: {comparison.compared} rows compared, {comparison.identical} bit-identical, "
        f"largest difference {comparison.largest_ulp:g} ulp"
    )
    return text + (f", {comparison.only_in_one} rows in one run only" if comparison.only_in_one else "")


def _compare_files(first: Path, second: Path, keys: int, scalar: str) -> Comparison:
    (columns, rows), (other_columns, others) = (_by_key(path, keys) for path in (first, second))
    if columns != other_columns:
        raise UserError(f"{first} and {second} have different columns; compare runs of one version.")
    common = rows.keys() & others.keys()
    different = [key for key in common if rows[key] != others[key]]
    pairs = [_reals((first, second), rows[key].split(","), others[key].split(",")) for key in different]
    cells = np.array(pairs, dtype=np.float64).reshape(len(pairs), 2, columns.count(",") + 1 - keys)
    return Comparison(
        compared=len(common),
        identical=len(common) - len(different),
        only_in_one=len(rows.keys() ^ others.keys()),
        largest_ulp=float(ulps(cells[:, 0], cells[:, 1], scalar).max(initial=0.0)),
    )


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); {_AGAIN}.") from None
    except UnicodeDecodeError:
        raise UserError(f"{path} is damaged: it is no text; {_AGAIN}.") from None


def _by_key(path: Path, keys: int) -> tuple[str, dict[str, str]]:
    """The header, and the rest of each row by its first columns, which name it."""
    header, *lines = _text(path).splitlines() or [""]
    rows = {}
    for number, line in enumerate(lines, start=2):
        if line.count(",") != header.count(","):
            raise UserError(f"{path} is damaged: line {number} is not as long as the header; {_AGAIN}.")
        rest = line.split(",", keys)[keys]
        rows[line.removesuffix(rest)] = rest
    if len(rows) != len(lines):
        raise UserError(f"{path} is damaged: it holds a row twice; {_AGAIN}.")
    return header, rows


def _reals(paths: tuple[Path, Path], *rows: list[str]) -> list[list[float]]:
    """The cells of both rows as numbers. What is text in both, a status, counts as 0."""
    reals: list[list[float]] = [[], []]
    for pair in zip(*rows, strict=True):
        numbers = [_number(cell) for cell in pair]
        for path, cell, number in zip(paths, pair, numbers):
            if number is None and numbers != [None, None]:
                raise UserError(f"{path} is damaged ({cell!r} is no number); {_AGAIN}.")
        for side, number in zip(reals, numbers):
            side.append(0.0 if number is None else number)
    return reals


def _number(cell: str) -> float | None:
    try:
        return float(cell)
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
