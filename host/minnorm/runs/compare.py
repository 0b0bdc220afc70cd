# SPDX-License-Identifier: MIT
"""Two runs, row by row: equality to the bit, since the arithmetic is the same on every board."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from minnorm import experiments
from minnorm.experiments.regression import tables
from minnorm.runs import store
from minnorm.errors import UserError


@dataclass(frozen=True)
class _Layout:
    """A table: how many of its first columns name a row, which of the others are reals, and all of them if they are known here."""

    keys: int
    reals: tuple[str, ...] | None = None
    columns: str | None = None


_FITTED = {
    store.RECORDS: _Layout(5, ("train_mse", "test_mse", "sigma_min", "sigma_max"), tables.RECORD_COLUMNS),
    store.FACTORS: _Layout(5, ("inverse_sigma", "test_projection", "residual_projection"), tables.FACTOR_COLUMNS),
}
_SAMPLED = {store.RECORDS: _Layout(3)}  # the board says its columns
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
    runs = [store.finished(folder) for folder in (first, second)]
    scalars = [run["scalar"] for run in runs]
    if scalars[0] != scalars[1]:
        raise UserError(f"{first} was computed in {scalars[0]} and {second} in {scalars[1]}; compare runs of one scalar.")
    names = [run["settings"].get("experiment") for run in runs]
    if names[0] != names[1]:
        raise UserError(f"{first} is a run of {names[0]} and {second} one of {names[1]}; compare runs of one experiment.")
    layouts = _FITTED if names[0] == experiments.REGRESSION else _SAMPLED
    return {name: _compare_files(first / name, second / name, layout, scalars[0]) for name, layout in layouts.items()}


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


def _compare_files(first: Path, second: Path, layout: _Layout, scalar: str) -> Comparison:
    columns = layout.columns or _text(first).partition("\n")[0]
    rows, others = (_by_key(path, layout.keys, columns) for path in (first, second))
    common = rows.keys() & others.keys()
    different = [key for key in common if rows[key] != others[key]]
    names = columns.split(",")
    places = [names.index(name) for name in layout.reals or names[layout.keys :]]
    sides = [_reals(path, [side[key] for key in different], places) for path, side in ((first, rows), (second, others))]
    return Comparison(
        compared=len(common),
        identical=len(common) - len(different),
        only_in_one=len(rows.keys() ^ others.keys()),
        largest_ulp=float(ulps(*sides, scalar).max(initial=0.0)),
    )


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); {_AGAIN}.") from None
    except UnicodeDecodeError:
        raise UserError(f"{path} is damaged: it is no text; {_AGAIN}.") from None


def _by_key(path: Path, keys: int, columns: str) -> dict[tuple[str, ...], str]:
    header, *lines = _text(path).splitlines() or [""]
    if header != columns:
        raise UserError(f"{path} has other columns than this version writes; {_AGAIN}.")
    for number, line in enumerate(lines, start=2):
        if line.count(",") != columns.count(","):
            raise UserError(f"{path} is damaged: line {number} is not as long as the header; {_AGAIN}.")
    rows = {tuple(line.split(",", keys)[:keys]): line for line in lines}
    if len(rows) != len(lines):
        raise UserError(f"{path} is damaged: it holds a row twice; {_AGAIN}.")
    return rows


def _reals(path: Path, lines: list[str], places: list[int]) -> np.ndarray:
    try:
        return np.array([[float(line.split(",")[place]) for place in places] for line in lines])
    except ValueError as error:
        raise UserError(f"{path} is damaged ({error}); {_AGAIN}.") from None


def ulps(first: np.ndarray, second: np.ndarray, scalar: str) -> np.ndarray:
    """How many values of the scalar lie between the two, elementwise; infinite if just one is not finite or they differ in kind."""
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
