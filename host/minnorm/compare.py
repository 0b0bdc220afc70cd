# SPDX-License-Identifier: MIT
"""Two runs, row by row: equality to the bit, since the arithmetic is the same on every board."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from minnorm import store
from minnorm.errors import UserError

# Columns that name a row; the others are what it says.
_KEYS = {store.RECORDS: 5, store.FACTORS: 5}
_REALS = {
    store.RECORDS: ("train_mse", "test_mse", "sigma_min", "sigma_max"),
    store.FACTORS: ("inverse_sigma", "test_projection", "residual_projection"),
}


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

    Raises UserError if one is missing or unfinished, or if they are not of the same scalar and columns.
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
    run = store.read(folder)
    if run is None:
        raise UserError(f"{folder} is no run; give a folder that ./minnorm run wrote.")
    if not run.get("finished"):
        raise UserError(f"The run in {folder} is not finished; start ./minnorm run with --out {folder} again.")
    return run


def _compare_files(first: Path, second: Path, scalar: str) -> Comparison:
    one, other = _lines(first), _lines(second)
    if one[0] != other[0]:
        raise UserError(f"{first} and {second} have different columns; make both runs with this version.")
    keys = _KEYS[first.name]
    rows, others = _by_key(one[1:], keys), _by_key(other[1:], keys)
    common = rows.keys() & others.keys()
    different = [(rows[key], others[key]) for key in common if rows[key] != others[key]]
    return Comparison(
        compared=len(common),
        identical=len(common) - len(different),
        only_in_one=len(rows.keys() ^ others.keys()),
        largest_ulp=_largest_ulp(different, one[0].split(","), _REALS[first.name], scalar),
    )


def _lines(path: Path) -> list[str]:
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); start that run again with its --out.") from None
    if not lines:
        raise UserError(f"{path} is empty; start that run again with its --out.")
    return lines


def _by_key(lines: list[str], keys: int) -> dict[tuple[str, ...], str]:
    return {tuple(line.split(",", keys)[:keys]): line for line in lines}


def _largest_ulp(pairs: list[tuple[str, str]], columns: list[str], reals: tuple[str, ...], scalar: str) -> float:
    if not pairs:
        return 0.0
    places = [columns.index(name) for name in reals]
    sides = [[[float(line.split(",")[place]) for place in places] for line in side] for side in zip(*pairs)]
    return float(ulps(np.array(sides[0]), np.array(sides[1]), scalar).max())


def ulps(first: np.ndarray, second: np.ndarray, scalar: str) -> np.ndarray:
    """How many values of the scalar lie between the two, elementwise; infinite if just one is not finite or they differ in kind."""
    real, integer = (np.float32, np.int32) if scalar == "float" else (np.float64, np.int64)
    places = []
    for values in (first, second):
        bits = values.astype(real).view(integer)
        # Negative reals count downwards from zero, so that neighbours differ by one throughout.
        places.append(np.where(bits < 0, np.iinfo(integer).min - bits, bits).astype(object))
    distance = np.abs(places[0] - places[1]).astype(np.float64)
    strange = ~(np.isfinite(first) & np.isfinite(second))
    same = (first == second) | (np.isnan(first) & np.isnan(second))
    return np.where(same, 0.0, np.where(strange, np.inf, distance))
