# SPDX-License-Identifier: MIT
"""The drawings and values of deep-linear, on tables with known answers."""

from collections.abc import Sequence

import numpy as np
import pytest
from matplotlib.figure import Figure
from minnorm.experiments import deep_linear
from minnorm.experiments.deep_linear import figures, published, theory
from minnorm.link.table import Table
from minnorm.report import style
from minnorm.report.values import Reference, Source
from minnorm.report.values import theory as formula

import described

KEYS = ("repeat", "case", "row", "kind", "sweep", "dimension", "alpha", "beta")
# The rest of a row of a network trained by 100 steps, 3 layers of which n = 100 and k = 10.
REST = {
    "steps": 100, "loss": 1e-7, "risk": 1.0, "distance": 2.0, "inside": 1e-5, "outside": 2.0, "outside_risk": 0.5, "bias": 0.25,
    "variance": 1.0, "least_norm_risk": 1.1, "least_norm_bias": 0.125, "rows": 100, "width": 10_000, "spikes": 10,
    "tail_deviation": 0.1, "layers": 3, "step": 1e-4, "start_loss": 4.0, "start_outside": 1.0, "root_loss_integral": 1e-4,
    "layers_bound": 100.0, "least_squared_singular": 4.0, "greatest_squared_singular": 144.0,
}  # fmt: skip
COLUMNS = (*KEYS, *REST)


def row(repeat: int, case: int, sweep: str, dimension: int, alpha: float, beta: float, kind: str = "trained", **rest: float) -> list:
    return [repeat, case, 0, kind, sweep, dimension, alpha, beta, *(REST | rest).values()]


def table(rows: Sequence[Sequence[float | str]]) -> Table:
    return described.table("deep-linear", COLUMNS, rows)


def made(repeats: int = 2) -> Table:
    """Of each published setting, `repeats` runs whose mean is the published one, in intervals of 0.098."""
    settings = {(one.dimension, one.alpha, one.beta): one for one in published.every()}
    rows = []
    for repeat in range(repeats):
        for case, (key, one) in enumerate(settings.items()):
            risk = one.risk + (repeat - (repeats - 1) / 2) / 10
            rows.append(row(repeat, case, "published", *key, risk=risk, distance=one.distance, outside=one.distance))
    return table(rows)


def theory_rows(repeats: int = 2) -> list[list]:
    """The other sweeps: outside of the rows is what goes with α²β²/m, and losses on the way halve."""
    rows = []
    for repeat in range(repeats):
        for case, alpha in enumerate((2.5e-4, 5e-4, 1e-3)):
            rows.append(row(repeat, case, "published", 500, alpha, 1.0, outside_risk=1e6 * alpha**2))
        for steps, loss in ((0, 4.0), (1, 2.0), (2, 1.0), (4, 0.25)):
            rows.append(row(repeat, 2, "published", 500, 1e-3, 1.0, "descending", steps=steps, loss=loss))
        for case, beta in enumerate((0.5, 2.0), 3):
            rows.append(row(repeat, case, "last", 500, 1e-3, beta, outside_risk=beta**2))
        for case, scale in enumerate((0.5, 2.0), 5):
            rows.append(row(repeat, case, "width", 500, 1e-3 / scale, 1 / scale, width=1e4 * scale**2, outside_risk=scale**-2.0))
        for case, spikes in enumerate((2, 5), 7):
            rows.append(row(repeat, case, "spikes", 1000, 1e-4, 1.0, spikes=spikes))
        for case, n in enumerate((25, 50), 9):
            rows.append(row(repeat, case, "square", n**2, 1e-4, 25 / n, rows=n, spikes=5, tail_deviation=1 / n))
        for case, layers in enumerate((2, 6), 11):
            for number, (alpha, beta) in enumerate(((1e-3, 1.0), (1e-2, 1e-2))):
                rest = {"rows": 25, "spikes": 5, "tail_deviation": 0.04, "layers": layers, "distance": layers + repeat / 10}
                rows.append(row(repeat, case + 2 * number, "depth", 625, alpha, beta, **rest))
    return rows


