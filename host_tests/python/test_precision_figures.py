# SPDX-License-Identifier: MIT
"""Each figure of the precision study is drawn of whatever part of it a run has."""

import warnings

import numpy as np
import pytest
from minnorm.experiments.precision import campaign, figures, looks, rows
from minnorm.experiments.precision.figures import cutoff, pareto
from minnorm.experiments.precision.study import EXACT
from minnorm.report import style

import small_study

pytestmark = pytest.mark.slow

FOUR = ("first", "second", "third", "fourth")
PARTS = {
    "one dataset": {},
    "four datasets and draws": {"names": FOUR, "draws": 30, "scalars": ("float32", "float64", "bfloat16")},
    "no cost": {"cost": False},
    "one split": {"splits": 1},
    "one solver": {"solvers": {"cgls": 1e-3}},
    "another scalar alone": {"scalars": ("binary16",)},
    "the threshold alone": {"sizes": (small_study.D,)},
    "not up to the threshold": {"sizes": (1, 2)},
    "one input": {"kinds": (EXACT, "float32")},
    "draws alone": {"names": (), "draws": 30},
}


def drawn(figure, study):
    """Its PNG, and what it holds."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return style.render(figure, study, ["png"])["png"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", [figure.name for figure in figures.FIGURES])
def test_every_figure_is_drawn_without_a_warning(name, part):
    study = small_study.make(**PARTS[part])
    (figure,) = [one for one in figures.figures(study) if one.name == name]
    assert drawn(figure, study).startswith(b"\x89PNG")


@pytest.mark.parametrize("figure", figures.FIGURES, ids=lambda figure: figure.name)
@pytest.mark.parametrize("share", [0.3, 1.0])
def test_fits_without_a_solution_warn_of_nothing(figure, share):
    study = small_study.make()
    failing = study.records["split"] < share * study.splits
    small_study.fail(study, failing & (study.records["solver"] == "cholesky") if share < 1 else failing)
    assert drawn(figure, study).startswith(b"\x89PNG")


def test_a_figure_is_as_large_as_its_datasets_need():
    one, four = (figures.figures(small_study.make(names)) for names in (("first",), FOUR))
    assert [figure.name for figure in one] == [figure.name for figure in four] == [figure.name for figure in figures.FIGURES]
    assert all(large.size >= small.size for small, large in zip(one, four))


def test_every_solver_and_scalar_has_a_look_and_a_place_in_the_order_of_cost():
    assert set(rows.SOLVERS) == set(looks.SOLVERS) == set(campaign.SOLVERS)
    assert set(rows.SCALARS) == set(looks.SCALARS) == set(rows.UNITS) == set(campaign.SCALARS)


def test_the_front_has_the_cases_that_no_other_beats():
    points = {("a", "x"): (1.0, 0.1), ("b", "x"): (2.0, 0.2), ("c", "x"): (3.0, 0.01), ("d", "x"): (3.0, 0.02), ("e", "x"): (4.0, np.inf)}
    assert pareto.front(points) == [("a", "x"), ("c", "x")]


def test_a_fit_without_a_cost_is_in_no_front():
    assert not pareto.points(small_study.make(cost=False), "first")
    assert len(pareto.points(small_study.make(), "first")) == len(small_study.SOLVERS)


def test_the_cutoff_s_errors_are_those_of_a_truncated_pseudoinverse():
    data = small_study.dataset()
    cutoffs = np.array([1e-12, 0.02, 0.3, 1.1])
    errors = cutoff.errors_by_cutoff(data, 2, cutoffs)
    for split in range(2):
        order = np.random.RandomState(split).permutation(data.rows)
        train, test = order[-small_study.D :], order[: -small_study.D]
        for place, one in enumerate(cutoffs):
            beta = np.linalg.pinv(data.features[train], rcond=one) @ data.target[train]
            assert np.isclose(errors[split, place], np.mean((data.features[test] @ beta - data.target[test]) ** 2), rtol=1e-8)
