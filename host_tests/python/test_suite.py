# SPDX-License-Identifier: MIT
import threading
import xml.etree.ElementTree as xml
from concurrent.futures import ThreadPoolExecutor

import pytest
from minnorm import paths, processors
from minnorm.commands import cli, suite
from minnorm.commands.suite import Group, Result
from minnorm.device import boards, build
from minnorm.errors import UserError

EMULATED = [board.name for board in boards.load_all() if board.is_emulated]


def groups_of(monkeypatch, **results):
    """Lets there be groups that end with these results, or raise these errors."""

    def action(group):
        result = results[group.name]
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(suite, "_groups", lambda is_long: {name: [Group(name, action)] for name in results})


def test_counts_are_added_up_on_the_last_line(monkeypatch, capsys):
    groups_of(monkeypatch, desktop=Result(5, 0, 2), python=Result(1, 1, failures=("  one is wrong",)))
    assert suite.run([]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("desktop: 5 passed, 0 failed, 2 skipped in ") for line in lines)
    assert "  one is wrong" in lines
    assert lines[-1] == "6 passed, 1 failed, 2 skipped"
    assert suite.run(["desktop"]) == 0


def test_the_desktop_is_first_boards_are_side_by_side_and_python_beside_them():
    order, both = [], threading.Barrier(2, timeout=20.0)
    names = ["desktop", *EMULATED[:2], "python"]

    def action(group):
        if group.name == "desktop":
            assert not order
            group.is_built.set()
        if group.name in EMULATED:
            both.wait()
        order.append(group.name)
        return Result(1)

    assert suite._together([Group(name, action) for name in names]) == [Result(1)] * 4
    assert order.index("desktop") < min(order.index(name) for name in EMULATED[:2])


def test_the_boards_that_take_longest_start_first(monkeypatch):
    order = []
    monkeypatch.setattr(processors, "pool", lambda: ThreadPoolExecutor(1))
    results = suite._together([Group(name, lambda group: order.append(group.name) or Result(1)) for name in EMULATED])
    assert len(results) == len(order) == len(EMULATED) and set(order[:2]) == {"mps2_an386", "riscv_virt32"}


def test_what_needs_no_programs_waits_for_nobody():
    assert suite._together([Group("python", lambda group: Result(2))]) == [Result(2)]


def test_what_needs_no_build_starts_beside_it():
    started = threading.Event()

    def build(group):
        return Result(1) if started.wait(10) else Result(failed=1)

    def beside(group):
        started.set()
        return Result(1)

    groups = [Group("desktop", build), Group("python", beside, needs_build=False)]
    assert suite._together(groups) == [Result(1)] * 2


def test_quick_is_a_part_of_two_groups():
    assert [group.name for group in suite._groups(False)["quick"]] == ["quick", "python-quick"]


@pytest.mark.parametrize(("is_long", "configuration", "marks"), [(False, (), ()), (True, ("--build-config", "long"), ("-m", ""))])
def test_what_takes_long_is_left_out_unless_one_asks_for_it(is_long, configuration, marks, monkeypatch):
    monkeypatch.setattr(suite, "_ctest", lambda group, board, given: Result(failures=(board, *given)))
    monkeypatch.setattr(suite, "_pytest", lambda group, *marks: Result(failures=marks))
    groups = suite._groups(is_long)
    for name in ("desktop", *EMULATED):
        assert groups[name][0].action(groups[name][0]).failures == (name, *configuration)
    assert groups["python"][0].action(groups["python"][0]).failures == marks


