# SPDX-License-Identifier: MIT
"""Rows of the study's tables, chosen and put in order."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from minnorm.experiments.precision.study import Study

USUAL = {"scalar": "float32", "input": "float32", "scaling": "raw"}
CLOSE = 0.01  # relative error of a test error that a reader would call the same
MOST = 0.95  # of the splits

# From cheap to dear, where no instructions were counted: a Gram matrix and its factor (half of QR's work), QR, pivots and a second
# side, iterations that each read the rows twice, sweeps of rotations.
SOLVERS = (
    "cholesky", "cholesky-eps", "cholesky-sqrt-eps", "cholesky-optimal", "qr", "lq-sorted", "cod", "cgls",
    "jacobi-default", "jacobi", "jacobi-columns", "refined", "eigen-jacobi",
)  # fmt: skip
DAMPED = ("cholesky-eps", "cholesky-sqrt-eps", "cholesky-optimal")  # these answer another question: β of a ridge
SCALARS = ("binary16", "bfloat16", "float32", "float32-fma", "float-float", "float64")
UNITS = {
    "float32": 2.0**-24, "float32-fma": 2.0**-24, "float-float": 2.0**-48, "float64": 2.0**-53, "binary16": 2.0**-11,
    "bfloat16": 2.0**-8,
}  # fmt: skip


class Rows:
    """Columns by name; texts are arrays of str, all else is float64."""

    def __init__(self, columns: Mapping[str, np.ndarray]):
        self._columns = columns

    def __len__(self) -> int:
        return len(next(iter(self._columns.values())))

    def __getitem__(self, name: str) -> np.ndarray:
        return self._columns[name]

    def at(self, chosen: np.ndarray) -> "Rows":
        """Those rows: a mask, or their numbers."""
        return Rows({name: column[chosen] for name, column in self._columns.items()})

    def where(self, **wanted: float | str) -> "Rows":
        """The rows that have these values in the columns so named."""
        chosen = np.full(len(self), True)
        for name, value in wanted.items():
            chosen &= self[name] == value
        return self.at(chosen)

    def by(self, name: str) -> dict:
        """The rows of each value of that column, in the values' order."""
        values, places = np.unique(self[name], return_inverse=True)
        order = np.argsort(places, kind="stable")
        ends = np.cumsum(np.bincount(places, minlength=len(values)))[:-1]
        return {value.item(): self.at(part) for value, part in zip(values, np.split(order, ends))}

    def errors(self, name: str = "test_error") -> np.ndarray:
        """That column; a fit without a solution is as wrong as can be."""
        return np.where(np.isfinite(self[name]), self[name], np.inf)


def records(study: Study, dataset: str) -> Rows:
    """The board's solutions of a dataset in the main setting."""
    return Rows(study.records).where(dataset=dataset, **main(study))


def main(study: Study) -> dict[str, str]:
    """Scalar, input and scaling that figures of all N are of: the usual ones, or those of the most fits if a run lacks them."""
    found = Rows(study.records)
    if len(found.where(**USUAL)) or not len(found):
        return USUAL
    (most, _), *_ = Counter(zip(*(found[name].tolist() for name in USUAL))).most_common(1)
    return dict(zip(USUAL, most))


def name_of(setting: Mapping[str, str]) -> str:
    """A setting for people: "float32" for the usual one."""
    parts = [setting["scalar"]]
    if setting["input"] != USUAL["input"]:
        parts.append(f"data as {setting['input']}")
    if setting["scaling"] != USUAL["scaling"]:
        parts.append(f"scaled: {setting['scaling']}")
    return ", ".join(parts)


def in_order(names: Sequence[str], order: Sequence[str] = SOLVERS) -> list[str]:
    """Those names without repetition, the known ones first and in that order."""
    return [*(name for name in order if name in names), *sorted(set(names) - set(order))]


def quantile(values: np.ndarray, share: float) -> float:
    """The least value that this share of the values, at least, does not exceed; NaN without values."""
    return float(np.sort(values)[max(int(np.ceil(share * len(values) - 1e-9)), 1) - 1]) if len(values) else np.nan


def median(values: np.ndarray) -> float:
    """NaN without values; infinite where half of them are."""
    return float(np.median(values)) if len(values) else np.nan


def share_close(values: np.ndarray) -> float:
    """The share of errors within 1%; NaN without values."""
    return float(np.mean(values <= CLOSE)) if len(values) else np.nan


def bound(found: Rows, name: str, power: int) -> np.ndarray:
    """u·κ^power with each row's own unit roundoff, κ of that column."""
    units = np.array([UNITS.get(scalar, np.nan) for scalar in found["scalar"]])
    return units * found[name] ** power


def beside(found: Rows, other: Rows, column: str) -> np.ndarray:
    """For each row the other's column at the same split and n; NaN where it has none."""
    known = dict(zip(zip(other["split"], other["n"]), other[column]))
    return np.array([known.get(key, np.nan) for key in zip(found["split"], found["n"])])


def drops_modes(found: Rows, whole: Rows) -> np.ndarray:
    """Whether a fit has a lower rank than that of the same rows in `whole`, which keeps every σ above 0."""
    return found["rank"] < beside(found, whole, "rank")