def named(table: Table, *words: str) -> list:
    return [value for value in deep_linear.values(table) if all(word in value.name for word in words)]


def test_every_published_point_has_its_setting_once() -> None:
    points = published.every()
    assert len(points) == 90
    assert len({point[:4] for point in points}) == 90
    assert len({point[1:4] for point in points}) == 86


def test_values_stand_beside_what_was_published() -> None:
    [value] = named(made(), "figure 1 top", "d = 1000", "α = 0.001", "excess risk")
    assert value.reference == Reference(0.906321, Source.PUBLISHED, 0.0425272)
    assert value.interval == pytest.approx(1.96 * 0.1 / 2)  # of two runs that are 0.1 apart


def test_only_the_published_settings_at_their_end_stand_beside_what_was_published() -> None:
    plain = made()
    others = [row(0, 99, "spikes", 2000, 1e-4, 1.0, risk=99.0), row(0, 9, "published", 500, 1e-3, 1.0, "descending", risk=99.0)]
    added = table(others)
    both = Table({name: np.append(plain[name], added[name]) for name in plain.columns}, plain.labels, plain.constants)
    assert named(both, "figure") == named(plain, "figure")


def test_each_listed_number_is_a_value() -> None:
    ends = named(made(), "figure", "excess risk")
    assert len([value for value in ends if "figure 1" in value.name]) == 12
    assert [value.reference.value for value in ends if "figure 3, d = 2000" in value.name] == [0.397557, 0.404775, 1.1366]
    assert len(ends) == 18
    assert [value.reference.value for value in named(made(), "top", "α = 0.001", "‖Θ − Θ_ℓ2‖²")] == [5.95539, 27.1487, 70.2191]


def test_share_of_points_within_both_intervals() -> None:
    table = made()
    [share] = named(table, "% of 90 risks")
    assert share.measured == 100.0
    table["risk"][table["dimension"] == 2000] += 1.0
    [share] = named(table, "% of 90 risks")
    assert share.measured == pytest.approx(100 * (90 - 23) / 90)


def test_constants_of_theorem_3_1() -> None:
    table = made().where(dimension=2000)
    [variance] = named(table, "bounds the variance")
    assert variance.measured == pytest.approx(1.0 / (3 * np.log(300) * (0.1 + 100 / 1990)))
    [bias] = named(table, "bounds the bias")
    assert bias.measured == pytest.approx(0.125 / 0.199)
    [second] = named(table, "by Λ and ∫√L dt")
    assert second.measured == pytest.approx(0.5 / (0.199 * (1 + 3 * 1e4 * 10 * 1e-4) ** 2))
    [lemma] = named(table, "lemma 4.7")
    assert lemma.measured == pytest.approx((np.sqrt(table["outside"].max()) - 1) / (2 * 2 * 12 * 1e4 * 1e-4))


def test_bound_of_theorem_3_2() -> None:
    [bound] = theory.start_bound(table([row(0, 0, "published", 500, 1e-3, 1.0)]))
    loss = 1 + 3 + 0.01 * 1e4 * 14.9 * 3 * np.log(1e4) / 1e4  # α√m = 0.1 and β√m = 100
    assert bound == pytest.approx(0.01 * 0.049 * (3 * 1e4 + 9 * (0.1 + 1 / 3) ** 4 * 1e4 / 4.9**2 * loss))


@pytest.mark.parametrize(
    ("alpha", "beta", "width", "holds"),
    [(1e-3, 1, 10_000, True), (0, 1, 10_000, False), (0.1, 1, 10_000, False), (1e-3, 0.1, 10_000, False), (1e-3, 1, 500, False)],
)
def test_conditions_of_theorem_3_2(alpha: float, beta: float, width: int, holds: bool) -> None:
    assert theory.is_of_theorem_3_2(table([row(0, 0, "published", 500, alpha, beta, width=width)])) == [holds]


