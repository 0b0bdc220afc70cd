# SPDX-License-Identifier: MIT
import warnings

import numpy as np
import pytest
from fake_board import FakeBoard, small_problem
from test_session import QUICK

from minnorm import figures, reference, session, summary, table
from minnorm.session import Link


@pytest.fixture(scope="module")
def result():
    problem = small_problem()
    link = Link(FakeBoard(), QUICK)
    reception = table.Reception(table.shape(problem, 3, 12))
    session.run(link, session.identify(link), problem, reception, lambda data: None)
    return figures.Result(problem, table.sweep(reception.table), reception.table.factors, "float")


@pytest.mark.parametrize("figure", figures.FIGURES, ids=lambda figure: figure.file)
def test_every_figure_is_drawn_without_a_warning(result, figure):
    result.sweep.train[:, 0] = 0.0
    result.sweep.test[1, 3] = np.nan
    result.sweep.sigma_min[:, 5] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert figures.render(figure, [result, result]).startswith(b"\x89PNG")


def test_all_figures_become_files(result, tmp_path):
    captions = figures.draw_all([result], tmp_path / "figures")
    assert [file for file, _ in captions][:5] == [f"figure{number}.png" for number in range(1, 6)]
    assert {path.name for path in (tmp_path / "figures").iterdir()} == {file for file, _ in captions}


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
