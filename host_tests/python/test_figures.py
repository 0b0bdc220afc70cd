# SPDX-License-Identifier: MIT
import warnings
from dataclasses import replace

import numpy as np
import pytest
from fake_board import FakeBoard, small_problem
from test_session import QUICK

from minnorm.experiments.regression import figures, plan as regression, reference, session, summary, table, tables
from minnorm.link import conversation
from minnorm.report import markdown
from minnorm.link.conversation import Link
from minnorm.link.reception import Reception
from minnorm.experiments.regression.rounding import Parts


def recorded():
    problem = small_problem()
    link = Link(FakeBoard(), QUICK)
    reception = Reception(table.Table(table.shape(problem, 3, 12)))
    session.run(link, conversation.identify(link), problem, reception, lambda data: None)
    return problem, reception


@pytest.fixture(scope="module")
def result():
    problem, reception = recorded()
    sweep = table.sweep(reception.table)
    parts = Parts(sweep.train, sweep.sigma_max, sweep.test)
    return figures.Result(problem, sweep, reception.table.factors, "float", parts)


@pytest.mark.parametrize("figure", figures.FIGURES, ids=lambda figure: figure.file)
def test_every_figure_is_drawn_without_a_warning(result, figure):
    result.sweep.train[:, 0] = 0.0
    result.sweep.test[1, 3] = np.nan
    result.sweep.sigma_min[:, 5] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert figures.render(figure, [result, result]).startswith(b"\x89PNG")


SOME = {"one": lambda split, n: (split, n) == (1, 3), "an_n": lambda split, n: n == 3, "all": lambda split, n: True}


@pytest.mark.parametrize(
    ("status", "which", "size"),
    [(1, "one", 1.0), (1, "an_n", 1e154), (1, "all", 1.0), (0, "one", 1e154), (0, "an_n", 1.0), (0, "all", 1.0)],
)
def test_fits_without_a_result_warn_of_nothing(status, which, size):
    """With status 0 the numbers are infinite, else 0 as docs/WIRE.md says."""
    problem, reception = recorded()
    filled = reception.table
    for (split, n), record in filled.records.items():
        number = np.inf if status == 0 else 0.0
        if SOME[which](split, n):
            ranks, trains, tests, modes = ([number] * len(part) for part in record[8:12])
            rank = record[3] if status == 0 else 0
            zeros = [0] * len(ranks)
            filled.records[split, n] = [split, n, status, rank, *[number] * 4, zeros, trains, tests, modes, number, number]
            filled.factors[split, n, 0][3:] = [[number] * rank] * 3
        else:
            filled.records[split, n][4:8] = [value * size * size for value in record[4:8]]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        swept = table.sweep(filled)
        exact = reference.test_errors(problem.dataset, 3, 12)
        parts = Parts(exact, reference.sent_errors(problem, 3, 12, "float"), swept.test)
        result = figures.Result(problem, swept, filled.factors, "float", parts)
        for figure in figures.FIGURES:
            figures.render(figure, [result])
        numbers = summary.summarize(problem, swept, exact, filled.factors, parts)
        summary.lines(numbers)
        markdown.value_table("any", regression.groups([numbers]))
        named = {line.rsplit(",", 1)[1] for line in tables._record_lines(problem, filled.records[1, 3], "float")}
        assert named == {"overflow" if status else "ok"}


def test_all_figures_become_files(result, tmp_path):
    captions = figures.draw_all([result], tmp_path / "figures")
    assert [file for file, _ in captions] == [figure.file for figure in figures.FIGURES]
    assert [file for file, _ in captions][:5] == [f"figure{number}.png" for number in range(1, 6)]
    assert {path.name for path in (tmp_path / "figures").iterdir()} == {file for file, _ in captions}


def test_rounding_is_drawn_only_where_there_is_some(result, tmp_path):
    captions = figures.draw_all([replace(result, parts=None)], tmp_path)
    assert "rounding.png" not in dict(captions)
    assert not (tmp_path / "rounding.png").exists()


def test_the_band_holds_the_mean_and_is_the_same_every_time():
    values = np.random.RandomState(3).lognormal(size=(50, 7))
    mean, low, high = figures.band(values)
    assert np.allclose(mean, values.mean(axis=0))
    assert (low < mean).all() and (mean < high).all()
    assert all((one == other).all() for one, other in zip((mean, low, high), figures.band(values)))


def test_the_band_narrows_to_the_normal_one():
    values = np.random.RandomState(4).randn(2000, 1)
    mean, low, high = figures.band(values)
    assert np.allclose(high - low, 2 * 1.96 / np.sqrt(2000), rtol=0.1)


def test_the_reference_is_the_definition():
    dataset = small_problem(rows=60).dataset
    errors = reference.test_errors(dataset, 2, 39)
    for split, n in ((0, 1), (1, 3), (0, 20)):
        order = np.random.RandomState(split).permutation(60)
        train, test = order[-n:], order[:-n]
        beta = np.linalg.pinv(dataset.features[train]) @ dataset.target[train]
        expected = np.mean((dataset.features[test] @ beta - dataset.target[test]) ** 2)
        assert np.isclose(errors[split, n - 1], expected, rtol=1e-9)


def test_published_values_are_beside_the_paper_s_own_protocol_only(result):
    errors = np.ones((3, 12))
    ours = summary.summarize(result.problem, result.sweep, errors)
    assert all(value.published is None for value in ours.values)
    assert len(summary.lines(ours)) == 2
