# SPDX-License-Identifier: MIT
"""Figures of merit: what was published, and what lemmas and theorems say."""

import numpy as np
from minnorm.experiments.deep_linear import theory
from minnorm.experiments.deep_linear.published import comparable, mean_of, measured, repeated
from minnorm.experiments.deep_linear.sweeps import FOLLOWED, GROWN, by_alpha, by_beta, by_depth, by_width, followed, grid, trained
from minnorm.link.table import Table
from minnorm.report.values import Reference, Value, published
from minnorm.report.values import theory as formula

# Of the published points: those that a curve of a figure begins and ends with.
_ENDS = {"1 top": (0.0, 1e-3), "1 bottom": (0.0, 1e-3), "3": (200, 2000)}


def values(table: Table) -> list[Value]:
    """Risks and distances at the ends of each curve, how many points agree, and what lemmas and theorems say."""
    if not len(table):
        return []
    rows = repeated(table)
    return [
        *_ends(rows),
        *_agreement(rows),
        *_lemmas(table.where(kind="trained")),
        *_least_constants(table.where(kind="trained")),
        *_exponents(table),
        *_rates(table),
        *_corollary(table),
        *_depths(table),
    ]


def _value(name: str, sample: np.ndarray, reference: Reference | None = None) -> Value:
    middle, interval = mean_of(sample)
    return Value(name, middle, reference, None if np.isnan(interval) else interval)


def _ends(table: Table) -> list[Value]:
    found = []
    for column, name in (("risk", "excess risk"), ("distance", "‖Θ − Θ_ℓ2‖²")):
        for point in comparable(column):
            swept = {"1 top": point.alpha, "1 bottom": point.beta, "3": point.dimension}[point.figure]
            value, interval = measured(table, column, point)
            if swept not in _ENDS[point.figure] or np.isnan(value):
                continue
            place = f"figure {point.figure}, d = {point.dimension}, α = {point.alpha:g}, β = {point.beta:g}"
            beside = published(getattr(point, column), getattr(point, f"{column}_interval"))
            found.append(Value(f"{place}: {name}", value, beside, None if np.isnan(interval) else interval))
    return found


def _agreement(table: Table) -> list[Value]:
    shares = []
    for column, name in (("risk", "risks"), ("distance", "distances with α > 0")):
        inside = []
        for point in comparable(column):
            value, interval = measured(table, column, point)
            reach = interval + getattr(point, f"{column}_interval")
            if not np.isnan(reach):
                inside.append(abs(value - getattr(point, column)) <= reach)
        if inside:
            place = f"figures 1 and 3: % of {len(inside)} {name} within the published interval plus this one"
            shares.append(Value(place, 100.0 * float(np.mean(inside))))
    return shares


def _lemmas(table: Table) -> list[Value]:
    if not len(table):
        return []
    largest = theory.effective_ranks(
        theory.spectrum(2000, int(table.parameter("spikes")), table.parameter("tail_deviation")), int(table.parameter("rows"))
    )
    return [
        Value("fewest steps of a run", float(np.min(table["steps"]))),
        Value("most steps of a run", float(np.max(table["steps"]))),
        *(Value(f"effective rank {name}, d = 2000", float(getattr(largest, name[0]))) for name in ("k", "s_k", "r_k", "R_k")),
        Value("lemma 4.1: largest ‖P_X Θ − Θ_ℓ2‖² of a run", float(np.max(table["inside"])), formula(0.0)),
        Value(
            "lemma 4.2: largest Risk(Θ) / (tr((Θ* − Θ_⊥)ᵀ B (Θ* − Θ_⊥)) + tr(Ωᵀ C Ω)), which is 2 at most",
            float(np.max(table["risk"] / (table["bias"] + table["variance"]))),
        ),
        Value(
            "lemma 4.7, of flow, in expectation over the start: largest (‖Θ_⊥‖ − ‖Θ_⊥‖ at the start) / (2(L − 1) σ_max(X) Λ² ∫√L dt), "
            "which is 1 at most",
            float(np.max((np.sqrt(table["outside"]) - np.sqrt(table["start_outside"])) / theory.moved_bound(table))),
        ),
    ]


