# SPDX-License-Identifier: MIT
"""What programs read of minnorm: JSON on standard output, and run.json."""

import json
import re

import pytest
from minnorm.commands import cli
from minnorm.device import boards
from minnorm.report.values import Value, published, theory
from minnorm.runs import compare

from test_compare import RECORDS, write
from test_end_to_end import minnorm


def test_a_value_keeps_what_it_is_held_against():
    held = Value("peak", 2.0, published(1.5, 0.1), 0.2).facts
    assert held == {"name": "peak", "value": 2.0, "interval": 0.2, "reference": {"value": 1.5, "interval": 0.1, "source": "published"}}
    assert Value("peak", float("inf"), theory(0.0)).facts["value"] is None
    assert "reference" not in Value("peak", 1.0).facts


def test_boards_are_json(capsys):
    assert cli.main(["boards", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in said] == boards.names()
    assert all(one["core"] and one["clock_hz"] is not None for one in said)


def test_boards_go_into_a_pipe_as_plain_columns(capsys):
    assert cli.main(["boards"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["board", *boards.names()]
    assert {len(line.split("\t")) for line in lines} == {6}


@pytest.mark.parametrize("width", [24, 30, 60, 80, 100, 200])
def test_boards_fit_a_terminal_of_any_width_with_no_word_cut(width, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert cli.main(["boards"]) == 0
    lines = re.sub("\x1b\\[[0-9;]*m", "", capsys.readouterr().out).splitlines()
    assert max(map(len, lines)) <= width
    assert {word for one in boards.load_all() for word in (one.name, *one.title.split())} <= {word for line in lines for word in line.split()}


def test_a_comparison_is_json_and_names_what_differs(tmp_path, capsys):
    rows = [RECORDS[0].replace("0.5,1.5", "0.5,1.75"), RECORDS[1].replace("d,0,1,", "d,0,2,")]
    assert cli.main(["compare", "--json", str(write(tmp_path / "a")), str(write(tmp_path / "b", rows))]) == 1
    said = json.loads(capsys.readouterr().out)
    table = said["tables"]["records.csv"]
    assert said["identical"] is False and said["tables"]["factors.csv"]["identical"] == 1
    assert table["columns"] == {"test_mse": 1} and table["largest_ulps"] == {"test_mse": 2**21}
    assert table["places"] == [{"row": "d,0,1,none", "column": "test_mse", "first": "1.5", "second": "1.75"}]
    assert table["alone"] == ["d,0,1,cutoff,0.001", "d,0,2,cutoff,0.001"] and table["only_in_one"] == 2


def test_a_person_is_told_the_same(tmp_path):
    found = compare.compare(write(tmp_path / "a"), write(tmp_path / "b", [row.replace(",ok", ",singular") for row in RECORDS]))
    first, *where = compare.lines(found)[:4]
    assert "2 rows compared, 0 bit-identical" in first
    assert where[0] == "  d,0,1,none: status ok, singular" and where[-1] == "  rows that differ, by column: status 2"


def test_a_person_is_told_how_far_apart_a_column_is(tmp_path):
    found = compare.compare(write(tmp_path / "a"), write(tmp_path / "b", [RECORDS[0].replace("0.5,1.5", "0.5,1.75"), RECORDS[1]]))
    assert compare.lines(found)[2] == "  rows that differ, by column: test_mse 1 (by up to 2.09715e+06 ulp)"


def test_equal_runs_have_nothing_more_to_say(tmp_path):
    assert len(compare.lines(compare.compare(write(tmp_path / "a"), write(tmp_path / "b")))) == 2


def test_an_infinite_distance_is_json(tmp_path, capsys):
    rows = [RECORDS[0].replace("0.5,1.5", "0.5,inf"), RECORDS[1]]
    assert cli.main(["compare", "--json", str(write(tmp_path / "a")), str(write(tmp_path / "b", rows))]) == 1
    text = capsys.readouterr().out
    assert "Infinity" not in text and json.loads(text)["tables"]["records.csv"]["largest_ulp"] is None


@pytest.mark.parametrize("more", [("all",), ("--board", "all")])
def test_several_runs_are_not_one_json(more, capsys):
    assert cli.main(["run", "--json", *more]) == 1
    assert "--json prints one run" in capsys.readouterr().err


def test_help_has_the_exit_statuses(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    assert all(text in capsys.readouterr().out.replace("\n", " ") for text in ("Exit status: 0",))


@pytest.mark.slow
def test_a_run_prints_its_record_with_every_value(tmp_path):
    done = minnorm("run", "--json", "--board", "desktop", "--dataset", "diabetes", "--splits", "2", "--out", "a", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said == json.loads((tmp_path / "a" / "run.json").read_text())
    assert said["verdict"].startswith("The desktop itself ran")
    found = {one["name"]: one for one in said["values"] if one["group"] == "diabetes"}
    assert found["median test error at N = D"]["value"] > 1000
    assert any("reference" in one for one in found.values()) and "report: a/report.html" in done.stderr
