# SPDX-License-Identifier: MIT
"""Grosse, chapter 1, section 4."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from minnorm.experiments import edelman
from minnorm.link.table import Table
from minnorm.report import numbers
from minnorm.report.figure import Figure
from minnorm.report.style import MARKS, NORM, SIGMA, TEST, THEORY, THRESHOLD, TRAIN
from minnorm.report.values import Reference, Source, Value, mean, median, protocol, theory

TITLE = "Grosse, chapter 1: double descent in linear regression (figure 4)"

# Median test errors of 2,000 draws: without a ridge by N, and at N = D with each ridge.
MEDIANS = {25: 3.469, 50: 102.8, 100: 0.979, 200: 0.3295}
RIDGES = {"weak": 9.4, "ridge": 3.29, "optimal": 1.79, "strong": 2.93}
MEANS = (25, 100, 200)  # N at which there is a mean, of some digits

_FORMULA = {**THEORY, "linestyle": "none", "marker": "D", "markersize": 5}  # a formula's value at one N


def _moments(table: Table, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """E ‖β − w‖² and E ‖β‖² of the fit of least norm to n normal rows; NaN where there is none, for |n − D| ≤ 1.

    (X'X)⁻¹ is an inverse Wishart matrix for n > D, and so is (XX')⁻¹ for n < D, where a part n/D of w is in the rows' space.
    """
    d, noise = table.parameter("dimension"), table.parameter("noise_variance")
    weights = table.parameter("weight_variance") * d
    with np.errstate(divide="ignore", invalid="ignore"):
        scatter = noise * np.where(n > d, d / (n - d - 1), n / (d - n - 1))
    scatter = np.where(np.abs(n - d) > 1, scatter, np.nan)
    return weights * np.maximum(1 - n / d, 0) + scatter, weights * np.minimum(n / d, 1) + scatter


def _optimal(table: Table, n: np.ndarray) -> np.ndarray:
    """E ‖β − w‖² with the optimal ridge, for N, D → ∞ at the same ratio: the noise's variance times the trace of (X'X + λI)⁻¹.

    That is D/N m(−λ/N) with m the Stieltjes transform of the Marchenko–Pastur law: Hastie et al., Surprises in high-dimensional ridgeless
    least squares interpolation, 2019, on ridge regression of isotropic features.
    """
    ratio, z = table.parameter("dimension") / n, table.parameter("optimal") / n
    part = 1 - ratio + z
    return table.parameter("noise_variance") * (np.sqrt(part**2 + 4 * ratio * z) - part) / (2 * z)


def _quantiles(table: Table, column: str) -> tuple[np.ndarray, np.ndarray]:
    """Each N, and the lower quartile, median and upper quartile over repeats at it."""
    places = np.unique(table["n"])
    quantiles = [np.nanpercentile(table.where(n=n)[column], [25, 50, 75]) for n in places]
    return places, np.reshape(quantiles, (-1, 3)).T


def _curve(axes: Axes, table: Table, column: str, color: str, label: str, dashes: str = "-") -> None:
    places, (low, middle, high) = _quantiles(table, column)
    axes.plot(places, middle, dashes, color=color, label=label, zorder=3)
    if dashes == "-":
        axes.fill_between(places, low, high, color=color, alpha=0.18, linewidth=0, zorder=2)


def _finish(axes: Axes, table: Table, ylabel: str) -> None:
    axes.axvline(table.parameter("dimension"), label="interpolation threshold, N = D", **THRESHOLD)
    axes.set_yscale("log")
    axes.set_xlim(0, table.parameter("last") + 2)
    axes.set_xlabel("training rows N")
    axes.set_ylabel(ylabel)


def _lambda(table: Table, name: str) -> str:
    return f"λ = {numbers.text(table.parameter(name), 3)}"


def _errors(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    for which, color in (("test", TEST), ("train", TRAIN)):
        _curve(axes, table, which, color, which)
        _curve(axes, table, f"ridge_{which}", color, f"{which}, ridge {_lambda(table, 'ridge')}", ":")
        _curve(axes, table, f"optimal_{which}", color, f"{which}, optimal ridge {_lambda(table, 'optimal')}", "--")
    places = np.arange(1.0, table.parameter("last") + 1)
    axes.plot(places, _moments(table, places)[0], label="theory: mean test error", **THEORY)
    axes.plot(places, _optimal(table, places), label="theory: the same with optimal ridge", **THEORY | {"linestyle": ":"})
    near = 8  # where means of the draws say nothing
    shown = [n for n in places[4::5] if abs(n - table.parameter("dimension")) > near and n in table["n"]]
    means = [(n, np.mean(table.where(n=n)["test"])) for n in shown]
    axes.plot(*np.reshape(means, (-1, 2)).T, "o", color=TEST, markersize=3, label="mean test error of the draws", zorder=5)
    marks = [*MEDIANS.items(), *((table.parameter("dimension"), RIDGES[ridge]) for ridge in ("ridge", "optimal"))]
    axes.plot(*np.transpose(marks), label="median test error, protocol in float64", **MARKS[Source.PROTOCOL])
    _finish(axes, table, "mean squared error")
    axes.set_ylim(1e-3, 1e3)


def _sigma(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    _curve(axes, table, "sigma_min", SIGMA, "median of the draws, and the middle half")
    d = table.parameter("dimension")
    places = np.arange(1.0, table.parameter("last") + 1)
    edge = np.abs(np.sqrt(places) - np.sqrt(d))
    axes.plot(places, np.where(np.abs(places - d) > 2, edge, np.nan), label="theory: |√N − √D|", **THEORY)
    axes.plot([d], [edelman.MEDIAN / np.sqrt(d)], label="theory: median at N = D, 0.5448/√D", **_FORMULA)
    _finish(axes, table, "smallest non-zero σ of X")


def _norm(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    _curve(axes, table, "norm", NORM, "least norm, ‖X⁺t‖")
    _curve(axes, table, "optimal_norm", NORM, f"optimal ridge {_lambda(table, 'optimal')}", "--")
    places = np.arange(1.0, table.parameter("last") + 1)
    axes.plot(places, np.sqrt(_moments(table, places)[1]), label="theory: root of the mean ‖X⁺t‖²", **THEORY)
    _finish(axes, table, "norm of the weights ‖β‖")


FIGURES = (
    Figure(
        "figure4a",
        "Grosse, chapter 1, figure 4a. Training and test error as rows are added: D = 50, x ~ N(0, I), w ~ N(0, 0.1), noise N(0, 1), "
        "as published; the targets of the test are noiseless, which the paper leaves open. Lines are medians of the draws, bands the "
        "middle half of them. Theory is for the mean, σ²D/(N − D − 1) for N > D + 1 and E‖w‖²(1 − N/D) + σ²N/(D − N − 1) for "
        "N < D − 1: near N = D the medians lie below it, and the means of the draws (dots) do not. At N = D there is no mean, and the "
        "median of 100 draws ranges over 74 to 172. The paper's ridge λ = 1, as in its (ΦᵀΦ + λI)⁻¹ (by its cost it would be Nλ), takes "
        "the peak away; σ²/τ² = 10, of the noise's and a weight's variance, has the least expected test error, drawn for N, D → ∞ (Hastie et al. 2019).",
        _errors,
        (8.0, 6.0),
    ),
    Figure(
        "figure4b",
        "Grosse, chapter 1, figure 4b. The smallest non-zero singular value of the N × 50 training rows, the same draws. At N = D the "
        "median of √N·σ is 0.5448 for N → ∞ (Edelman 1988); away from it σ is near |√N − √D|, for N and D → ∞.",
        _sigma,
    ),
    Figure(
        "norm",
        "Grosse, chapter 1, section 4: to fit all N rows takes weights of a large norm where N ≈ D. Not a figure of the paper; the draws of "
        "figure 4, medians and the middle half. The theory is the root of E‖w‖² min(N/D, 1) plus what the noise adds to the mean test "
        "error; the median is below it.",
        _norm,
    ),
)


def values(table: Table) -> list[Value]:
    """Medians beside those in float64, means beside theory, and where the curves have their extremes."""
    if not len(table):
        return []
    found = []
    d = table.parameter("dimension")
    for n, known in MEDIANS.items():
        found += _median_at(table, n, "test", f"Figure 4a: median test error, N = {n}", protocol(known))
        if n != d:
            found += _median_at(table, n, "ridge_test", f"Figure 4a: the same with ridge {_lambda(table, 'ridge')}, N = {n}")
            found += _median_at(table, n, "optimal_test", f"Figure 4a: the same with optimal ridge {_lambda(table, 'optimal')}, N = {n}")
            continue
        for ridge, least in RIDGES.items():
            name = f"Figure 4a: the same with ridge {_lambda(table, ridge)}, N = D = {n}"
            found += _median_at(table, n, f"{ridge}_test", name, protocol(least))
    for n in MEANS:
        expected = theory(float(_moments(table, np.array(n))[0]))
        found += _mean_at(table, n, table["test"], f"Figure 4a: mean test error, N = {n}", expected)
    for n in MEDIANS:
        name = f"Figure 4a: mean test error with optimal ridge {_lambda(table, 'optimal')}, N = {n} (theory for N, D → ∞)"
        found += _mean_at(table, n, table["optimal_test"], name, theory(float(_optimal(table, np.array(n)))))
    found += _at_threshold(table)
    for column, text, extreme in (
        ("test", f"Figure 4a: N with the largest median test error (D = {d:g})", np.argmax),
        ("sigma_min", f"Figure 4b: N with the least median σ (D = {d:g})", np.argmin),
        ("norm", f"Section 4: N with the largest median ‖X⁺t‖ (D = {d:g})", np.argmax),
    ):
        places, (_, middle, _) = _quantiles(table, column)
        found.append(Value(text, float(places[extreme(middle)]), theory(d)))
    return found


def _at_threshold(table: Table) -> list[Value]:
    """√D·σ of the smallest σ at N = D, and how often it takes a larger norm there than far from it."""
    d = table.parameter("dimension")
    scaled = np.sqrt(d) * table["sigma_min"]
    found = _median_at(table, d, scaled, "Figure 4b: median of √N·σ, N = D (theory: N → ∞)", theory(edelman.MEDIAN))
    found += _mean_at(table, d, scaled, "Figure 4b: mean of √N·σ, N = D (theory: N → ∞)", theory(edelman.MEAN))
    for n in (d / 2, d, 2 * d):
        found += _median_at(table, n, "norm", f"Section 4: median ‖X⁺t‖, N = {n:g}")
    for n in (d / 2, 2 * d):
        expected = theory(float(_moments(table, np.array(n))[1]))
        found += _mean_at(table, n, table["norm"] ** 2, f"Section 4: mean ‖X⁺t‖², N = {n:g}", expected)
    return found


def _median_at(table: Table, n: float, of: str | np.ndarray, name: str, reference: Reference | None = None) -> list[Value]:
    """Of that column, or of those values of each row; its interval is of a median."""
    sample = (table[of] if isinstance(of, str) else of)[table["n"] == n]
    if not len(sample):
        return []
    middle, interval = median(sample)
    return [Value(name, middle, reference, interval)]


def _mean_at(table: Table, n: float, of: np.ndarray, name: str, reference: Reference | None) -> list[Value]:
    sample = of[table["n"] == n]
    if not len(sample):
        return []
    middle, interval = mean(sample)
    return [Value(name, float(middle), reference, float(interval) if len(sample) > 1 else None)]
