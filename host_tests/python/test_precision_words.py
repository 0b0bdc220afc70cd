# SPDX-License-Identifier: MIT
"""What the precision study says of data whose answer is known."""

import numpy as np
import pytest
from minnorm.experiments.precision import prototype, rows, words

import small_study


def facts(study):
    (group,) = words.groups(study)
    return dict(group.facts)


def measured(study):
    (group,) = words.groups(study)
    return {value.name: value.measured for value in group.values}


def test_bits_are_the_least_from_which_on_all_keep_one_percent():
    """2^-7 is below 1%, 2^-6 is not."""
    study = small_study.make()
    assert words.bits_needed(study, "first") == 7
    assert facts(study)[words.BITS].startswith("data of 7 bits keep") and "17 to spare" in facts(study)[words.BITS]


def test_more_bits_that_do_not_suffice_end_the_search():
    study = small_study.make()
    study.inputs["test_error"][(study.inputs["input"] == "p9") & (study.inputs["split"] < 2)] = 1.0  # in 10% of the splits
    assert words.bits_needed(study, "first") == 10
    study.inputs["test_error"][study.inputs["input"] == "float32"] = 1.0
    assert words.bits_needed(study, "first") is None
    assert facts(study)[words.BITS].startswith("even 24 bits do not")


def test_of_one_precision_of_the_data_nothing_is_said_about_bits():
    assert words.BITS not in facts(small_study.make(kinds=("float64", "float32")))


def test_the_cheapest_that_suffices_at_every_n():
    """By instructions: jacobi is first here. Without them by the order that rows.SOLVERS states: cholesky, off by 1% at N = D, then qr."""
    solver = words.SOLVER
    assert facts(small_study.make())[solver] == "in float32 jacobi keeps 1% on 95% of the splits at every N from 1 to 8"
    off = {**small_study.SOLVERS, "cholesky": 2e-3}
    text = facts(small_study.make(solvers=off, cost=False))[solver]
    assert text == "in float32 qr keeps 1% on 95% of the splits at every N from 1 to 8, the cheaper cholesky does not"
    assert facts(small_study.make(solvers={"cholesky": 1.0}))[solver].startswith("in float32 none of cholesky keeps")


def test_the_sizes_that_were_not_run_are_not_spoken_of():
    assert facts(small_study.make(sizes=(1, 4)))[words.SOLVER].endswith("at each of N = 1, 4")
    assert facts(small_study.make(sizes=(4,)))[words.SOLVER].endswith("at N = 4")


def test_columns_that_depend_on_each_other_are_told():
    study = small_study.make()
    assert words.UNKNOWN not in facts(study)
    study.inputs["kappa_scaled"][(study.inputs["split"] < 5) & (study.inputs["n"] == 4)] = np.inf
    assert facts(study)[words.UNKNOWN].startswith("in 3% of the training sets, at N = 4, columns")
    study.inputs["test_mse"][study.inputs["n"] == 3] = np.nan
    study.inputs["test_error"][study.inputs["n"] == 4] = np.nan
    assert "in 16% of the training sets, at every N from 3 to 4" in facts(study)[words.UNKNOWN]
    assert facts(study)[words.ADDED] == "data rounded to float32 have no solution in half of the splits"


def test_a_fit_without_a_solution_is_not_within_one_percent():
    study = small_study.make(solvers={"qr": 1e-6})
    small_study.fail(study, (study.records["split"] < 2) & (study.records["n"] == 3))
    assert facts(study)[words.SOLVER].startswith("in float32 none of qr keeps")
    small_study.fail(study, study.records["n"] == small_study.D)
    found = measured(study)
    assert found["qr: share of splits within 1%, N = D"] == 0 and found["qr: share of splits without a solution, N = D"] == 1
    assert "qr: median relative error of the test error, N = D" not in found
    assert "without a solution" in facts(study)[words.ADDED]


def test_numbers_are_those_put_in():
    found = measured(small_study.make())
    assert found["jacobi: median relative error of the test error, N = D"] == pytest.approx(1e-5)
    assert found["jacobi: N with the largest error that 95% of the splits keep"] == small_study.D
    assert found["data of 11 bits (binary16): median relative change of the test error at N = D"] == 2.0**-11
    assert found["data of a 12-bit converter: share of splits within 1%"] == 1
    assert found["jacobi: largest error of β in u·κ_s, N ≥ D"] == pytest.approx(1e-6 / (2.0**-24 * 10))
    assert found["cholesky: median error of β in u·κ_s², N < D"] == pytest.approx(1e-3 / (2.0**-24 * 100))
    assert found[f"{words.KEPT}, every N"] == 7 / 8  # not N = D
    assert found[words.WITHIN] == 0
    assert all(np.isfinite(value) for value in found.values())


def test_other_scalars_are_beside_the_main_one():
    found = measured(small_study.make(scalars=("float32", "float64")))
    assert found[f"qr in float64: {words.MEDIAN}"] == pytest.approx(2e-5) and found[f"qr in float64: {words.SHARE}"] == 1
    assert f"qr in float32: {words.MEDIAN}" not in found


def test_a_rank_below_that_of_jacobi_is_a_dropped_mode():
    study = small_study.make()
    is_default = (study.records["solver"] == "jacobi-default") & (study.records["n"] == small_study.D)
    study.records["rank"][is_default & (study.records["split"] < 5)] -= 1
    assert measured(study)["jacobi-default: share of splits in which a mode is dropped, N = D"] == 0.25


def test_the_main_setting_is_the_usual_one_or_the_most_frequent():
    assert rows.main(small_study.make(scalars=("float64", "float32"))) == rows.USUAL
    assert rows.main(small_study.make(scalars=("float64",)))["scalar"] == "float64"
    assert facts(small_study.make(scalars=("float64",)))[words.SOLVER].startswith("in float64 jacobi keeps")


def test_the_prototype_is_beside_the_paper_s_datasets_and_splits_only():
    study = small_study.make(("who",), splits=prototype.SPLITS)
    assert not prototype.has(study, "who")  # a file of one's own that has the name
    assert all(value.reference is None for group in words.groups(study) for value in group.values)


def test_every_dataset_has_a_group_and_lines_for_the_terminal():
    study = small_study.make(("first", "second"), draws=30)
    assert [group.name for group in words.groups(study)] == ["first", "second", "gaussian"]
    assert {line.split(":")[0] for line in words.lines(study)} == {"first", "second", "gaussian"}
    assert words.groups(small_study.make(sizes=(1, 2)))[0].values


def test_quantiles_are_kept_by_that_share_at_least():
    assert rows.quantile(np.arange(1.0, 21.0), 0.95) == 19
    assert rows.quantile(np.array([1.0, np.inf]), 0.5) == 1 and rows.quantile(np.array([1.0, np.inf]), 0.95) == np.inf
    assert np.isnan(rows.quantile(np.array([]), 0.5)) and np.isnan(rows.median(np.array([])))
