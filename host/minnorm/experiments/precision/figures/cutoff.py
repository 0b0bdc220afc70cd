# SPDX-License-Identifier: MIT
"""Where modes that are left out help, and where a default threshold drops what the data determine."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator
from minnorm.experiments.precision import at_threshold, looks, rows
from minnorm.experiments.precision.figures import panels
from minnorm.experiments.precision.study import Study
from minnorm.experiments.regression import splits
from minnorm.experiments.regression.datasets import Dataset
from minnorm.experiments.regression.problem import factor
from minnorm.report.figure import Figure
from minnorm.report.style import RIDGE, SIGMA, TEST

EPSILON = float(np.finfo(np.float32).eps)
_POINTS = 400
_RULES = {"jacobi-default": "default rule σ ≥ min(m, n)·ε·σ₁", "jacobi-columns": "rule in the columns' units"}


def errors_by_cutoff(dataset: Dataset, count: int, cutoffs: np.ndarray) -> np.ndarray:
    """Test errors, splits × cutoffs, at N = D in float64: of the modes with σ ≥ cutoff·σ₁ only."""
    d = dataset.dimension
    triangle = factor(dataset.features, dataset.target)
    found = np.empty((count, len(cutoffs)))
    for split in range(count):
        order = splits.training_rows(split, dataset.rows)[:d]
        x, y = dataset.features[order], dataset.target[order]
        u, sigma, vt = np.linalg.svd(x)
        with np.errstate(divide="ignore", invalid="ignore"):
            beta = np.cumsum(np.where(sigma > 0, (u.T @ y) / sigma, 0.0)[:, None] * vt, axis=0)
        beta = np.vstack([np.zeros(d), beta])  # row r: of r modes
        whole = ((triangle @ np.column_stack([beta, -np.ones(d + 1)]).T) ** 2).sum(axis=0)
        trained = ((x @ beta.T - y[:, None]) ** 2).sum(axis=0)
        kept = (sigma[None, :] >= cutoffs[:, None] * sigma[0]).sum(axis=1)
        found[split] = ((whole - trained) / (dataset.rows - d))[kept]
    return found


def _draw_cutoff(canvas: Canvas, study: Study) -> None:
    def panel(axes: Axes, name: str) -> bool:
        (dataset,) = (one for one in study.datasets if one.name == name)
        d = dataset.dimension
        if not study.splits or d > splits.largest(dataset.rows):
            return False
        cutoffs = np.geomspace(_least(dataset), 1.0, _POINTS)
        errors = errors_by_cutoff(dataset, study.splits, cutoffs)
        middle, low, high = (np.quantile(errors, share, axis=0) for share in (0.5, 0.05, 0.95))
        axes.plot(cutoffs, middle, color=TEST, label="exact test error, median, and 5% to 95% of the splits")
        axes.fill_between(cutoffs, low, high, color=TEST, alpha=0.15, linewidth=0)
        best = int(np.argmin(middle))
        axes.plot(cutoffs[best], middle[best], "*", color=RIDGE, markersize=13, zorder=5, label="least median")
        axes.axvline(EPSILON, color="#888888", linestyle=":", linewidth=1.4, label="ε of float32")
        axes.axvline(d * EPSILON, color=SIGMA, linestyle="--", linewidth=1.2, label="default threshold D·ε")
        axes.set_xscale("log")
        panels.frame(axes, low, high)
        axes.set(xlabel="cutoff: modes with σ ≥ cutoff · σ₁ are kept", xlim=(cutoffs[0], 1.0))
        return True

    panels.draw(canvas, study, [one.name for one in study.datasets], panel, "test error, N = D")


def _least(dataset: Dataset) -> float:
    """A cutoff below every σ/σ₁ that a dataset of such columns is likely to have."""
    lengths = np.linalg.norm(dataset.features, axis=0)
    return float(min(1e-8, 1e-4 * lengths[lengths > 0].min() / lengths.max()))


def _draw_rank(canvas: Canvas, study: Study) -> None:
    def panel(axes: Axes, name: str) -> bool:
        by_solver = rows.records(study, name).by("solver")
        rules = [rule for rule in _RULES if rule in by_solver]
        if "jacobi" not in by_solver or not rules:
            return False
        for rule in rules:
            one = by_solver[rule]
            drops = rows.drops_modes(one, by_solver["jacobi"])
            counts = np.unique(one["n"])
            axes.plot(
                counts,
                [100 * drops[one["n"] == n].mean() for n in counts],
                **looks.solver(rule),
                marker=".",
                label=_RULES[rule]
            )
        at = at_threshold.dimension(study, name)
        axes.axvline(at, color=SIGMA, linestyle="--", linewidth=1.2, zorder=1, label="N = D")
        axes.set(xlabel="training rows N", ylim=(-4, 104))
        axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        return True

    panels.draw(canvas, study, [one.name for one in study.datasets], panel, "splits in which a mode is dropped [%]")


CUTOFF = Figure(
    "cutoff",
    "What leaving out small singular values does to the test error at N = D, in float64 from the exact data. Where the "
    "least median lies at a cutoff far above the default threshold, regularising helps and the threshold does not do it; "
    "where the curve has fallen already at the threshold (WHO: columns in mixed units), the default hides the peak that "
    "the exact data have. A lower test error by dropping modes is a better estimator, not a more accurate solution. In "
    "data of your own compare the curve at the dashed line with its left end.",
    _draw_cutoff,
)

RANK = Figure(
    "rank",
    "How often a rank rule drops a mode that the data determine: share of the splits whose rank is less than that of all "
    "σ > 0. The default rule min(m, n)·ε·σ₁ compares with σ₁ and so with the largest unit; the rule in the columns' units "
    "does not. With columns of one scale neither drops a mode; on the WHO data the default drops some in all splits "
    "around N = D. In data of your own any share above 0 says: set the threshold to 0, scale the columns, or use "
    "minnorm::ColumnUnits.",
    _draw_rank,
)
