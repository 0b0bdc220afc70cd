# SPDX-License-Identifier: MIT
"""Two runs, row by row: equality to the bit, since the arithmetic is the same on every board."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from minnorm import store, tables
from minnorm.errors import UserError

# Columns that name a row; the others are what it says.
_KEYS = {store.RECORDS: 5, store.FACTORS: 5}
_REALS = {
    store.RECORDS: ("train_mse", "test_mse", "sigma_min", "sigma_max"),
    store.FACTORS: ("inverse_sigma", "test_projection", "residual_projection"),
}
_COLUMNS = {store.RECORDS: tables.RECORD_COLUMNS, store.FACTORS: tables.FACTOR_COLUMNS}
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
    """Compares records.csv and factors.csv of two finished runs.

    Raises UserError if one is missing, unfinished or damaged, or if they are not of the same scalar.
    """
    runs = [_finished(folder) for folder in (first, second)]
    scalars = [run.get("scalar") for run in runs]
    if scalars[0] != scalars[1]:
        raise UserError(f"{first} was computed in {scalars[0]} and {second} in {scalars[1]}; compare runs of one scalar.")
    return {name: _compare_files(first / name, second / name, scalars[0]) for name in (store.RECORDS, store.FACTORS)}


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


def _finished(folder: Path) -> dict:
    if not folder.is_dir():
        raise UserError(f"There is no run {folder}; give the folder of a run.")
    try:
        run = store.read(folder)
    except UserError as error:
        raise UserError(f"{error} Give a folder that ./minnorm run wrote.") from None
    if run is None:
        raise UserError(f"{folder} is no run; give a folder that ./minnorm run wrote.")
    if not run.get("finished"):
        raise UserError(f"The run in {folder} is not finished; start ./minnorm run with --out {folder} again.")
    return run


def _compare_files(first: Path, second: Path, scalar: str) -> Comparison:
    rows, others = _by_key(first), _by_key(second)
    common = rows.keys() & others.keys()
    different = [key for key in common if rows[key] != others[key]]
    sides = [_reals(path, [side[key] for key in different]) for path, side in ((first, rows), (second, others))]
    return Comparison(
        compared=len(common),
        identical=len(common) - len(different),
        only_in_one=len(rows.keys() ^ others.keys()),
        largest_ulp=float(ulps(*sides, scalar).max(initial=0.0)),
    )


def _lines(path: Path) -> list[str]:
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); {_AGAIN}.") from None
    except UnicodeDecodeError:
        raise UserError(f"{path} is damaged: it is no text; {_AGAIN}.") from None
    columns = _COLUMNS[path.name]
    if not lines or lines[0] != columns:
        raise UserError(f"{path} has other columns than this version writes; {_AGAIN}.")
    for number, line in enumerate(lines, start=1):
        if line.count(",") != columns.count(","):
            raise UserError(f"{path} is damaged: line {number} is not as long as the header; {_AGAIN}.")
    return lines[1:]


def _by_key(path: Path) -> dict[tuple[str, ...], str]:
    lines, keys = _lines(path), _KEYS[path.name]
    rows = {tuple(line.split(",", keys)[:keys]): line for line in lines}
    if len(rows) != len(lines):
        raise UserError(f"{path} is damaged: it holds a row twice; {_AGAIN}.")
    return rows


def _reals(path: Path, lines: list[str]) -> np.ndarray:
    columns = _COLUMNS[path.name].split(",")
    places = [columns.index(name) for name in _REALS[path.name]]
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
