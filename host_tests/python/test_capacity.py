# SPDX-License-Identifier: MIT
"""A board with little memory: which of its programs serves a run, how far that gets, and what is said of it."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from minnorm.commands import cli
from minnorm.device import boards
from minnorm.device.firmware import Capacity, Firmware
from minnorm.errors import UserError
from minnorm.experiments.options import Options
from minnorm.experiments.regression import capacity, figures, plan, summary, sweep
from minnorm.experiments.regression.result import Result
from minnorm.link import conversation
from minnorm.link.line import Link
from minnorm.report import markdown, style
from minnorm.runs import run
from minnorm.runs.side import Side

from fake_board import FakeRegression, small_problem
from test_conversation import QUICK, SPLITS, recording


def firmware(rows, features):
    return Firmware("regression", "float", Capacity("float", rows, features, 1))


TALL, WIDE, WIDER = firmware(39, 10), firmware(12, 20), firmware(14, 20)
SMALL = replace(boards.load("mps2_an386"), name="small", capacities=tuple(one.capacity for one in (TALL, WIDE, WIDER)))


def dataset(dimension, rows=100):
    return small_problem(rows=rows, dimension=dimension).dataset


@pytest.mark.parametrize(
    ("dimensions", "expected"), [((3,), TALL), ((3, 10), TALL), ((20,), WIDER), ((10, 20), WIDER), ((11,), WIDER)]
)
def test_the_first_program_that_takes_all_whole_else_the_one_with_most_rows(dimensions, expected):
    assert capacity.choose(SMALL, "float", [dataset(dimension) for dimension in dimensions]) == expected


def test_a_dataset_that_is_short_itself_is_whole():
    assert capacity.choose(SMALL, "float", [dataset(20, rows=13)]) == WIDE
    assert capacity.last(WIDE, dataset(20, rows=13)) == 12
    assert not capacity.limits(SMALL, WIDE, [dataset(20, rows=13)])


def test_what_no_program_takes_is_one_sentence():
    with pytest.raises(UserError, match="small needs 21 features and 39 training rows, and small has room for 20 and 12"):
        capacity.choose(SMALL, "float", [dataset(3), dataset(21)])
    with pytest.raises(UserError, match="small has no firmware in double"):
        capacity.choose(SMALL, "double", [dataset(3)])


def test_a_limit_is_said_in_one_line():
    (line,) = capacity.limits(SMALL, WIDER, [dataset(20)])
    assert line == "small has memory for 14 of 39 training rows of small: N = 1 … 14."


def test_a_dataset_that_fits_another_program_alone_is_told_so():
    line, _ = capacity.limits(SMALL, WIDER, [dataset(10), dataset(20)])
    assert line.endswith("N = 1 … 14. With --dataset small alone it has for 39.")


def test_the_desktop_goes_as_far_as_the_board(monkeypatch, tmp_path):
    load = boards.load
    monkeypatch.setattr(boards, "load", lambda name: SMALL if name == "small" else load(name))
    options = Options("small", "float", ("synthetic",), None, None, 1, tmp_path, None)
    both = run.both(plan.Plan(options), SMALL, tmp_path)
    assert [side.job.lasts[0] for side in both] == [14, 14]
    assert both[0].job.firmware == WIDER
    assert [side.settings["datasets"][0]["training_rows"] for side in both] == [14, 14]


def limited(last=2):
    """The tables of a run that ends before N = D."""
    problem = small_problem()
    link = Link(FakeRegression(), QUICK)
    one = recording()
    conversation.record(link, conversation.identify(link), one, lambda data: None, lambda split: problem.inputs(split, last))
    return problem, sweep.of(one.table("records")), one.table("factors")


def test_a_run_that_does_not_reach_the_threshold_claims_nothing_of_it():
    problem, swept, _ = limited()
    found = summary.summarize(problem, swept, np.ones((SPLITS, 2)))
    assert found.values == []
    assert len(summary.lines(found)) == 1
    assert "N = D" not in markdown.value_table("any", plan.groups([found]))


def test_a_run_that_ends_at_the_threshold_claims_nothing_beyond():
    problem, swept, _ = limited(last=3)
    found = summary.summarize(problem, swept, np.ones((SPLITS, 3)))
    assert len(found.values) == 10
    assert not any("N = D + 1" in value.name for value in found.values)


@pytest.mark.slow
def test_figures_of_it_are_drawn_without_a_warning():
    problem, swept, factors = limited()
    result = Result(problem, swept, factors, "float")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for figure in figures.figures([result]):
            assert style.render(figure, [result], ["png"])["png"].startswith(b"\x89PNG")


def test_a_board_with_another_firmware_is_told_what_to_flash(tmp_path):
    options = Options("small", "float", ("small",), None, None, 1, tmp_path, None)
    side = Side(SMALL, tmp_path, plan.Plan(options, [small_problem(dimension=15)]).job(SMALL))
    link = Link(FakeRegression(), QUICK)
    hello = conversation.identify(link)._replace(board="small")
    said = conversation.describe(link)
    told = r"for 39 × 10.*for 14 × 20: ./minnorm flash --board small --firmware float_regression_14x20\."
    with pytest.raises(UserError, match=told):
        side.job.check(hello, replace(said, parameters={"rows": (39.0,), "features": (10.0,)}))
    side.job.check(hello, replace(said, parameters={"rows": (14.0,), "features": (15.0,)}))


def test_a_run_is_served_by_what_takes_as_much_as_its_own_program():
    assert capacity.serves(SMALL, WIDER, [dataset(10), dataset(20)])
    assert not capacity.serves(SMALL, WIDE, [dataset(20)])
    assert capacity.serves(SMALL, WIDE, [dataset(20, rows=13)])
    assert not capacity.serves(SMALL, TALL, [dataset(10), dataset(20)])
    assert capacity.serves(SMALL, TALL, [dataset(10)])
    assert not capacity.serves(SMALL, WIDER, [dataset(21)])


def test_firmware_of_another_name_is_told(capsys):
    assert cli.main(["debug", "--board", "mps2_an386", "--firmware", "float_1x1", "--dry-run"]) == 1
    assert "mps2_an386 has no firmware 'float_1x1'; it has " in capsys.readouterr().err
