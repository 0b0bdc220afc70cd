# SPDX-License-Identifier: MIT
"""Coverage and mutants judge the tests as they say."""

import ast
import fcntl
import os
import subprocess
import sys
import threading

import pytest
from minnorm import paths, pytest_lines
from minnorm.adequacy import coverage, cpp, mutants, mutate_cpp, mutate_python, programs, python, reach, reasons, scratch
from minnorm.adequacy.mutation import Mutant
from minnorm.adequacy.reach import Reach
from minnorm.adequacy.reasons import Reason
from minnorm.commands import cli
from minnorm.errors import UserError

contains = pytest.mark.skipif(not programs.can_contain(), reason="no processes of one's own, as in most containers")
FILE = "firmware/link/crc32.cpp"
SHOWN = f"""{paths.ROOT}/{FILE}:
    1|       |// no code
    2|  1.5k|  if (a && b) {{
  ------------------
  |  Branch (2:7): [True: 2, False: 0]
  |  Branch (2:12): [Folded - Ignored]
  ------------------
  |  Branch (2:7): [True: 0, False: 1.2M]
  |  Branch (2:20): [True: 0, False: 3]
  ------------------
    3|      0|    // a remark
    4|      0|    run();
    5|      0|    again();
  ------------------
  | f<int>:
  |    5|     12|    again();
  |  ------------------
  |  |  Branch (5:3): [True: 1, False: 1]
  |  ------------------
  ------------------
  | Unexecuted instantiation: f<char>
"""


def changed(mutate, text: str) -> list[str]:
    """What each mutant of the text's last line makes of it."""
    found = list(mutate.mutants("file", text, {text.count("\n")}))
    assert all(one.mutated != text for one in found)
    return sorted(one.becomes for one in found)


@pytest.mark.parametrize(
    ("line", "becomes"),
    [
        ("  if (a < b && c) {", ["if (a < b || c) {", "if (a <= b && c) {"]),
        ("  x += y[0x0F] - 2U;", ["", "x += y[0x0F] + 2U;", "x += y[0x0F] - 3U;", "x += y[0x10] - 2U;", "x -= y[0x0F] - 2U;"]),
        ("  for (; i != n; ++i)", ["for (; i != n; --i)", "for (; i == n; ++i)"]),
        ('  put("a + b");  // c == d', [""]),
        ("  const std::uint8_t* x = f<T>(y);", []),
        ("  Index i = g(x);", []),
        ("  return Event::none;", []),
        ("  if (a) return;", [""]),
        ("  static_assert(n == 1);", []),
        ("    eigen_assert(a < b);", []),
        ("  y = 1.5F * z1;", [""]),
    ],
)
def test_mutants_of_cpp(line, becomes):
    assert changed(mutate_cpp, f"{{\n{line}\n") == becomes


def test_what_is_run_at_import_is_outside_of_functions():
    text = "A = 1\nclass B:\n    c = 2\n    @d\n    def e(f=3):\n        g = 4\n        def h():\n            pass\n    i = 5\n"
    assert python.in_functions(text) == {6, 7, 8}


def test_a_part_of_a_statement_is_not_deleted():
    assert changed(mutate_cpp, "{\n  x = f(a,\n  b);\n") == []


@pytest.mark.parametrize(
    ("line", "becomes"),
    [
        ("if a < b <= 1 and c: pass", ["if a < b < 1 and c: pass", "if a < b <= 1 or c: pass", "if a < b <= 2 and c: pass", "if a <= b <= 1 and c: pass"]),
        ("x = 'é' + y", ["", "x = 'é' - y"]),
        ("x += 1", ["", "x += 2", "x -= 1"]),
        ("f(True, 0.5)", [""]),
        ('"""Says 1 + 1."""', []),
        ("x: Literal[1] = y", []),
        ("return_ = f'{a + 1}'", [""]),
        ("raise E", [""]),
        ("assert a is not None and b > 0", []),
    ],
)
def test_mutants_of_python(line, becomes):
    assert changed(mutate_python, f"import a\n{line}\n") == becomes
    for one in mutate_python.mutants("file", f"{line}\n", {1}):
        ast.parse(one.mutated)


def test_only_lines_that_a_test_runs_change():
    assert [one.line for one in mutate_python.mutants("file", "a()\nb()\nc()\n", {2})] == [2]


def test_what_llvm_cov_shows_of_two_programs_is_added():
    found = {}
    cpp.read(SHOWN, "first", found)
    cpp.read(SHOWN.replace("      0|", "      7|"), "second", found)
    assert dict(found[FILE].lines) == {2: {"first", "second"}, 4: {"second"}, 5: {"first", "second"}}
    assert dict(found[FILE].ways) == {(2, 7): {True, False}, (2, 20): {False}, (5, 3): {True, False}}
    assert reach.branches(found.values()) == reach.Share(5, 6)
    assert cpp._unpacked({"2": ["first"]}, [[2, 7, [True]]]).left == []


