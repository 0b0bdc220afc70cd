# SPDX-License-Identifier: MIT
from dataclasses import fields, replace

import numpy as np
import pytest
from minnorm.experiments.regression import datasets, protocol, summary
from minnorm.experiments.regression.problem import make
from minnorm.experiments.regression.rounding import Parts
from minnorm.experiments.regression.sweep import Sweep

from fake_board import small_problem
from test_equation import table

CUTOFFS, MODES = np.array([0.1, 1.0]), np.arange(1, 11)


def named(name, dimension):
    """A problem that has a dataset's name and size, and modes 1 to 10."""
    return make(replace(small_problem(name, dimension=dimension).dataset, modes=datasets.MODES), "float")


def swept(problem, splits=protocol.SPLITS, last=20):
    """All numbers are 2, and σ is least at N = D."""
    twos = {field.name: np.full((splits, last), 2.0) for field in fields(Sweep)}
    made = Sweep(**{
        **twos,
        "is_good": np.full((splits, last), True),
        "cutoff_test": np.full((splits, last, len(CUTOFFS)), 2.0),
        "mode_test": np.full((splits, last, len(MODES)), 2.0),
        "cutoffs": CUTOFFS,
        "modes": MODES,
        "ridge_test": np.full((splits, last, 2), 2.0) - [0.0, 1.0],
        "ridges": np.array([1.0, 0.01]),
        "refinements": {"converged": splits * last},
    })  # fmt: skip
    made.sigma_min[:, problem.dataset.dimension - 1 : problem.dataset.dimension] = 1.0
    return made


def found(problem, sweep, **more):
    splits_and_last = sweep.test.shape
    return {value.name: value for value in summary.summarize(problem, sweep, np.ones(splits_and_last), **more).values}


@pytest.mark.parametrize(("name", "dimension"), [("california", 8), ("who", 17), ("diabetes", 10), ("synthetic", 18)])
def test_all_that_is_known_of_a_dataset_s_protocol_is_beside_a_measured_value(name, dimension):
    problem = named(name, dimension)
    values = found(problem, swept(problem))
    known = protocol.VALUES[name]
    first = [known.mean_test_1] if known.mean_test_1 is not None else []
    expected = [*known[:5], *first, *known.mean_test_modes, 0.0, dimension]
    assert [value.reference.value for value in values.values() if value.reference is not None] == expected


def test_each_mode_count_has_its_own_mean():
    problem = named("california", 8)
    sweep = swept(problem)
    sweep.mode_test[:] = np.arange(1, 11)
    values = found(problem, sweep)
    assert [values[name].measured for name in values if "leading" in name] == list(range(1, 9))


def test_what_ablation_3_leaves_is_told_on_both_sides_of_the_threshold():
    problem = named("diabetes", 10)
    sweep = swept(problem)
    sweep.residual_free_test[:, 9:] = 1e-9
    sweep.residual_free_test[:, 14] = 3e-9
    sweep.residual_free_test[0, 11] = np.nan
    size = np.mean(problem.dataset.target**2)
    above, below = (value for name, value in found(problem, sweep).items() if "without residual" in name)
    assert (above.measured, above.reference.value) == (pytest.approx(3e-9 / size), 0.0)
    assert below.measured == pytest.approx(2.0 / size) and below.reference is None


def test_the_lowest_sigma_is_found_where_it_is():
    problem = named("diabetes", 10)
    sweep = swept(problem)
    sweep.sigma_min[:, 11] = 0.5
    sweep.sigma_min[0, 4] = np.nan
    assert found(problem, sweep)["N at which the mean smallest σ is lowest"].measured == 12
    assert not any("lowest" in name for name in found(problem, swept(problem, last=10)))


def test_a_fit_without_a_result_at_the_threshold_is_left_out():
    problem = named("diabetes", 10)
    sweep = swept(problem)
    for values in (sweep.refined_test, sweep.norm, sweep.ridge_test):
        values[3, 9] = np.nan
    values = found(problem, sweep)
    assert values["median test error at N = D, refined"].measured == 2.0
    (best,) = [value for name, value in values.items() if "best of the ridges" in name]
    assert best.measured == 1.0 and "λ = 0.01 N" in best.name


def test_other_splits_than_the_paper_s_have_no_values_of_the_protocol():
    problem = named("who", 17)
    values = found(problem, swept(problem, splits=3))
    assert "mean test error at N = 1" in values
    assert all(value.source in ("", "theory") for value in values.values())


def test_equation_1_and_rounding_are_added_if_the_run_reached_the_threshold():
    problem = named("diabetes", 10)
    for last, expected in ((20, True), (9, False)):
        sweep = swept(problem, splits=2, last=last)
        records = table([[0, n, 0, 1, 2.0, 3.0, 4.0] for n in range(1, last + 1)])
        ones = np.ones((2, last))
        values = found(problem, sweep, factors=records, parts=Parts(ones, ones, sweep.test, ones))
        assert any("equation 1" in name for name in values) is expected
        assert any("algorithm's part" in name for name in values) is expected
