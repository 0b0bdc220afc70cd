# SPDX-License-Identifier: MIT
"""Equation 1: a prediction error's variance part as a sum over singular modes of 1/σ · x·v · u·E, of one test row a split."""

from dataclasses import dataclass

import numpy as np
from minnorm.experiments.regression.problem import Problem
from minnorm.link.table import Table
from minnorm.report import style
from minnorm.report.values import Value

FACTORS = ("inverse_sigma", "test_projection", "residual_projection")  # columns of the board's table
LOOKS = {"1/σ": style.SIGMA, "|x·v|, test row": style.PROJECTION, "|u·E|, residuals": style.RESIDUAL}  # the factors' colours
CUTOFF = 1.0  # of ablation 1; the protocol's values of it are at this one


@dataclass(frozen=True)
class Case:
    """A way to take a factor out: what `stays`, which factor is `missing`, and of which modes. `removed` is splits × modes."""

    name: str
    stays: str
    missing: str
    removed: np.ndarray


def factors(table: Table, n: int, splits: int) -> np.ndarray:
    """1/σ, x·v and u·E of the first probe, 3 × splits × modes; NaN where there is no mode, or no finite number."""
    found = table.where(n=n, probe=0)
    modes = int(found["mode"].max(initial=0))
    values = np.full((3, splits, modes), np.nan)
    place = found["repeat"].astype(int), found["mode"].astype(int) - 1
    for factor, name in zip(values, FACTORS):
        factor[place] = found[name]
    values[:, ~np.isfinite(values).all(axis=0)] = np.nan
    return values


def cases(values: np.ndarray, problem: Problem) -> list[Case]:
    """No ablation and the three of the paper, for what factors() gives: in each another factor is missing."""
    half = max(1, problem.dataset.dimension // 2)
    beyond = np.broadcast_to(np.arange(values.shape[-1]) >= half, values.shape[1:])
    return [
        Case("no ablation", "everything", "", np.zeros(values.shape[1:], bool)),
        Case("ablation 1", f"σ ≥ {CUTOFF:g}", "1/σ", values[0] > 1.0 / CUTOFF),
        Case("ablation 2", f"x on modes 1 to {half}" if half > 1 else "x on mode 1", "x·v", beyond),
        Case("ablation 3", "no residual", "u·E", np.ones(values.shape[1:], bool)),
    ]


@np.errstate(over="ignore", invalid="ignore")
def products(values: np.ndarray) -> np.ndarray:
    """The three factors' product, splits × modes."""
    return values.prod(axis=0)


def median_sum(values: np.ndarray, case: Case) -> float:
    """Median over splits of |sum over modes| of the product without what the case removes; NaN if no split has modes."""
    product = products(values)
    known = ~np.isnan(product)
    with np.errstate(over="ignore", invalid="ignore"):
        sums = np.abs(np.where(known & ~case.removed, product, 0.0).sum(axis=1))[known.any(axis=1)]
    return float(np.median(sums)) if sums.size else np.nan


def values(problem: Problem, table: Table, splits: int) -> list[Value]:
    """The sum over modes at N = D, whole and with each factor taken out; none if the run did not reach that N."""
    found = factors(table, problem.dataset.dimension, splits)
    if np.isnan(found).all():
        return []
    name = "equation 1 at N = D, median |sum over modes|"
    return [Value(f"{name}, {case.name} ({case.stays})", median_sum(found, case)) for case in cases(found, problem)]


def medians(values: np.ndarray) -> np.ndarray:
    """Median over splits (axis 0) of the magnitudes; NaN where there is none."""
    known = [column[np.isfinite(column)] for column in np.abs(values).T]
    return np.array([np.median(column) if column.size else np.nan for column in known])
