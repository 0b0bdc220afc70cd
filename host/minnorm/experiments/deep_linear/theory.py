# SPDX-License-Identifier: MIT
"""What the theorems of Chatterji & Long say of a table's rows, their constants c left out: the shapes of their bounds.

The theorems' α and β are √m times the table's, which are deviations of single weights: only so have the layers singular values of
the order of α and β, as lemma B.1 says.
"""

from typing import NamedTuple

import numpy as np
from minnorm.link.table import Table

DELTA = 0.01  # the probability that a bound does not hold, as in the paper's example


class Ranks(NamedTuple):
    """Effective ranks of a spectrum: k of definition 2.2, and s, r, R of definition 2.1 at j = k."""

    k: int
    s: float
    r: float
    R: float


def effective_ranks(eigenvalues: np.ndarray, rows: int, b: float = 1.0) -> Ranks | None:
    """Of eigenvalues in decreasing order: k is the least j with r_j ≥ b·rows; None if there is none."""
    tails = np.cumsum(eigenvalues[::-1])[::-1]  # s_j = Σ_{i>j} λ_i
    squares = np.cumsum(eigenvalues[::-1] ** 2)[::-1]
    flat = np.flatnonzero(tails >= b * rows * eigenvalues)
    if not len(flat):
        return None
    k = int(flat[0])
    return Ranks(k, float(tails[k]), float(tails[k] / eigenvalues[k]), float(tails[k] ** 2 / squares[k]))


def spectrum(dimension: int, spikes: int, tail_deviation: float) -> np.ndarray:
    """The eigenvalues of Σ of a spike model."""
    return np.where(np.arange(dimension) < spikes, 1.0, tail_deviation**2)


def ranks(table: Table) -> dict[str, np.ndarray]:
    """Those of each row by name, and s_0."""
    problems = list(zip(*(table[name] for name in ("dimension", "spikes", "tail_deviation", "rows"))))
    found = {}
    for one in set(problems):
        eigenvalues = spectrum(int(one[0]), int(one[1]), one[2])
        found[one] = (*(effective_ranks(eigenvalues, one[3]) or (np.nan,) * 4), float(np.sum(eigenvalues)))
    columns = np.array([found[one] for one in problems]).reshape(-1, 5).T
    return dict(zip((*Ranks._fields, "s_0"), columns))


def times(table: Table) -> np.ndarray:
    """The t of gradient flow on ‖Y − X Θ‖² after a row's steps on the mean of its squares."""
    return table["steps"] * table["step"] / (table["rows"] * table.parameter("outputs"))


def slowest_rate(table: Table) -> np.ndarray:
    """The rate β² σ_min²(X) / 4e of proposition 5.2, at which the loss decays at least."""
    return table["beta"] ** 2 * table["width"] * table["least_squared_singular"] / (4 * np.e)


def is_short(table: Table) -> np.ndarray:
    """Whether a step is short enough to descend along the steepest direction too, by its curvature at the start, 2σ_max²(X)β²m/(nq),
    with 5% to spare for what that becomes on the way."""
    count = table["rows"] * table.parameter("outputs")
    return table["step"] * table["greatest_squared_singular"] * table["beta"] ** 2 * table["width"] / count < 0.95


def bounds(table: Table) -> dict[str, np.ndarray]:
    """What bounds the column of that name in theorem 3.1, with probability 1 − δ; ‖Θ*‖ = λ_1 = 1."""
    n, q, of = table["rows"], table.parameter("outputs"), ranks(table)
    return {
        "least_norm_bias": of["s"] / n,
        "variance": q * np.log(q / DELTA) * (of["k"] / n + n / of["R"]),
        "outside_risk": of["s"] / n * table["outside"],
    }


def trained_bound(table: Table) -> np.ndarray:
    """The second form of Ξ in theorem 3.1: by Λ and the integral of the loss's root along the descent."""
    grown = table["layers"] * table["layers_bound"] ** 2 * np.sqrt(table["rows"]) * table["root_loss_integral"]
    return ranks(table)["s"] / table["rows"] * (np.sqrt(table["start_outside"]) + grown) ** 2


def start_bound(table: Table) -> np.ndarray:
    """Ξ of theorem 3.2: by the start alone."""
    n, m, layers, q, of = table["rows"], table["width"], table["layers"], table.parameter("outputs"), ranks(table)
    alpha, beta = table["alpha"] * np.sqrt(m), table["beta"] * np.sqrt(m)
    loss = 1 + q + alpha**2 * beta**2 * of["s_0"] * q * np.log(n / DELTA) / m
    moved = layers**2 * (alpha + 1 / layers) ** 4 * n**2 / of["s"] ** 2 * loss
    return alpha**2 * of["s"] / n * (q * beta**2 + moved)


def is_of_theorem_3_2(table: Table) -> np.ndarray:
    """The rows that meet its conditions on α > 0, β, m and n, for c = 1."""
    n, m, layers, q, of = table["rows"], table["width"], table["layers"], table.parameter("outputs"), ranks(table)
    alpha, beta = table["alpha"] * np.sqrt(m), table["beta"] * np.sqrt(m)
    least_beta = np.maximum(1.0, np.sqrt(layers * n) * (1 + q**0.25) / np.sqrt(of["s"]))
    with np.errstate(divide="ignore"):
        wide = layers**2 * alpha**2 * of["s_0"] * n**2 * q * np.log(n / DELTA) / (beta**2 * of["s"] ** 2)
    least_width = np.maximum(table["dimension"] + q - np.log(DELTA), wide)
    least_rows = np.maximum.reduce([of["s_0"], of["k"], np.full(len(n), -np.log(DELTA))])
    return (alpha > 0) & (alpha <= 1) & (beta >= least_beta) & (m >= least_width) & (n >= least_rows)


def moved_bound(table: Table) -> np.ndarray:
    """How far inequality (7) of lemma 4.7, which has no constant, lets ‖Θ_X⊥‖ grow; with the gradient's factor 2, which equation (4)
    leaves out."""
    slope = 2 * (table["layers"] - 1) * np.sqrt(table["greatest_squared_singular"])
    return slope * table["layers_bound"] ** 2 * table["root_loss_integral"]


def spike_bound(table: Table) -> np.ndarray:
    """The risk's bound (1) in corollary 3.4."""
    n, d, q = table["rows"], table["dimension"], table.parameter("outputs")
    noise = q * np.log(q / DELTA)
    return (table["tail_deviation"] ** 2 * d + table["spikes"] * noise) / n + n * noise / d


def average_rate(table: Table) -> np.ndarray:
    """The rate at which the loss fell from its start to a row."""
    return np.log(table["start_loss"] / table["loss"]) / times(table)
