# SPDX-License-Identifier: MIT
"""What happens at N = D for Gaussian rows: Edelman's law of the smallest singular value, and the tail that it gives the test error.

The fit's test error is ‖X⁺e‖² there, and ‖e‖²/(eᵀ(XXᵀ)⁻¹e) is χ² of one degree of freedom whatever e is (Muirhead, Aspects of Multivariate
Statistical Theory, theorem 3.2.12): so the error is D·F(D, 1), whose survival function falls like z^(−1/2), and has no mean.
"""

from collections.abc import Callable, Iterator

import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MultipleLocator
from minnorm.experiments import edelman
from minnorm.link.table import Table
from minnorm.report import numbers
from minnorm.report.figure import Figure
from minnorm.report.style import SIGMA, TEST, THEORY
from minnorm.report.values import Value, mean, median, theory

TITLE = "What happens at N = D for Gaussian rows"
EXPONENT = -0.5  # of the tail
_TAIL = 10  # of so many draws the largest is in the tail
_STRETCHES = 5
_POINTS = 400  # of a drawn formula


def survival(z: np.ndarray, d: int) -> np.ndarray:
    """P(error > z) at N = D = d, for d even: of D·F(D, 1), which is the incomplete beta function I(1/2, D/2) at 1/(1 + z)."""
    x = 1.0 / (1.0 + z)
    term = np.ones_like(x)
    total = np.ones_like(x)
    for k in range(1, d // 2):
        term = term * (k - 0.5) / k * (1.0 - x)
        total = total + term
    return np.sqrt(x) * total


def median_error(d: int) -> float:
    """Where survival() is a half."""
    z = np.geomspace(1.0, 1e4, 100_001)
    return float(np.interp(0.5, survival(z, d)[::-1], z[::-1]))


def mean_error(n: int, d: int) -> float:
    """E ‖β − β*‖² away from N = D, where it exists: variance, and for N < D the bias of the weights not seen; E ‖β*‖² = 1."""
    return d / (n - d - 1) if n > d else 1.0 - n / d + n / (d - n - 1)


def marchenko_pastur(ratio: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of the non-zero eigenvalues of XᵀX/N for D/N → ratio: where, their density, and their distribution function."""
    low, high = (1.0 - np.sqrt(ratio)) ** 2, (1.0 + np.sqrt(ratio)) ** 2
    root = np.linspace(max(np.sqrt(low), 1e-3), np.sqrt(high), 4_001)
    by_root = np.sqrt(np.maximum((high - root**2) * (root**2 - low), 0.0)) / (np.pi * ratio * root) * max(1.0, ratio)
    steps = np.diff(root) * (by_root[1:] + by_root[:-1]) / 2.0
    return root**2, by_root / (2.0 * root), np.concatenate([[0.0], np.cumsum(steps)])


def tail_exponent(values: np.ndarray) -> tuple[float, float] | None:
    """Hill's estimate of a in P(value > z) ~ z^a over the largest tenth of the values, and half the width of its 95% interval.

    None of fewer than 200 values.
    """
    count = len(values) // _TAIL
    if count < 20:
        return None
    largest = np.sort(values)[-count - 1 :]
    a = 1.0 / np.mean(np.log(largest[1:] / largest[0]))
    return -float(a), float(1.96 * a / np.sqrt(count))


def distance(values: np.ndarray, distribution: Callable[[np.ndarray], np.ndarray]) -> float:
    """The largest difference of the values' own distribution function from that one (Kolmogorov's)."""
    exact = distribution(np.sort(values))
    steps = np.arange(len(values) + 1) / len(values)
    return float(np.maximum(np.abs(steps[1:] - exact), np.abs(steps[:-1] - exact)).max())


def _sizes(table: Table, part: str) -> list[tuple[int, int]]:
    """The sizes N × D that have rows of that part."""
    rows = table.where(part=part)
    return sorted({(int(n), int(d)) for n, d in zip(rows["n"], rows["d"])}, key=lambda size: (-size[0] / size[1], size))


def _square(table: Table) -> list[int]:
    return [d for n, d in _sizes(table, "fit") if n == d]


def _draws(table: Table, n: int, d: int) -> Table:
    return table.where(part="fit", n=n, d=d)


def _scaled_sigma(table: Table, d: int) -> np.ndarray:
    """√N·σ_min of each draw at N = D."""
    return np.sqrt(d) * _draws(table, d, d)["value1"]


def _eigenvalues(table: Table, n: int, d: int) -> np.ndarray:
    """Of XᵀX/N, those that are not 0 for want of rows, of all draws that have a spectrum."""
    rows = table.where(part="mode", n=n, d=d)
    return rows["value2"][rows["at"] <= min(n, d)] / n


def _distribution(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The values in order, and the share that is at most as large."""
    return np.sort(values), np.arange(1, len(values) + 1) / max(len(values), 1)


def _draw_smallest(canvas: Canvas, table: Table) -> None:
    whole, near = canvas.subplots(1, 2)
    for axes, x in ((whole, np.linspace(0.0, 3.5, _POINTS)), (near, np.geomspace(1e-3, 3.5, _POINTS))):
        for d, dashes in zip(_square(table), (":", "-")):
            axes.plot(*_distribution(_scaled_sigma(table, d)), dashes, color=SIGMA, label=f"draws, N = D = {d}")
        axes.plot(x, edelman.law(x), **THEORY, label="Edelman, 1 − exp(−x²/2 − x)")
        axes.set(xlabel="x")
    whole.set(xlim=(0.0, 3.5), ylabel="share of draws with $\\sqrt{N}\\,\\sigma_{min} \\leq x$", title="Smallest singular value")
    near.set(xscale="log", yscale="log", xlim=(1e-3, 3.5), ylim=(5e-4, 1.5), title="Near 0 the share is x")


def _draw_tail(canvas: Canvas, table: Table) -> None:
    square = _square(table)
    panels = canvas.subplots(1, max(len(square), 1), sharey=True, squeeze=False)[0]
    z, far = np.geomspace(1e-1, 1e9, _POINTS), np.array([1e3, 1e9])
    for axes, d in zip(panels, square):
        for n, dashes, label in ((d, "-", "test error, N = D"), (2 * d, ":", "test error, N = 2D")):
            errors, share = _distribution(_draws(table, n, d)["value2"])
            if len(errors):
                axes.plot(errors[:-1], 1.0 - share[:-1], dashes, color=TEST, label=label)
        axes.plot(z, survival(z, d), **THEORY, label="exact at N = D, D·F(D, 1)")
        axes.plot(far, 3.0 * survival(far[:1], d) * (far / far[0]) ** EXPONENT, **(THEORY | {"linestyle": ":"}), label="slope −1/2")
        axes.set(xscale="log", yscale="log", xlim=(1e-1, 1e9), ylim=(1e-4, 1.5), xlabel="z", title=f"D = {d}")
    panels[0].set_ylabel("share of draws with test error > z")


def _draw_luck(canvas: Canvas, table: Table) -> None:
    axes = canvas.subplots()
    square = _square(table)
    for d in square[-1:]:
        rows = _draws(table, d, d)
        for number, errors in enumerate(_stretches(rows)):
            counts = np.arange(1, len(errors) + 1)
            shown = np.unique(np.geomspace(1, len(errors), 300).astype(int)) - 1
            averages = np.cumsum(errors) / counts
            medians = np.array([np.median(errors[: count + 1]) for count in shown])
            axes.plot(counts[shown], averages[shown], "--", color=TEST, linewidth=1.1, label="" if number else "mean of the draws so far")
            axes.plot(counts[shown], medians, color=TEST, linewidth=1.4, label="" if number else "median of the draws so far")
        axes.axhline(median_error(d), **THEORY, label=f"exact median, {numbers.text(median_error(d), 3)}")
        axes.set_title(f"N = D = {d}: the same draws, in {min(_STRETCHES, len(np.unique(rows['repeat'])))} stretches")
    axes.set(xscale="log", yscale="log", xlabel="draws", ylabel="test error")


def _stretches(rows: Table) -> Iterator[np.ndarray]:
    """The test errors, in the order drawn, of about equally many repeats each."""
    for repeats in np.array_split(np.unique(rows["repeat"]), _STRETCHES):
        if len(repeats):
            yield rows.at(np.isin(rows["repeat"], repeats))["value2"]


def _draw_spectrum(canvas: Canvas, table: Table) -> None:
    sizes = _sizes(table, "mode")
    panels = canvas.subplots(1, max(len(sizes), 1), squeeze=False)[0]
    for axes, (n, d) in zip(panels, sizes):
        found = _eigenvalues(table, n, d)
        x, density, _ = marchenko_pastur(d / n)
        bins = np.linspace(0.0, 1.15 * x[-1], 41)
        axes.hist(found, bins, density=True, color=SIGMA, alpha=0.3, label="draws")
        axes.plot(x, density, **THEORY, label="Marchenko–Pastur")
        axes.set(xlim=(0.0, bins[-1]), ylim=(0.0, min(1.5, 1.3 * density.max())), xlabel="eigenvalue of XᵀX/N")
        axes.set_title(f"N = {n}, D = {d}")
    panels[0].set_ylabel("density")


def _draw_shared(canvas: Canvas, table: Table) -> None:
    sizes = [(n, d) for n, d in _sizes(table, "mode") if n != d]
    panels = canvas.subplots(1, max(len(sizes), 1), sharey=True, squeeze=False)[0]
    for axes, (n, d) in zip(panels, sizes):
        rows = table.where(part="mode", n=n, d=d)
        rows = rows.where(repeat=rows["repeat"].min(), draw=0)
        for column, size, marker, label in (("value2", d, "o", "XᵀX, D × D"), ("value3", n, "x", "XXᵀ, N × N")):
            kept = rows.at(rows["at"] <= size)
            axes.plot(kept["at"], kept[column] / rows["value1"][0], marker, color=SIGMA, fillstyle="none", markersize=8, label=label)
        axes.set(xlabel="r", title=f"N = {n}, D = {d}", xlim=(0, max(n, d) + 1))
        axes.xaxis.set_major_locator(MultipleLocator(5))
    panels[0].set_ylabel("r-th eigenvalue / the largest")


_PROTOCOL = "X has independent N(0, 1) entries, y = Xβ* + e, β* ~ N(0, I/D), e ~ N(0, I)"

FIGURES = (
    Figure(
        "smallest",
        "Edelman (1988). The smallest singular value at N = D, as share of draws, for square matrices of independent N(0, 1) entries. "
        "The theorem is of N → ∞, the draws are of N = 10 and 20.",
        _draw_smallest,
        (10.0, 4.6),
    ),
    Figure(
        "tail",
        f"The test error E(x·β − x·β*)² = ‖β − β*‖² of the minimum-norm fit at N = D: {_PROTOCOL}. "
        "Its tail falls like z^(−1/2): the mean over splits does not exist at N = D, as in figure 1 of Schaeffer et al.; at N = 2D it does.",
        _draw_tail,
        (10.0, 4.6),
    ),
    Figure(
        "luck",
        "The test error of one fit after the other at N = D, as a mean and as a median: the mean is the luck of the largest draw, the median converges.",
        _draw_luck,
    ),
    Figure(
        "spectrum",
        "Marchenko & Pastur (1967). Non-zero eigenvalues of XᵀX/N for independent N(0, 1) entries, each panel of area 1; the law is of N, D → ∞. "
        "At N = D it reaches 0, on both sides of it it does not.",
        _draw_spectrum,
        (11.0, 4.4),
    ),
    Figure(
        "shared",
        "Schaeffer et al., section 3: the second moment matrix XᵀX and the Gram matrix XXᵀ have the same non-zero eigenvalues. One draw of two shapes, each "
        "matrix decomposed by itself; what the larger one has more is 0 but for rounding.",
        _draw_shared,
        (10.0, 4.6),
    ),
)


def values(table: Table) -> list[Value]:
    """What was drawn beside the laws' values; a distance between distributions is 0 in the limit."""
    found: list[Value] = []
    for d in _square(table):
        found += _sigma_values(table, d) + _error_values(table, d)
    for n, d in _sizes(table, "fit"):
        if n != d:
            average, interval = _mean(_draws(table, n, d)["value2"])
            found.append(Value(f"N = {n}, D = {d}: mean test error, which exists", average, theory(mean_error(n, d)), interval))
    for n, d in _sizes(table, "mode"):
        found += _spectrum_values(table, n, d)
    return found


def _mean(drawn: np.ndarray) -> tuple[float, float | None]:
    average, interval = map(float, mean(drawn))
    return average, None if np.isnan(interval) else interval


def _sigma_values(table: Table, d: int) -> list[Value]:
    sigma = _scaled_sigma(table, d)
    average, interval = _mean(sigma)
    middle, middle_interval = median(sigma)
    return [
        Value(f"N = D = {d}: mean √N σ_min (theory: N → ∞)", average, theory(edelman.MEAN), interval),
        Value(f"N = D = {d}: median √N σ_min (theory: N → ∞)", middle, theory(edelman.MEDIAN), middle_interval),
        Value(f"N = D = {d}: largest distance of its distribution from Edelman's (0: N → ∞)", distance(sigma, edelman.law), theory(0.0)),
    ]


def _error_values(table: Table, d: int) -> list[Value]:
    rows = _draws(table, d, d)
    errors = rows["value2"]
    found = []
    for name, drawn in (("the test error", errors), ("‖β‖²", rows["value3"])):
        exponent = tail_exponent(drawn)
        if exponent:
            name = f"N = D = {d}: exponent of the tail of {name}, Hill's estimate of the largest tenth"
            found.append(Value(name, exponent[0], theory(EXPONENT), exponent[1]))
    middle, interval = median(errors)
    found += [
        Value(f"N = D = {d}: median test error", middle, theory(median_error(d)), interval),
        Value(f"N = D = {d}: largest distance of its distribution from D·F(D, 1)", distance(errors, lambda z: 1.0 - survival(z, d)), theory(0.0)),
        Value(f"N = D = {d}: share of the largest draw in the sum of {len(errors)} test errors", float(errors.max() / errors.sum())),
    ]
    return found


def _spectrum_values(table: Table, n: int, d: int) -> list[Value]:
    rows = table.where(part="mode", n=n, d=d)
    found = _eigenvalues(table, n, d)
    draws = len(found) / min(n, d)
    x, _, share = marchenko_pastur(d / n)
    apart = distance(found, lambda at: np.interp(at, x, share))
    shape = f"N = {n}, D = {d}"
    largest = np.repeat(rows["value1"][rows["at"] == 1], max(n, d))
    return [
        Value(f"{shape}: largest distance of the spectrum from Marchenko–Pastur's (0: N, D → ∞)", apart, theory(0.0)),
        Value(f"{shape}: second moment of the spectrum of XᵀX/N", float((found**2).sum() / (draws * d)), theory(1.0 + (d + 1) / n)),
        Value(f"{shape}: largest difference of an eigenvalue of XᵀX and of XXᵀ / the largest", _worst(rows, largest), theory(0.0)),
    ]


def _worst(rows: Table, scale: np.ndarray) -> float:
    return float((np.abs(rows["value2"] - rows["value3"]) / scale).max())
