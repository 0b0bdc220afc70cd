# SPDX-License-Identifier: MIT
"""A finished run in numbers: per dataset the measured values beside what they are held against."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from minnorm.counts import counted
from minnorm.experiments.regression import drivers, equation, protocol, rounding
from minnorm.experiments.regression.problem import Problem
from minnorm.experiments.regression.quantiles import medians
from minnorm.experiments.regression.reference import median_difference
from minnorm.experiments.regression.rounding import Parts
from minnorm.experiments.regression.sweep import Sweep
from minnorm.link.table import Table
from minnorm.report import numbers, values
from minnorm.report.values import Value, published, theory


@dataclass(frozen=True)
class Summary:
    """`values` has none that are at an N the run did not reach.

    `to_float64` is the median over N of the relative difference of the mean test error to NumPy's in float64. `refinements` counts
    fits by what came of refining them; `drivers` say in words what drives the peak.
    """

    dataset: str
    fits: int
    failed: int
    values: list[Value]
    to_float64: float
    refinements: Mapping[str, int] = field(default_factory=dict)
    drivers: Sequence[tuple[str, str]] = ()


@np.errstate(over="ignore")  # a mean beyond float64 is infinite
def summarize(
    problem: Problem,
    sweep: Sweep,
    reference: np.ndarray,
    factors: Table | None = None,
    parts: Parts | None = None,
) -> Summary:
    """The numbers of one dataset; `reference` as from reference.test_errors.

    Without `factors` there is none of equation 1, without `parts` none of rounding.
    """
    splits, last = sweep.test.shape
    reached = last >= problem.dataset.dimension
    return Summary(
        dataset=problem.name,
        fits=splits * last,
        failed=int((~sweep.is_good).sum()),
        values=[
            *_figures(problem, sweep),
            *(equation.values(problem, factors, splits) if factors is not None and reached else []),
            *(rounding.values(problem, parts) if parts is not None and reached else []),
        ],
        to_float64=median_difference(sweep.test, reference),
        refinements=sweep.refinements,
        drivers=drivers.facts(problem.dataset, sweep),
    )


def _figures(problem: Problem, sweep: Sweep) -> list[Value]:
    """Figures 1 to 5. The protocol's values are beside what the paper's own splits gave only."""
    splits, last = sweep.test.shape
    at = problem.dataset.dimension
    known = None if problem.dataset.is_own else protocol.VALUES.get(problem.name)
    expected = known if splits == protocol.SPLITS else None
    cut = sweep.cutoff_test[..., _place(sweep.cutoffs, equation.CUTOFF)]
    rows: list[tuple[str, np.ndarray, int, Callable[[np.ndarray], Any], str]] = [
        ("mean test error at N = D", sweep.test, at, np.mean, "mean_test"),
        ("median test error at N = D", sweep.test, at, np.median, "median_test"),
        ("mean train error at N = D + 1", sweep.train, at + 1, np.mean, "mean_train"),
        ("mean smallest σ at N = D", sweep.sigma_min, at, np.mean, "mean_sigma_min"),
        ("mean test error at N = D, σ ≥ 1 only", cut, at, np.mean, "mean_test_cutoff_1"),
    ]
    if known is not None and known.mean_test_1 is not None:
        rows.append(("mean test error at N = 1", sweep.test, 1, np.mean, "mean_test_1"))
    found = [
        Value(name, float(over_splits(errors[:, n - 1])), values.protocol(getattr(expected, field, None)))
        for name, errors, n, over_splits, field in rows
        if n <= last
    ]
    for count, mean in enumerate(known.mean_test_modes if known is not None and last >= at else (), start=1):
        name = f"mean test error at N = D, test rows on the leading {counted(count, 'modes')}"
        errors = sweep.mode_test[:, at - 1, _place(sweep.modes, count)]
        found.append(Value(name, float(errors.mean()), values.protocol(mean) if expected is not None else None))
    at_threshold = _at_threshold(problem, sweep) if last >= at else []
    return [*found, *at_threshold, *_no_residual(problem, sweep), *_lowest_sigma(problem, sweep, expected is not None)]


def _at_threshold(problem: Problem, sweep: Sweep) -> list[Value]:
    """At N = D: what the test error is made of, the solution's length, and the best ridge beside it. Medians over the splits that
    have a result."""
    place = problem.dataset.dimension - 1
    refined, variance, norm = (
        float(medians(values[:, place : place + 1])[0]) for values in (sweep.refined_test, sweep.residual_test, sweep.norm)
    )
    ridges = medians(sweep.ridge_test[:, place])
    found = [
        Value("median test error at N = D, refined", refined),
        Value("median mean square of the variance term x X⁺ E at N = D", variance),
    ]
    ideal = float(np.linalg.norm(problem.beta))
    if ideal:
        found.append(Value("median ‖β‖ at N = D, in ‖β*‖", norm / ideal))
    if np.isfinite(ridges).any():
        best = int(np.nanargmin(ridges))
        share = numbers.text(float(sweep.ridges[best]), 1)
        found.append(Value(f"median test error at N = D with the best of the ridges, λ = {share} N · mean x²", float(ridges[best])))
    return found


def _place(values: np.ndarray, value: float) -> int:
    """Where the value stands among those of an ablation."""
    return values.tolist().index(value)


def _no_residual(problem: Problem, sweep: Sweep) -> list[Value]:
    """Ablation 3: nothing from N = D on, and something below. Shares of the mean squared target, for rounding leaves some."""
    at, last = problem.dataset.dimension, sweep.test.shape[1]
    share = sweep.residual_free_test.mean(axis=0) / np.mean(problem.dataset.target**2)
    name = "mean test error without residual (y = Xβ*), share of the mean squared target"
    above, below = (part[np.isfinite(part)] for part in (share[at - 1 :], share[: at - 1]))
    found = []
    if above.size:
        found.append(Value(f"largest {name}, N ≥ D", float(above.max()), theory(0.0)))
    if below.size and last >= at:
        found.append(Value(f"least {name}, N < D", float(below.min())))
    return found


def _lowest_sigma(problem: Problem, sweep: Sweep, is_protocol: bool) -> list[Value]:
    """Figure 5's lowest point, of a run that goes beyond N = D."""
    at, last = problem.dataset.dimension, sweep.test.shape[1]
    sigma = sweep.sigma_min.mean(axis=0)
    if last <= at or not np.isfinite(sigma).any():
        return []
    lowest = int(np.argmin(np.where(np.isfinite(sigma), sigma, np.inf))) + 1
    return [Value("N at which the mean smallest σ is lowest", lowest, published(at) if is_protocol else None)]


def lines(summary: Summary) -> list[str]:
    """The dataset's lines in the summary on the terminal."""
    told = []
    for peak in summary.values[:1]:
        told.append(f"{summary.dataset}: {peak.line}")
    failed = f", {counted(summary.failed, 'fits')} without a result" if summary.failed else ""
    difference = f"median relative difference to float64 {numbers.text(summary.to_float64, 2)}"
    return [*told, f"{summary.dataset}: {difference}, {counted(summary.fits, 'fits')}{failed}"]
