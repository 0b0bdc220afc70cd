# SPDX-License-Identifier: MIT
import csv
import warnings
from dataclasses import replace

import numpy as np
import pytest
from minnorm.experiments.regression import csv_tables, equation, figures, plan, reference, summary, sweep
from minnorm.experiments.regression.result import Result
from minnorm.experiments.regression.rounding import Parts
from minnorm.link import conversation
from minnorm.link.line import Link
from minnorm.report import drawing
from minnorm.report import markdown, style
from minnorm.report.figure import Figure

from fake_board import FakeRegression, small_problem
from test_conversation import QUICK, given, recording

pytestmark = pytest.mark.slow


def recorded():
    """A problem, and the tables of its records and factors."""
    problem = small_problem()
    link = Link(FakeRegression(), QUICK)
    one = recording()
    conversation.record(link, conversation.identify(link), one, lambda data: None, given(problem))
    return problem, one.table("records"), one.table("factors")


@pytest.fixture(scope="module")
def result():
    problem, records, factors = recorded()
    swept = sweep.of(records)
    parts = Parts(swept.train, records["sigma_max"].reshape(swept.train.shape), swept.test, swept.refined_test)
    return Result(problem, swept, factors, "float", parts)


@pytest.mark.parametrize("figure", figures.FIGURES, ids=lambda figure: figure.name)
def test_every_figure_is_drawn_without_a_warning(result, figure):
    result.sweep.train[:, 0] = 0.0
    result.sweep.test[1, 3] = np.nan
    result.sweep.sigma_min[:, 5] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (drawn,) = [one for one in figures.figures([result, result]) if one.name == figure.name]
        assert style.render(drawn, [result, result], ["png"])["png"].startswith(b"\x89PNG")


SOME = {"one": lambda split, n: (split, n) == (1, 3), "an_n": lambda split, n: n == 3, "all": lambda split, n: True}


@pytest.mark.parametrize(
    ("status", "which", "size"),
    [(1, "one", 1.0), (1, "an_n", 1e154), (1, "all", 1.0), (0, "one", 1e154), (0, "an_n", 1.0), (0, "all", 1.0)],
)
def test_fits_without_a_result_warn_of_nothing(status, which, size):
    """With status 0 the numbers are infinite, else 0 as docs/WIRE.md says."""
    problem, records, factors = recorded()
    number = np.inf if status == 0 else 0.0
    chosen = np.array([SOME[which](split, n) for split, n in zip(records["repeat"], records["n"])])
    records["status"][chosen] = status
    for name in records.columns:
        if name.startswith(("sigma", "train", "test", "cutoff_t", "mode", "residual", "norm", "ridge", "refined")):
            records[name][chosen] = number
    for name in ("sigma_min", "sigma_max", "train", "test"):
        with np.errstate(over="ignore"):
            records[name][~chosen] *= size * size
    if status:
        records["rank"][chosen] = 0
        factors = factors.at(~np.array([SOME[which](split, n) for split, n in zip(factors["repeat"], factors["n"])]))
    else:
        for name in equation.FACTORS:
            factors[name][[SOME[which](split, n) for split, n in zip(factors["repeat"], factors["n"])]] = number
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        swept = sweep.of(records)
        exact = reference.test_errors(problem.dataset, 3, 12)
        parts = Parts(exact, reference.sent_errors(problem, 3, 12, "float"), swept.test, swept.refined_test)
        result = Result(problem, swept, factors, "float", parts)
        for figure in figures.FIGURES:
            style.render(figure, [result])
        numbers = summary.summarize(problem, swept, exact, factors, parts)
        summary.lines(numbers)
        markdown.value_table("any", plan.groups([numbers]))
        rows = csv.DictReader(csv_tables.records([problem], [records], "float").text.splitlines())
        named = [row for row in rows if (row["split"], row["n"]) == ("1", "3")]
        assert {row["status"] for row in named} == {"overflow" if status else "ok"}
        assert [row["refinement"] for row in named if row["ablation"] == "refined"] == ["" if status else "converged"]


