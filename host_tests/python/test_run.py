# SPDX-License-Identifier: MIT
"""What ./minnorm run says and leaves, on a board in Python."""

import json
import re
from types import SimpleNamespace

import numpy as np
import pytest
from minnorm.commands import cli
from minnorm.commands import run as command
from minnorm.errors import UserError
from minnorm.experiments.regression import capacity, plan
from minnorm.runs import record, run
from minnorm.runs.side import Side
from minnorm.runs.spectator import Spectator

import fake_run

LIMIT = "desktop has memory for 2 of 3 training rows of small: N = 1 … 2."


@pytest.fixture
def ran(monkeypatch, tmp_path, capsys):
    """The folder of a run of a board that has too little memory for all of it, and what was said."""
    command = fake_run.prepare(monkeypatch)
    monkeypatch.setattr(capacity, "limits", lambda *_: [LIMIT])
    assert command(tmp_path / "run") == 0
    return tmp_path / "run", capsys.readouterr()


def test_it_says_how_far_it_goes_and_what_it_found(ran):
    folder, said = ran
    assert LIMIT in said.err
    assert "The desktop itself ran" in said.out
    assert f"s in all; report: {folder}" in said.out


def test_its_summary_says_who_measured(ran):
    folder, _ = ran
    head, _, first = (folder / "summary.md").read_text().splitlines()[:3]
    assert "| value | desktop, float | reference |" in head
    assert first.startswith("| small |")


def test_its_record_has_the_verdict_and_every_value(ran):
    folder, _ = ran
    kept = json.loads((folder / "run.json").read_text())
    assert kept["verdict"].startswith("The desktop itself ran")
    assert {value["group"] for value in kept["values"]} == {"small"}
    assert (folder / "summary.md").read_text().count("| small |") >= len(kept["values"]) > 0


def test_who_looks_on_is_told_that_it_is_over(monkeypatch, tmp_path):
    class Witness(Spectator):
        seen = None

        def conclude(self, finished):
            self.seen = finished

    fake_run.prepare(monkeypatch)
    witness = Witness()
    asked = ["run", "--board", "desktop", "--splits", "1", "--rows", "1..2", "--out", str(tmp_path / "run")]
    assert run.execute(command._options(cli.parser().parse_args(asked)), witness) is witness.seen


def test_what_was_asked_again_adds_up_over_sessions(tmp_path):
    one = Side.__new__(Side)
    one.folder, one.recordings, one.link = tmp_path, [], SimpleNamespace(repeated=3, asked_again=2)
    one.run = record.Record("desktop", "x86_64", "0", "float", {}, {}, False, record.Times("now"))
    one._count(1.0)
    one.link.repeated = 4
    one._count(1.5)
    kept = json.loads((tmp_path / "run.json").read_text())
    assert (kept["frames"]["repeated"], kept["frames"]["asked_again"], kept["times"]["seconds"]) == (7, 2, 2.5)


@pytest.mark.parametrize(
    ("is_identical", "told"),
    [(None, "minnorm: Of the numbers in the tables no"), (True, "minnorm: Of the numbers"), (False, "minnorm: desktop and the desktop DIFFER; see")],
)
def test_numbers_that_nothing_can_be_made_of_are_one_sentence_behind_the_verdict(monkeypatch, tmp_path, capsys, is_identical, told):
    command = fake_run.prepare(monkeypatch)
    verdict = run._verdict
    monkeypatch.setattr(run, "_verdict", lambda board, folder, _: verdict(board, folder, is_identical))
    figured = run._figured
    monkeypatch.setattr(run, "_figured", lambda verdict, _: figured(verdict, is_identical))
    monkeypatch.setattr(plan.Plan, "conclude", lambda *_: np.empty(0).max())
    assert command(tmp_path / "run") == 1
    error = capsys.readouterr().err.splitlines()[-1]
    assert error.startswith(told) and "zero-size array" in error
    assert re.search(rf", from run.py:\d+\)\. {run.TO_GO_ON} with --out {re.escape(str(tmp_path / 'run'))}\.$", error)


def test_a_board_and_a_desktop_of_other_sources_are_one_sentence():
    sides = [SimpleNamespace(board=SimpleNamespace(name=name), build=build) for name, build in (("fake", "a"), ("desktop", "b"))]
    with pytest.raises(UserError, match="^fake runs firmware a and the desktop b; build and flash both from this tree.$"):
        run.check_one_build(sides)
    sides[1].build = "a"
    run.check_one_build(sides)


def test_what_no_table_can_be_made_of_is_one_sentence():
    one = Side.__new__(Side)
    one.board, one.recordings, one.job = SimpleNamespace(name="fake"), [], SimpleNamespace(sheets=lambda _: {}["status"])
    with pytest.raises(UserError, match=r"^Of what fake sent no tables can be made \(KeyError: 'status', from side.py:\d+\)\.$"):
        one._finish(1.0)


def test_what_cannot_be_written_is_told_behind_a_verdict_that_differs():
    with pytest.raises(UserError, match=r"^They DIFFER\. The disk is full\.$"), run._figured("They DIFFER.", False):
        raise UserError("The disk is full.")
