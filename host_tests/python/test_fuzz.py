# SPDX-License-Identifier: MIT
"""Any files, a few of each kind; and ./minnorm fuzz, which tries more of them and of what libFuzzer makes."""

import sys

import fuzzed
import pytest
from minnorm.commands import cli
from minnorm.commands import fuzz as command
from minnorm.device import fuzzers
from minnorm.errors import UserError
from minnorm.progress import Track
from minnorm.report import markdown
from minnorm.runs import fuzz

NOTHING = Track("fuzz", lambda: 0, lambda: 0)


def test_the_host_s_targets_are_those_of_the_command():
    assert tuple(fuzzed.TARGETS) == fuzzers.HOST


def test_every_program_begins_with_inputs():
    for target in set(fuzzers.names()) - set(fuzzers.HOST):
        assert any(fuzzers.corpus(target).iterdir()), target


@pytest.mark.parametrize("name", fuzzed.TARGETS)
def test_any_file_is_read_or_told_of_in_a_sentence(name):
    fuzzed.trial(fuzzed.TARGETS[name], 100, derandomize=True)()


def test_an_input_that_fails_is_kept(tmp_path, monkeypatch, capsys):
    def judge(data: bytes) -> None:
        assert b"\x00" not in data

    monkeypatch.setitem(fuzzed.TARGETS, "log", fuzzed.Target(fuzzed.st.binary(), judge))
    assert fuzzed.main("log", "20", f"{tmp_path}/") == 1
    (found,) = tmp_path.iterdir()
    assert found.name.startswith("crash-") and found.read_bytes() == b"\x00"
    assert fuzz._JUDGED.search(capsys.readouterr().err)


def program(tmp_path, lines):
    """A target in Python, which knows libFuzzer's argument for where to leave what it finds."""
    path = tmp_path / "program"
    path.write_text(f"#!{sys.executable}\nimport sys\nprefix = sys.argv[2].partition('=')[2]\n{lines}\n")
    path.chmod(0o755)
    return path


SAYS = "print('#1 INITED cov: 7 ft: 8\\n#9 DONE cov: 12 ft: 3\\njudged 1234 inputs of 56789 bytes')\n"


@pytest.mark.slow
@pytest.mark.long
def test_five_minutes_over_all_targets_find_nothing():
    scores = fuzz.many(fuzzers.names(), 300)
    assert [score.target for score in scores if not score.inputs] == []
    assert [str(path) for score in scores for path in score.findings] == []


def test_what_a_target_says_is_its_row(tmp_path):
    found = fuzz.once("decoder", program(tmp_path, SAYS), 0, tmp_path / "decoder", NOTHING)
    target, inputs, size, _, edges, findings = found.cells()
    assert (target, inputs, size, edges, findings) == ("decoder", "1,234", "56,789", "12", "0")


def test_what_a_target_finds_is_kept_and_counted(tmp_path):
    finds = program(tmp_path, SAYS + "open(prefix + 'crash-1', 'w').write('x')\nsys.exit(77)")
    for _ in range(2):  # the same again is a finding again
        found = fuzz.once("decoder", finds, 0, tmp_path / "decoder", NOTHING)
        assert [path.read_text() for path in found.findings] == ["x"]


def test_a_target_that_ends_without_a_finding_is_told_of(tmp_path):
    with pytest.raises(UserError, match="decoder ended with status 3 and left no input"):
        fuzz.once("decoder", program(tmp_path, "sys.exit(3)"), 0, tmp_path / "decoder", NOTHING)


def score(target, inputs=1, findings=()):
    return fuzz.Score(target, inputs, 10, 90.0, None, findings)


@pytest.mark.parametrize(("arguments", "seconds"), [(["--minutes", "2"], 120), (["--hours", "3"], 10800)])
def test_a_finding_is_named_and_ends_with_1(arguments, seconds, tmp_path, monkeypatch, capsys):
    page = tmp_path / "RELIABILITY.md"
    page.write_text(f"<!-- begin fuzz -->\n{markdown.table(fuzz.HEADINGS, [score('csv').cells()])}<!-- end fuzz -->\n")
    monkeypatch.setattr(command, "DOCUMENT", page)
    asked = []

    def many(targets, seconds):
        asked.append((targets, seconds))
        return [score("kernel", findings=() if len(asked) == 1 else (tmp_path / "crash-1",))]

    monkeypatch.setattr(fuzz, "many", many)
    assert cli.main(["fuzz", "kernel", "kernel", *arguments]) == 0
    assert "kernel" not in page.read_text()
    assert cli.main(["fuzz", *arguments, "--document"]) == 1
    assert asked == [(["kernel"], seconds), (fuzzers.names(), seconds)]
    assert "crash-1: what is wrong with it stands in" in capsys.readouterr().out
    assert [markdown.cells(row)[0] for row in page.read_text().splitlines()[3:5]] == ["csv", "kernel"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["decodr", "--minutes", "1"], "there is no target 'decodr' (did you mean decoder?)"),
        (["decoder"], "one of the arguments --minutes --hours is required"),
        (["--minutes", "1", "--hours", "1"], "not allowed with argument"),
        (["--hours", "0"], "'0' is no number"),
    ],
)
def test_wrong_arguments_are_told_of(arguments, said, capsys):
    with pytest.raises(SystemExit):
        cli.main(["fuzz", *arguments])
    assert said in capsys.readouterr().err


def test_without_clang_it_is_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr(fuzzers.shutil, "which", lambda _: None)
    assert cli.main(["fuzz", "decoder", "--minutes", "1"]) == 1
    assert capsys.readouterr().err == "minnorm: clang++ is not installed; install the packages in host/packages-test.txt.\n"
