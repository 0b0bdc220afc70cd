# SPDX-License-Identifier: MIT
import pytest
from minnorm.counts import counted
from minnorm.report import numbers
from minnorm.report.values import Value, protocol, published, theory


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0264, 3, "0.0264"), (21563.0, 4, "21560"), (5.98e7, 3, "5.98×10⁷"), (2e-6, 1, "2×10⁻⁶"), (0.0, 3, "0"), (-1.5e-10, 2, "-1.5×10⁻¹⁰"),
        (9.9996, 4, "10"), (float("nan"), 3, "nan"), (float("inf"), 3, "inf"),
    ],
)  # fmt: skip
def test_a_number_is_one_that_people_write(value, digits, text):
    assert numbers.text(value, digits) == text


def test_a_reference_says_where_it_comes_from():
    lines = [Value("a", 2.0, of(1.0)).line for of in (published, protocol, theory)]
    assert lines == ["a: 2, published 1 (+100.00%)", "a: 2, protocol, float64 1 (+100.00%)", "a: 2, theory 1 (+100.00%)"]
    assert published(None) is None and Value("a", 2.0).line == "a: 2" and Value("a", 2.0).source == ""
    assert Value("a", 0.5, theory(0.0)).percent == ""


@pytest.mark.parametrize(
    ("count", "things", "said"),
    [(0, "splits", "0 splits"), (1, "splits", "1 split"), (2, "splits", "2 splits"), (1, "requests sent again", "1 request sent again")],
)
def test_one_thing_is_in_the_singular(count, things, said):
    assert counted(count, things) == said