def test_a_line_left_needs_a_reason_and_a_reason_a_line():
    found = {}
    cpp.read(SHOWN, "first", found)
    text = (paths.ROOT / FILE).read_text().splitlines()
    known = Reason(FILE, f"something\n  {text[3]}", "It is so.")
    assert coverage.judge_cpp(found, []).wrong[0] == f"{FILE}:4 is run by no test and has no reason: {text[3]}"
    verdict = coverage.judge_cpp(found, [known])
    assert verdict.wrong == ["Branches of library and firmware: 5 of 6, 83.3%, less than 95%."]
    assert "It is so." in verdict.text() and "| firmware/link | 2 of 3, 66.7% | 5 of 6, 83.3% |" in verdict.text()
    lost = Reason("lib/src/minnorm.cpp", "gone();", "It was so.")
    assert coverage.judge_cpp(found, [known, lost]).wrong[0] == "lib/src/minnorm.cpp has no line left that reads 'gone();', but a reason for it."


def test_lines_left_are_told_as_ranges():
    one = Reach()
    one.lines.update({line: set() if line in (1, 2, 3, 5) else {"test"} for line in range(1, 7)})
    assert coverage.left({"a.py": one}) == ["a.py: 1–3, 5"]


@pytest.mark.parametrize("text", ["[[line]]\nfile = 'a'", "[[mutant]]\nfile = 'a'\ncode = 'b'\nwhy = 'c'", "[[other]]\na = 1", "["])
def test_reasons_that_cannot_be_read_end_in_a_sentence(text):
    with pytest.raises(UserError, match="its head says what it has"):
        reasons.read(text)


def test_the_reasons_of_the_tree_are_of_its_lines():
    lines, changes = reasons.read()
    for one in (*lines, *changes):
        text = [line.strip() for line in (paths.ROOT / one.file).read_text().splitlines()]
        assert set(one.lines) <= set(text), one
    for one in changes:
        text = (paths.ROOT / one.file).read_text()
        every = (mutate_python if one.file.endswith(".py") else mutate_cpp).mutants(one.file, text, range(1, text.count("\n") + 1))
        assert any((mutant.code, mutant.becomes) == (one.code, one.becomes) for mutant in every), one


TEXT = "a = b + 1\nc(d)\n"
FOUND = list(mutate_python.mutants("host/minnorm/link/x.py", TEXT, {1, 2}))