def test_powers_by_which_the_part_outside_goes() -> None:
    powers = named(table(theory_rows()), "tr(Θ_⊥ᵀ B Θ_⊥) as a power")
    assert [value.measured for value in powers] == pytest.approx([2.0, 2.0, -1.0])
    assert [value.reference for value in powers] == [formula(2), formula(2), formula(-1)]


def test_rates_of_proposition_5_2() -> None:
    made = table(theory_rows())
    [share] = named(made, "% of 8 losses", "short enough")
    assert share.measured == 100.0
    [rate] = named(made, "rate of the loss", "d = 500")
    assert rate.measured == pytest.approx(np.log(4e7) / (100 * 1e-4 / 300) / (4e4 / (4 * np.e)))
    made["loss"][made["steps"] == 4] = 5.0  # more than at the start
    [share] = named(made, "% of 8 losses")
    assert share.measured == 75.0
    made["greatest_squared_singular"][:] *= 3
    assert named(made, "% of 8 losses", "too long")


def test_bound_of_corollary_3_4() -> None:
    made = table([row(0, 0, "square", 625, 1e-4, 1.0, rows=25, spikes=5, tail_deviation=0.04)])
    noise = 3 * np.log(300)
    assert theory.spike_bound(made) == pytest.approx((1 + 5 * noise) / 25 + 25 * noise / 625)
    [needed] = named(made, "corollary 3.4: least constant")
    assert needed.measured == pytest.approx(1 / theory.spike_bound(made)[0])


def test_depths_are_values() -> None:
    depths = named(table(theory_rows()), "depth, α = β = 0.01")
    assert [value.measured for value in depths] == pytest.approx([2.05, 6.05])


def test_effective_ranks() -> None:
    assert theory.effective_ranks(theory.spectrum(2000, 10, 0.1), 100) == pytest.approx((10, 19.9, 1990, 1990))
    assert theory.effective_ranks(np.full(50, 0.5), 20, b=2) == pytest.approx((0, 25, 50, 50))
    assert theory.effective_ranks(np.array([4.0, 2.0, 1.0, 1.0]), 1, b=2) == pytest.approx((0, 8, 2, 64 / 22))
    assert theory.effective_ranks(np.ones(50), 100) is None


@pytest.mark.slow
@pytest.mark.parametrize("rows", [[], [0], [3, 3], list(range(40))])
@pytest.mark.parametrize("whole", [made(1), table(theory_rows())], ids=["published", "theory"])
def test_part_of_a_table_is_drawn_and_valued(whole: Table, rows: list[int]) -> None:
    part = whole.at(np.array([number for number in rows if number < len(whole)], dtype=int))
    part["risk"][1:2] = np.nan
    for figure in deep_linear.FIGURES:
        figure.draw(Figure(), part)
    deep_linear.values(part)


@pytest.mark.slow
def test_figure_is_rendered_with_a_curve_for_each_dimension() -> None:
    figure = Figure()
    figures._draw_figure_1(figure, made())
    lines = {line.get_label(): line.get_color() for line in figure.axes[0].lines}
    assert [label for label in lines if label.startswith("d = ")] == ["d = 500", "d = 1000", "d = 2000"]
    crosses = [line.get_color() for line in figure.axes[0].lines if line.get_marker() == "x"]
    assert crosses[:3] == [lines[f"d = {d}"] for d in (500, 1000, 2000)]
    assert style.render(deep_linear.FIGURES[1], made(), ["png"])["png"].startswith(b"\x89PNG")


@pytest.mark.slow
def test_no_figure_has_a_panel_without_a_curve() -> None:
    for figure in deep_linear.FIGURES[:3]:
        canvas = Figure()
        figure.draw(canvas, made())
        assert all(axes.lines for axes in canvas.axes), figure.name
    for figure in deep_linear.FIGURES[3:]:
        canvas = Figure()
        figure.draw(canvas, table(theory_rows()))
        assert all(axes.lines for axes in canvas.axes), figure.name
