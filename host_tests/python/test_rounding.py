# SPDX-License-Identifier: MIT
from fractions import Fraction

import numpy as np
import pytest
from minnorm.experiments.regression import reference, rounding
from minnorm.experiments.regression.rounding import Parts

from fake_board import small_problem


def parts():
    """Two splits up to N = 4 of a problem with D = 3."""
    exact = np.full((2, 4), 10.0)
    sent = exact + [[1.0, 1.0, 0.0, 0.0], [1.0, 2.0, 0.0, 0.0]]
    board = sent + [[-2.0, 1.0, 1.0, 5.0], [3.0, 3.1, 1.0, 5.0]]
    return Parts(exact, sent, board, sent + 1.0)


def test_what_is_sent_in_double_has_the_errors_of_the_data():
    problem = small_problem(rows=60, scalar="double")
    exact = reference.test_errors(problem.dataset, 3, 20)
    assert np.allclose(reference.sent_errors(problem, 3, 20, "double"), exact, rtol=1e-9)


@pytest.mark.parametrize("n", [2, 3, 9])
def test_the_reference_is_right_with_columns_in_units_far_apart(n):
    """Against exact rational arithmetic."""
    source = np.random.RandomState(3)
    features = source.randn(n, 4)[:, :3] * [1e9, 1.0, 1e-12]
    features[:, 1] += 1e-3 * features[:, 0] / 1e9
    target = source.randn(n)
    (beta,) = reference.fit(features[None], target[None])
    rows = [[Fraction(value) for value in row] for row in features.tolist()]
    gram = [[sum(a * b for a, b in zip(one, other)) for other in rows] for one in rows]
    if n >= 3:
        columns = list(zip(*rows))
        gram = [[sum(a * b for a, b in zip(one, other)) for other in columns] for one in columns]
        exact = solved(gram, [sum(a * Fraction(t) for a, t in zip(column, target.tolist())) for column in columns])
    else:
        along = solved(gram, [Fraction(t) for t in target.tolist()])
        exact = [sum(row[j] * weight for row, weight in zip(rows, along)) for j in range(3)]
    assert beta == pytest.approx([float(value) for value in exact], rel=1e-8)


def solved(matrix, right):
    """By Gauss–Jordan elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right)]
    for place in range(len(rows)):
        rows[place] = [value / rows[place][place] for value in rows[place]]
        for other in range(len(rows)):
            if other != place:
                rows[other] = [value - rows[other][place] * above for value, above in zip(rows[other], rows[place])]
    return [row[-1] for row in rows]


@pytest.mark.parametrize("n", [2, 3, 9])
def test_what_is_sent_in_float_has_rounded_rows_and_a_rounded_triangle(n):
    problem = small_problem(rows=60)
    order = np.random.RandomState(1).permutation(60)[-n:]
    rows = np.column_stack([problem.dataset.features, problem.dataset.target]).astype(np.float32).astype(float)[order]
    beta = np.linalg.pinv(rows[:, :-1]) @ rows[:, -1]
    triangle = np.zeros((4, 4))
    triangle[np.triu_indices(4)] = problem.triangle.astype(np.float32)
    everything = np.sum((triangle[:, :3] @ beta - triangle[:, 3]) ** 2)
    expected = (everything - np.sum((rows[:, :3] @ beta - rows[:, 3]) ** 2)) / (60 - n)
    assert np.isclose(reference.sent_errors(problem, 2, 20, "float")[1, n - 1], expected, rtol=1e-11)
    assert reference.sent_errors(problem, 2, 20, "float")[1, n - 1] != reference.test_errors(problem.dataset, 2, 20)[1, n - 1]


def test_the_parts_are_the_steps_from_exact_to_sent_to_board():
    assert parts().input_part.tolist() == [[1, 1, 0, 0], [1, 2, 0, 0]]
    assert parts().algorithm_parts["plain"] == pytest.approx(np.array([[2, 1, 1, 5], [3, 3.1, 1, 5]]))
    assert parts().algorithm_parts["refined"] == pytest.approx(np.ones((2, 4)))
    assert parts().relative()[1]["plain"] == pytest.approx(parts().algorithm_parts["plain"] / 10)


def test_fits_and_splits_below_the_threshold_are_counted():
    near, kept, fits, splits, *refined = rounding.values(small_problem(), parts())
    assert near.measured == 0.5 and "N ≥ D" in near.name
    assert kept.measured == 0.5 and "95%" in kept.name
    # 2 ≤ 2·1, 1 ≤ 2·1, 3 > 2·1, 3.1 ≤ 2·2; summed up 3 ≤ 2·2, and 6.1 > 2·3.
    assert (fits.measured, splits.measured) == (0.75, 0.5)
    assert fits.name != splits.name and all(value.name.startswith("plain") for value in (near, kept, fits, splits))
    assert [value.measured for value in refined] == [0.1, 0.1, 1.0, 1.0] and refined[0].name.startswith("refined")


def test_a_fit_without_a_result_is_left_out():
    one = parts()
    one.plain[1, 0] = np.nan
    assert [value.measured for value in rounding.values(small_problem(), one)[2:4]] == [1.0, 1.0]
    one.plain[:] = one.refined[:] = np.nan
    assert rounding.values(small_problem(), one) == []


def test_a_quantile_counts_fits_without_a_result():
    one = parts()
    one.refined[1, 3] = np.nan
    near, kept = rounding.values(small_problem(), one)[4:6]
    assert "1 fit without a result left out" in near.name and near.measured == pytest.approx(0.1)
    assert kept.measured == np.inf


def test_the_table_has_a_line_for_each_fit():
    header, *lines = rounding.table([small_problem(), small_problem("other")], [parts(), parts()]).splitlines()
    assert header == rounding.COLUMNS
    assert len(lines) == 16
    assert lines[5] == "small,1,2,10.0,12.0,15.1,13.0,2.0,3.0999999999999996,1.0"
    assert lines[8].startswith("other,0,1,")