def test_the_command_asks_for_them_and_quick_has_none(monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(suite, "_groups", lambda is_long: asked.append(is_long) or {"desktop": [Group("desktop", lambda group: Result(1))]})
    assert [cli.main(["test", "--no-install", "desktop", *long]) for long in ([], ["--long"])] == [0, 0]
    assert asked == [False, True]
    assert cli.main(["test", "--no-install", "quick", "--long"]) == 1
    assert capsys.readouterr().err == "minnorm: quick has no long tests; give --long with desktop or python, or alone.\n"


def test_what_is_given_to_ctest_reaches_it(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    monkeypatch.setattr(build, "configure", lambda *_, **__: None)
    commands = []
    monkeypatch.setattr(build, "run_logged", lambda command, *_: commands.append(command))
    monkeypatch.setattr(suite, "_collect", lambda command, *_: commands.append(command) or Result(1))
    suite._ctest(Group("desktop", lambda group: Result()), "desktop", ("--build-config", "long"), ("unit_tests",))
    built, tested = commands
    assert built[-1] == "unit_tests" and tested[-2:] == ["--build-config", "long"]


def test_a_group_that_cannot_be_built_is_a_failure_and_its_sentence(monkeypatch, capsys, tmp_path):
    groups_of(monkeypatch, desktop=UserError("The build failed."))
    report = tmp_path / "all.xml"
    assert suite.run([], report) == 1
    assert capsys.readouterr().out.splitlines()[0] == "The build failed."
    (case,) = xml.parse(report).getroot().iter("testcase")
    assert case.find("failure").text == "The build failed."


def test_one_file_has_the_cases_of_all_groups(monkeypatch, tmp_path):
    def cases(*names):
        return Result(len(names), cases=tuple(xml.Element("testcase", name=name) for name in names))

    groups_of(monkeypatch, desktop=cases("a", "b"), python=cases("c"))
    assert suite.run([], tmp_path / "all.xml") == 0
    suites = xml.parse(tmp_path / "all.xml").getroot().findall("testsuite")
    assert [(one.get("name"), one.get("tests")) for one in suites] == [("desktop", "2"), ("python", "1")]
    assert [case.get("name") for one in suites for case in one] == ["a", "b", "c"]


def test_an_unknown_group_is_one_sentence(capsys):
    assert cli.main(["test", "nothing"]) == 1
    assert "There are no tests 'nothing'" in capsys.readouterr().err


def test_a_tool_without_a_report_is_a_failure(tmp_path):
    group = Group("any", lambda group: Result())
    result = suite._collect(["sh", "-c", "echo broken"], tmp_path / "none.xml", group)
    assert (result.failed, result.failures) == (1, ("  broken",))
    with pytest.raises(UserError, match="no-such-tool is not installed"):
        suite._collect(["no-such-tool"], tmp_path / "none.xml", group)


LINES = """\
 1/3 Test #1: unit.Jacobi.Rotates ................   Passed    0.01 sec
 2/3 Test #7: float_cases ........................***Failed    0.20 sec
 3/3 Test #9: package.found ......................***Skipped   0.00 sec
"""
PYTEST = """\
gw0 [2] / gw1 [2]
host_tests/python/test_wire.py::test_one[a b]
[gw1] [ 50%] PASSED host_tests/python/test_wire.py::test_one[a b]
[gw0] [100%] FAILED host_tests/python/test_wire.py::test_two
FAILED host_tests/python/test_wire.py::test_two - assert 1 == 2
"""
TIDY = """\
collected 2 items
[tidy] PASSED tidy::frame.cpp
[tidy] FAILED tidy::headers.cpp
"""


@pytest.mark.parametrize(
    ("text", "total", "failed"),
    [(LINES, 3, "float_cases"), (PYTEST, 2, "host_tests/python/test_wire.py::test_two"), (TIDY, 2, "tidy::headers.cpp")],
    ids=["ctest", "pytest", "tidy"],
)
def test_failures_are_told_as_they_come(capsys, text, total, failed):
    group = Group("any", lambda group: Result())
    for line in text.splitlines(keepends=True):
        suite._follow(group, line)
    assert (group.done, group.total) == (total, total)
    assert capsys.readouterr().out == f"FAILED any: {failed}\n"


def test_how_far_a_build_is_comes_from_its_log(tmp_path):
    group = Group("any", lambda group: Result(), log=tmp_path / "build.log")
    build, tests = group.tracks()
    assert (build.done(), build.total()) == (0, 0)
    group.log.write_text("[1/40] one\n[17/40] two\n")
    assert (build.done(), build.total(), tests.total()) == (17, 40, 0)
    group.is_built.set()
    assert build.total() == 0