def _least_constants(table: Table) -> list[Value]:
    """The least c of each bound."""
    bounds = theory.bounds(table)
    ratios = {
        **{f"theorem 3.1: least constant c that bounds the {name} in all runs": _ratio(table[column], bounds[column])
           for column, name in (("variance", "variance"), ("outside_risk", "Ξ"), ("least_norm_bias", "bias"))},
        "theorem 3.1: least constant c of Ξ's bound by Λ and ∫√L dt in all runs": _ratio(
            table["outside_risk"], theory.trained_bound(table)
        ),
    }  # fmt: skip
    of = table.at(theory.is_of_theorem_3_2(table))
    ratios[f"theorem 3.2: least constant c of Ξ's bound in the {len(of)} runs that meet its conditions"] = of[
        "outside_risk"
    ] / theory.start_bound(of)
    return [Value(name, float(np.max(needed))) for name, needed in ratios.items() if len(needed)]


def _ratio(values: np.ndarray, bound: np.ndarray) -> np.ndarray:
    """Of the rows with a bound above 0."""
    return values[bound > 0] / bound[bound > 0]


def _exponents(table: Table) -> list[Value]:
    """By what power of α, β and m the part outside of the rows goes: it is a quadratic form in α²·F·Fᵀ, where F is near the last
    layer's start; and Ξ of theorem 3.2, which bounds it."""
    found = []
    sweeps = (
        ("power of α, d = 500", by_alpha(table), "alpha", 2),
        ("power of β, d = 500", by_beta(table), "beta", 2),
        ("power of m at fixed α√m and β√m", by_width(table), "width", -1),
    )
    for name, rows, column, expected in sweeps:
        x, groups = grid(rows, column)
        if len(x) > 1:
            power = _power(x, [one["outside_risk"] for one in groups])
            found.append(Value(f"theorem 3.2: tr(Θ_⊥ᵀ B Θ_⊥) as a {name}", power, formula(expected)))
            found.append(Value(f"theorem 3.2: its bound Ξ as a {name}", _power(x, [theory.start_bound(one) for one in groups])))
    return found


def _power(x: np.ndarray, samples: list[np.ndarray]) -> float:
    """The p of which their means are most like a multiple of x^p."""
    return float(np.polyfit(np.log(x), np.log([np.mean(values) for values in samples]), 1)[0])


def _rates(table: Table) -> list[Value]:
    rows = followed(table)
    rows = rows.at(rows["steps"] > 0)
    if not len(rows):
        return []
    below = rows["loss"] <= rows["start_loss"] * np.exp(-theory.times(rows) * theory.slowest_rate(rows))
    name = "proposition 5.2: % of {} losses along the descent below its bound, steps {}"
    is_short = theory.is_short(rows)
    found = [
        Value(name.format(int(chosen.sum()), length), 100.0 * float(np.mean(below[chosen])))
        for length, chosen in (("short enough to descend", is_short), ("too long for the steepest direction", ~is_short))
        if chosen.any()
    ]
    ends = rows.where(kind="trained")
    for dimension in FOLLOWED:
        one = ends.where(dimension=dimension)
        if len(one):
            ratio = theory.average_rate(one) / theory.slowest_rate(one)
            found.append(_value(f"proposition 5.2: rate of the loss to its end / (β²σ_min²(X)/4e), d = {dimension}", ratio))
    grown = ends["layers_bound"] / ((ends["alpha"] + 1 / (ends["layers"] * np.sqrt(ends["width"]))) * ends["beta"] * ends["width"])
    return [*found, Value("proposition 5.2: least constant c with Λ ≤ c(α + 1/L)β", float(np.max(grown)))]


def _corollary(table: Table) -> list[Value]:
    found = []
    rows = trained(table, "spikes", "square")
    if len(rows):
        needed = float(np.max(rows["risk"] / theory.spike_bound(rows)))
        found.append(Value("corollary 3.4: least constant c of its bound in all runs", needed))
    for n, one in zip(*grid(trained(table, "square"), "rows")):
        found.append(_value(f"corollary 3.4: excess risk, k = 5, d = n², ε = 1/n², n = {n:.0f}", one["risk"]))
    return found


def _depths(table: Table) -> list[Value]:
    found = []
    for alpha, name in ((1e-3, "α = 0.001, β = 1"), (GROWN, "α = β = 0.01")):
        for layers, one in zip(*grid(by_depth(table, alpha), "layers")):
            found.append(_value(f"depth, {name}, L = {layers:.0f}: ‖Θ − Θ_ℓ2‖²", one["distance"]))
    return found
