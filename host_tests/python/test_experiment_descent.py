# SPDX-License-Identifier: MIT
import warnings

import numpy as np
import pytest
from matplotlib.figure import Figure
from minnorm.experiments import descent
from minnorm.report import style

import described


def plane(case, rate=0.8):
    """Descent in the plane with curvatures 2 and ½ along (0.8, 0.6) and (−0.6, 0.8), to (½, ½)."""
    q = np.array([[0.8, -0.6], [0.6, 0.8]])
    hessian = q @ np.diag([2.0, 0.5]) @ q.T
    linear = -hessian @ [0.5, 0.5]
    rows = [("rate", 0, rate)]
    rows += [("hessian", k, hessian[i, j]) for k, (i, j) in enumerate([(0, 0), (0, 1), (1, 1)])]
    rows += [("linear", k, linear[k]) for k in range(2)]
    w = np.array([0.5, 2.5])
    for k in range(31):
        rows += [("weight_1", k, w[0]), ("weight_2", k, w[1]), ("closed_form", k, 1e-7 * (k % 4))]
        w = w - rate * (hessian @ w + linear)
    return [(0, case, number, *row) for number, row in enumerate(rows)]


def table(rows):
    return described.table("descent", ("repeat", "case", "row", "quantity", "at", "value"), rows)


def spectrum():
    rows = [("rate", 0, 0.175)]
    for k in range(61):
        slowest = 0.5 * 0.825 ** (2 * k)
        cost = slowest + 27 * 0.5**k
        rows += [("slowest", k, slowest), ("excess", k, cost), ("closed_form", k, 1e-7)]
        rows += [("cost", k, cost), ("superposition", k, cost * 1.01)]
    return [(0, descent.SPECTRUM, number, *row) for number, row in enumerate(rows)]


def others():
    rows = [(0, descent.CONDITIONS, k, "steps", condition, 3.5 * condition) for k, condition in enumerate((10, 1000))]
    for case in descent.SHAPES:
        rows += [(0, case, k, "distance", 10 * k, 0.1**k) for k in range(4)]
        rows += [(0, case, 9 + k, "ridge", 0.1**k, 0.1 ** min(k, 2)) for k in range(4)]
        rows += [(0, case, 20, quantity, -1, 0.25) for quantity in ("rigid", "rigid_fit", "affine", "affine_fit")]
    rows += [(0, descent.THEOREM, 0, "rate", 0, 0.5)]
    for k in range(4):
        rows += [(0, descent.THEOREM, 1, "excess", k, 0.9**k), (0, descent.THEOREM, 2, "bound", k, 0.95**k)]
    for k in range(3):
        rows += [(0, descent.THEOREM, 3, "convexity", k, 0.2 + k), (0, descent.THEOREM, 4, "smoothness", k, 1.0 + k)]
        rows += [(0, descent.THEOREM, 5, "fall", k, 3.0 + k), (0, descent.THEOREM, 6, "least_fall", k, 1.0)]
        rows += [(0, descent.THEOREM, 7, "most_excess", k, 2 * 0.9**k)]
    return rows


def moved():
    """The rotated path is off by a millionth, the stretched one by a half."""
    rows = []
    for case in (descent.MOVED, descent.MOVED_LOW):
        rows += plane(case)
        for k in range(31):
            for kind, off in (("rigid", 1e-6), ("affine", 0.5)):
                rows += [(0, case, 100, f"{kind}_{axis}", k, 1 + off) for axis in (1, 2)] + [(0, case, 101, kind, k, off)]
    return rows


def test_values_are_what_the_run_did():
    found = {value.name: value for value in descent.values(table(plane("1a, oscillating") + spectrum() + others()))}
    factor = next(value for name, value in found.items() if name.startswith("Figure 2, case 1a, oscillating"))
    assert factor.measured == pytest.approx(-0.6) and factor.reference.value == pytest.approx(-0.6)
    rate = found["Figure 3: rate of the lowest curvature's cost, exp(−4k/κ)"]
    assert rate.measured == pytest.approx(-2 * np.log(0.825)) and rate.reference.value == 0.4
    assert any(value.measured == 3.5 for name, value in found.items() if name.startswith("Steps to 10⁻⁶"))
    theorem = [value.measured for name, value in found.items() if name.startswith("Theorem 1")]
    assert theorem == pytest.approx([0.9, 0.9 / 0.95])
    assert found["Ridge to Φ⁺t, Φ 8 × 12, rank 8: least distance, at λ = 0.01"].measured == pytest.approx(0.01)
    sums = found["Figure 3: largest relative difference of J(w) and the sum of ten exponentials"]
    assert sums.measured == pytest.approx(0.01 / 1.01) and sums.reference.value == 0


def test_bounds_are_held_against_the_worst_step():
    found = {value.name.split(":")[0]: value for value in descent.values(table(others()))}
    assert [found[name].measured for name in ("C1", "C2", "Equation 18", "Equation 19")] == pytest.approx([0.2, 3.0, 3.0, 0.5])
    assert "at most M = 2)" in found["C2"].name + found["C2"].line  # the rate is ½


def test_a_path_on_other_coordinates_is_held_against_the_first():
    found = {value.name: value for value in descent.values(table(moved()))}
    for name in ("full rank", "low rank, from 0"):
        rotation, stretch = (
            found[f"Section 2.1, {name}: largest ‖T w̃ + t − w‖ / ‖w‖ along descent, T a {kind}"] for kind in ("rotation", "stretch")
        )
        assert (rotation.measured, rotation.reference.value) == (1e-6, 0) and (stretch.measured, stretch.reference) == (0.5, None)
    least = {value.name: value.measured for value in descent.values(table(others())) if value.name.startswith("Least-norm")}
    assert len(least) == 12 and set(least.values()) == {0.25}


@pytest.mark.parametrize("rows", [[], plane("2"), spectrum()[:2], others()[:1]], ids=["none", "plane", "spectrum", "condition"])
def test_a_part_of_a_table_has_values(rows):
    assert all(np.isfinite(value.measured) for value in descent.values(table(rows)))


@pytest.mark.slow
def test_figures_of_quadratics_without_all_cases_are_drawn_without_a_warning():
    part = table(plane("1a, no oscillation") + plane("3"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = descent.FIGURES[0]
        assert style.render(figure, part, ["png"])["png"].startswith(b"\x89PNG")


def test_every_other_figure_takes_the_series_it_is_of():
    part = table(spectrum() + others() + moved())
    for figure in descent.FIGURES[1:]:
        canvas = Figure()
        figure.draw(canvas, part)
        assert any(len(line.get_xdata()) for axes in canvas.axes for line in axes.lines)