def test_a_score_counts_what_compiles_and_has_no_reason():
    came = dict(zip(FOUND, (scratch.KILLED, scratch.TIMEOUT, scratch.SURVIVED, scratch.SURVIVED)))
    last = FOUND[3]
    known = [Reason(last.file, last.code, "Nobody sees it.", last.becomes)]
    score = mutants.Score(came, known, rooms=("host/minnorm/link",))
    assert score.percent() == pytest.approx(200 / 3)
    assert "| host/minnorm/link | 4 | 2 | 1 | 1 | 0 | 66.7 |" in score.text()
    assert f"\n@@ {last.file}:2 @@ Nobody sees it.\n-c(d)\n" in score.text() and score.survivors == [FOUND[2]]
    assert score.refuted == [] and mutants.Score({last: scratch.KILLED}, known).refuted == [last]
    assert mutants.Score(dict.fromkeys(FOUND, scratch.NOT_COMPILED), []).percent() == 100


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A tree of one module and its tests, as `git` lists it."""
    root = tmp_path / "tree"
    for name, text in {
        "host/minnorm/__init__.py": "",
        "host/minnorm/link/__init__.py": "",
        "host/minnorm/link/x.py": "def f(a):\n    id(a)\n    return a + 1\n",
        "host_tests/python/test_x.py": "from minnorm.link.x import f\ndef test_f(): assert f(1) == 2\ndef test_sick(): assert 0\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    monkeypatch.setattr(paths, "ROOT", root)
    monkeypatch.setattr(mutants, "_FOLDER", tmp_path / "mutants")
    monkeypatch.setattr(mutants, "_RESULTS", tmp_path / "mutants" / "results.jsonl")
    one = Reach()
    tests = {"host_tests/python/test_x.py::test_f", "host_tests/python/test_x.py::test_sick"}
    one.lines.update({1: {""}, 2: tests, 3: tests})
    monkeypatch.setattr(mutants.python, "measured", lambda: {"host/minnorm/link/x.py": one})
    monkeypatch.setattr(mutants.python, "MEASURED", root / "host_tests/python/test_x.py")
    monkeypatch.setattr(mutants.python, "seconds", lambda: {})
    return root


@contains
@pytest.mark.parametrize("by_name", [100, 0])
def test_a_sample_is_tried_and_what_came_of_it_is_kept(by_name, tree, monkeypatch):
    monkeypatch.setattr(scratch, "_MOST_TESTS", by_name)

    def tried():
        return {one.becomes or one.code: came for one, came in mutants.run(["host/minnorm/link"], 300, 1, None, []).came.items()}

    came = tried()
    expected = {"return a - 1": scratch.KILLED, "return a + 2": scratch.KILLED, "id(a)": scratch.SURVIVED}
    assert came == expected, "a test that fails in any copy kills nothing"
    asked = []
    monkeypatch.setattr(scratch.Scratch, "by_tests", lambda self, mutant, *_: asked.append(mutant.becomes) or scratch.SURVIVED)
    assert tried() == came and not asked
    compiled = mutants._state(is_python=False)
    (tree / "host_tests/python/test_y.py").write_text("")
    tried()
    assert asked == [""], "survivors are tried again when something changed"
    assert mutants._state(is_python=False) == compiled, "but those in C++ are not for a test in Python"
    (tree / "boards").mkdir()
    (tree / "boards/y.json").write_text("")
    tried()
    assert asked == ["", ""], "Python's tests run programs too"
    assert mutants._state(is_python=False) != compiled
    state = mutants._state(is_python=True)
    (tree / "host_tests/left.toml").write_text("")
    assert mutants._state(is_python=True) == state, "a reason is no test"
    (tree / "host/minnorm/link/x.py").write_text("def f(a):\n    return a\n")
    later = (tree / "host_tests/python/test_x.py").stat().st_mtime + 9
    os.utime(tree / "host/minnorm/link/x.py", (later, later))
    with pytest.raises(UserError, match="x.py is newer than what is known of its tests; start ./minnorm coverage python again."):
        tried()


def test_the_same_sample_is_drawn_and_another_by_another_seed(tree, monkeypatch):
    monkeypatch.setattr(scratch.Scratch, "by_tests", lambda *_: scratch.KILLED)
    first, again, other = (list(mutants.run(["host/minnorm/link"], 2, seed, None, []).came) for seed in (1, 1, 3))
    assert first == again != other


def test_a_room_may_be_written_otherwise_and_be_a_file(tree, monkeypatch):
    monkeypatch.setattr(scratch.Scratch, "by_tests", lambda *_: scratch.KILLED)
    for room, name in (("./host/minnorm/link/", "host/minnorm/link"), ("host/minnorm/link/x.py", "host/minnorm/link/x.py")):
        assert f"| {name} | 3 | 3 | 0 | 0 | 0 | 100.0 |" in mutants.run([room], 300, 1, None, []).text()
    (tree / "host/minnorm/runs").mkdir()
    with pytest.raises(UserError, match="^No test runs a line of host/minnorm/runs that there are mutants of.$"):
        mutants.run(["host/minnorm/runs"], 300, 1, None, [])


def test_what_is_known_to_survive_is_tried_last(tree, monkeypatch):
    asked = []
    monkeypatch.setattr(scratch.Scratch, "by_tests", lambda self, mutant, *_: asked.append(mutant) or scratch.KILLED)
    mutants.run(["host/minnorm/link"], 300, 1, None, [])
    first, *others = asked
    mutants._RESULTS.unlink()
    asked.clear()
    mutants.run(["host/minnorm/link"], 300, 1, None, [Reason(first.file, first.code, "Why.", first.becomes)])
    assert asked == [*others, first]


def test_a_second_command_waits_for_the_first(tree, monkeypatch):
    def is_held(*_):
        with open(mutants._FOLDER / ".lock") as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return {}

    monkeypatch.setattr(mutants, "_try", is_held)
    assert not mutants.run(["host/minnorm/link"], 2, 1, None, []).came


@pytest.mark.parametrize(("again", "came"), [(0, scratch.SURVIVED), (1, scratch.KILLED)])
def test_a_failure_that_does_not_come_again_kills_nothing(again, came, tree, monkeypatch):
    asked = []
    ends = iter([programs.Done(1, "FAILED x.py::a - b - why"), programs.Done(0, ""), programs.Done(again, ""), programs.Done(0, "")])
    copy = scratch.Scratch(tree.parent / "copy")
    copy._collected = {"x.py::a", "x.py::a - b", "x.py::c"}
    monkeypatch.setattr(copy, "_pytest", lambda tests, seconds: asked.append(tests) or next(ends))
    text = (tree / "host/minnorm/link/x.py").read_text()
    mutant = Mutant("host/minnorm/link/x.py", text, text.index("+"), text.index("+") + 1, "-")
    assert copy.by_tests(mutant, {"x.py::a - b", "x.py::c"}, {"x.py::a - b": 0.1, "x.py::c": 0.2}) == came
    alone = ["x.py::a - b"]
    assert asked == [["x.py::a - b", "x.py::c"], alone, alone, *([["--deselect=x.py::a - b", "x.py::c"]] if came == scratch.SURVIVED else [])]


def test_a_cpp_mutant_meets_programs_until_one_fails(tree, monkeypatch):
    asked = []

    def program(self, name):
        text = (self._folder / "host/minnorm/link/x.py").read_text()
        asked.append((name, "a - 1" in text))
        return scratch.KILLED if "a - 1" in text and name == "unit_tests" else scratch.SURVIVED

    monkeypatch.setattr(scratch.Scratch, "_program", program)
    text = (tree / "host/minnorm/link/x.py").read_text()
    mutant = Mutant("host/minnorm/link/x.py", text, text.index("+"), text.index("+") + 1, "-")
    copy = scratch.Scratch(tree.parent / "copy")
    assert copy.by_programs(mutant, {"drop_in_tests", "unit_tests", "link_tests"}) == scratch.KILLED
    assert asked == [("link_tests", False), ("link_tests", True), ("unit_tests", False), ("unit_tests", True)]
    assert (tree.parent / "copy/host/minnorm/link/x.py").read_text() == text
    monkeypatch.setattr(scratch.Scratch, "_program", lambda *_: scratch.NOT_COMPILED)
    assert copy.by_programs(mutant, {"link_tests"}) == scratch.NOT_COMPILED
    with pytest.raises(UserError, match="app_tests fails without a mutant too"):
        copy.by_programs(mutant, {"app_tests"})


@contains
def test_a_hang_ends_by_its_time_on_a_processor(tmp_path):
    assert programs.contained([sys.executable, "-c", "while True: pass"], tmp_path, 0.9).status not in (0, None)
    assert programs.contained(["sleep", "60"], tmp_path, 0.02) == programs.Done(None, "")


def test_where_nothing_can_be_contained_a_sentence_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(programs, "can_contain", lambda: False)
    with pytest.raises(UserError, match="start this on Linux, and not in a container"):
        programs.contained(["true"], tmp_path, 1)


@contains
def test_what_runs_is_killed_and_not_judged_when_the_command_is_stopped(tree, monkeypatch):
    monkeypatch.setattr(programs, "stopped", threading.Event())

    def stop(*_, **__):
        raise KeyboardInterrupt

    def hang(self, *_):
        return programs.contained(["sleep", "600"], self._folder, 60) and scratch.TIMEOUT

    monkeypatch.setattr(mutants.progress, "follow", stop)
    monkeypatch.setattr(scratch.Scratch, "by_tests", hang)
    with pytest.raises(KeyboardInterrupt):
        mutants.run(["host/minnorm/link"], 300, 1, None, [])
    assert not mutants._RESULTS.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["coverage", "fortran"], "There is no coverage of 'fortran'"),
        (["mutants", "nowhere"], "There is no nowhere; name files or folders such as lib"),
        (["mutants", "docs"], "There are no mutants of docs; name files or folders of lib, firmware, host/minnorm."),
        (["mutants", "/"], "There are no mutants of /; name"),
    ],
)
def test_what_there_is_not_ends_in_a_sentence(arguments, sentence, capsys):
    assert cli.main(arguments) == 1
    assert capsys.readouterr().err.startswith(f"minnorm: {sentence}")


def test_without_a_measurement_there_are_no_mutants(monkeypatch, tmp_path):
    monkeypatch.setattr(cpp, "MEASURED", tmp_path / "none.json")
    with pytest.raises(UserError, match="start ./minnorm coverage cpp first"):
        mutants.run(["lib"], 1, 1, None, [])


@pytest.mark.parametrize("status", [0, 1])
def test_what_python_s_tests_said_is_kept_where_one_fails(status):
    lines = "gw0 [2] / gw1 [2]\n[gw1] [ 50%] PASSED a.py::b\n[gw0] [100%] FAILED a.py::c\n"
    said = python._run([sys.executable, "-c", f"import sys; print({lines!r}, end=''); sys.exit({status})"])
    assert said == (lines if status else None)
    assert [pytest_lines.total(line) or pytest_lines.case(line) for line in lines.splitlines()] == [2, ("a.py::b", False), ("a.py::c", True)]
