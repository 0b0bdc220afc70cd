# SPDX-License-Identifier: MIT
import threading

import pytest
from minnorm.commands import cli, suite
from minnorm.commands.suite import Result
from minnorm.device import boards
from minnorm.errors import UserError

EMULATED = [board.name for board in boards.load_all() if board.is_emulated]


def test_counts_are_added_up_on_the_last_line(monkeypatch, capsys):
    groups = {"desktop": lambda: Result(5, 0, 2), "python": lambda: Result(1, 1, failures=("FAILED one",))}
    monkeypatch.setattr(suite, "_groups", lambda: groups)
    assert suite.run([]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("desktop: 5 passed, 0 failed, 2 skipped in ")
    assert lines[1] == "FAILED one"
    assert lines[-1] == "6 passed, 1 failed, 2 skipped"
    assert suite.run(["desktop"]) == 0


def test_emulated_boards_run_at_the_same_time_and_nothing_else_does():
    names = ["desktop", *EMULATED, "asan", "python"]
    assert suite._batches(names) == [["desktop"], EMULATED, ["asan"], ["python"]]
    assert suite._batches([EMULATED[0]]) == [[EMULATED[0]]]


def test_two_groups_have_a_processor_each(monkeypatch):
    both = threading.Barrier(2, timeout=20.0)
    monkeypatch.setattr(suite.processors, "_allowed", lambda: [0, 0])

    def group():
        both.wait()
        return Result(1)

    assert suite._together([("one", group), ("other", group)]) == [Result(1)] * 2


def test_a_group_that_cannot_be_built_is_a_failure_and_its_sentence(monkeypatch, capsys):
    def group():
        raise UserError("The build failed.")

    monkeypatch.setattr(suite, "_groups", lambda: {"desktop": group})
    assert suite.run([]) == 1
    assert capsys.readouterr().out.splitlines()[0] == "The build failed."


def test_an_unknown_group_is_one_sentence(capsys):
    assert cli.main(["test", "nothing"]) == 1
    assert "There are no tests 'nothing'" in capsys.readouterr().err


def test_a_tool_without_a_report_is_a_failure(tmp_path):
    result = suite._collect(["sh", "-c", "echo broken"], tmp_path / "none.xml")
    assert (result.failed, result.failures) == (1, ("  broken",))
    with pytest.raises(UserError, match="no-such-tool is not installed"):
        suite._collect(["no-such-tool"], tmp_path / "none.xml")