def looks(canvas) -> dict[str, set[str]]:
    """The colours that each label of a figure has."""
    found: dict[str, set[str]] = {}
    for axes in canvas.axes:
        for handle, label in zip(*axes.get_legend_handles_labels()):
            color = handle.get_color() if hasattr(handle, "get_color") else handle[0].get_color()
            found.setdefault(label, set()).add(str(color))
    return found


@pytest.mark.parametrize("figure", figures.FIGURES, ids=lambda figure: figure.name)
def test_a_label_has_one_colour_whatever_the_dataset(result, figure):
    """One result goes to N = 4D, the other stops at N = D + 1: the one legend is both's."""
    swept = {
        name: values[:, :4] if isinstance(values, np.ndarray) and values.shape[:2] == result.sweep.test.shape else values
        for name, values in vars(result.sweep).items()
    }
    parts = Parts(*(getattr(result.parts, name)[:, :4] for name in ("exact", "sent", "plain", "refined")))
    short = replace(result, sweep=replace(result.sweep, **swept), parts=parts, factors=result.factors.at(result.factors["n"] <= 4))
    seen = []
    style.render(replace(figure, draw=lambda canvas, data: (figure.draw(canvas, data), seen.append(looks(canvas)))), [short, result])
    assert seen and all(len(colours) == 1 for colours in seen[0].values())


def test_a_refinement_that_gave_up_has_no_errors():
    problem, records, _ = recorded()
    records["refinement"][:] = records.number("refinement", "diverged")
    rows = csv.DictReader(csv_tables.records([problem], [records], "float").text.splitlines())
    refined = [row for row in rows if row["ablation"] == "refined"]
    assert {(row["train_mse"], row["test_mse"], row["status"], row["refinement"]) for row in refined} == {("", "", "ok", "diverged")}
    swept = sweep.of(records)
    assert np.isnan(swept.refined_test).all() and swept.refinements["diverged"] == swept.is_good.sum()


def test_all_figures_become_files(result, tmp_path):
    drawn = figures.figures([result])
    drawing.draw_all(drawn, [result], tmp_path / "figures")
    assert [one.name for one in drawn] == [figure.name for figure in figures.FIGURES]
    assert [one.name for one in drawn][:5] == [f"figure{number}" for number in range(1, 6)]
    assert {path.name for path in (tmp_path / "figures").iterdir()} == {one.file(kind) for one in drawn for kind in (*style.FORMATS, drawing.PORTRAIT)}


def test_rounding_is_drawn_only_where_there_is_some(result):
    drawn = figures.figures([replace(result, parts=None)])
    assert "rounding" not in [one.name for one in drawn]


def test_the_band_holds_the_mean_and_is_the_same_every_time():
    values = np.random.RandomState(3).lognormal(size=(50, 7))
    mean, (low, high) = figures.means(values), figures.band(values)
    assert np.allclose(mean, values.mean(axis=0))
    assert (low < mean).all() and (mean < high).all()
    assert all((one == other).all() for one, other in zip((low, high), figures.band(values)))


def test_the_band_narrows_to_the_normal_one():
    values = np.random.RandomState(4).randn(2000, 1)
    low, high = figures.band(values)
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


def test_values_of_the_protocol_are_beside_the_paper_s_own_protocol_only(result):
    errors = np.ones((3, 12))
    ours = summary.summarize(result.problem, result.sweep, errors)
    assert all(value.source in ("", "theory") for value in ours.values)
    assert len(summary.lines(ours)) == 2


def test_where_panels_lie_is_rounded_so_that_a_figure_is_the_same_file_every_time():
    drawn = []

    def draw(canvas, data):
        for axes in canvas.subplots(1, 3).flat:
            axes.plot(data, label="data")
        drawn.append(canvas)

    style.render(Figure("any", "", draw), [1.0, 2.0])
    places = [number for axes in drawn[0].axes for number in axes.get_position(original=True).bounds]
    assert np.allclose(places, np.round(places, 6), rtol=0, atol=1e-12)
    assert drawn[0].axes[1].get_position().x0 > drawn[0].axes[0].get_position().x1
