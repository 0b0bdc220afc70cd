# SPDX-License-Identifier: MIT
"""A finished run in numbers: per dataset the measured values beside the published ones."""

from dataclasses import dataclass

import numpy as np

from minnorm import published
from minnorm.problem import Problem
from minnorm.reference import median_difference
from minnorm.table import Sweep


@dataclass(frozen=True)
class Value:
    """One figure of merit; `published` is None where the paper says nothing that these splits could be held against."""

    name: str
    measured: float
    published: float | None

    @property
    def difference(self) -> float | None:
        """Relative to the published value."""
        return None if self.published is None else self.measured / self.published - 1.0

    @property
    def percent(self) -> str:
        """The difference for people; empty where nothing was published."""
        return "" if self.difference is None else f"{round(100 * self.difference, 2) + 0.0:+.2f}%"


@dataclass(frozen=True)
class Summary:
    """`values` has none that are at an N the run did not reach.

    `to_float64` is the median over N of the relative difference of the mean test error to NumPy's in float64.
    """

    dataset: str
    fits: int
    failed: int
    values: list[Value]
    to_float64: float


@np.errstate(over="ignore")  # a mean beyond float64 is infinite
def summarize(problem: Problem, sweep: Sweep, reference: np.ndarray) -> Summary:
    """The numbers of one dataset; `reference` as from reference.test_errors."""
    splits, last = sweep.test.shape
    is_protocol = splits == published.SPLITS and not problem.dataset.is_own
    known = published.VALUES.get(problem.name) if is_protocol else None
    at, after = problem.dataset.dimension, problem.dataset.dimension + 1
    measured = (
        ("mean test error at N = D", sweep.test, at, np.mean),
        ("median test error at N = D", sweep.test, at, np.median),
        ("mean train error at N = D + 1", sweep.train, after, np.mean),
        ("mean smallest σ at N = D", sweep.sigma_min, at, np.mean),
        ("mean test error at N = D, σ ≥ 1 only", sweep.cutoff_test[..., -1], at, np.mean),
    )
    expected = known if known is not None else (None,) * len(measured)
    return Summary(
        dataset=problem.name,
        fits=splits * last,
        failed=int((sweep.status != 0).sum()),
        values=[
            Value(name, float(over_splits(values[:, n - 1])), say)
            for (name, values, n, over_splits), say in zip(measured, expected)
            if n <= last
        ],
        to_float64=median_difference(sweep.test, reference),
    )


def lines(summary: Summary) -> list[str]:
    """The dataset's lines in the summary on the terminal."""
    told = []
    for peak in summary.values[:1]:
        beside = "" if peak.difference is None else f", published {peak.published:.4g} ({peak.percent})"
        told.append(f"{summary.dataset}: {peak.name} {peak.measured:.6g}{beside}")
    failed = f", {summary.failed} fits without a result" if summary.failed else ""
    difference = f"median relative difference to float64 {summary.to_float64:.1e}"
    return [*told, f"{summary.dataset}: {difference}, {summary.fits} fits{failed}"]
