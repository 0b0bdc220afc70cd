# SPDX-License-Identifier: MIT
import os
import re
import subprocess
import sys

import pytest

from minnorm import paths
from minnorm.commands import cli


def test_there_is_one_version(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    version = capsys.readouterr().out.strip().removeprefix("minnorm ")
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    numbers = re.findall(r"MINNORM_VERSION_\w+ (\d+)", (paths.ROOT / "lib/include/minnorm/version.hpp").read_text())
    assert ".".join(numbers) == version
    assert f"version: {version}\n" in (paths.ROOT / "CITATION.cff").read_text()
    assert f"## {version}" in (paths.ROOT / "CHANGELOG.md").read_text()


def test_a_command_that_there_is_not_is_a_wrong_command_line(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["runn"])
    assert ended.value.code == 2
    assert "invalid choice: 'runn'" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--dataset", "--solvers"])
@pytest.mark.parametrize("nothing", ["", ","])
def test_an_option_that_names_nothing_is_not_taken_for_the_default(option, nothing, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["run", option, nothing, "--out", str(tmp_path / "out")])
    assert ended.value.code == 2
    assert "names nothing" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "--splts", "5"], "there is no option --splts (did you mean --splits?)"),
        (["run", "--splts=5"], "there is no option --splts (did you mean --splits?)"),
        (["run", "--board", "desktop", "-splits", "5"], "there is no option -splits (did you mean --splits?)"),
        (["--verson", "run"], "there is no option --verson (did you mean --version?)"),
        (["compare", "a", "b", "--quite-another"], "there is no option --quite-another\n"),
        (["run", "geometri"], "(did you mean geometry?)"),
        (["replya", "a"], "(did you mean replay?)"),
    ],
)
def test_what_is_mistyped_is_named_with_what_was_perhaps_meant(arguments, said, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_options_may_be_cut_short_and_values_look_like_none():
    options = cli.parser().parse_args(["run", "--split", "3", "--targ=-y", "--dataset=--odd.csv"])
    assert (options.splits, options.target, options.dataset) == (3, "-y", ["--odd.csv"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "--board", "mps2_an368"], "There is no board 'mps2_an368' (did you mean mps2_an386?); the boards are desktop"),
        (["run", "--board", "desktop", "--dataset", "diabets"], "There is no dataset 'diabets' (did you mean diabetes?); the datasets are"),
    ],
)
def test_a_mistyped_name_is_told_with_what_was_perhaps_meant(arguments, said, capsys):
    assert cli.main(arguments) == 1
    assert said in capsys.readouterr().err


def test_a_shard_says_its_limit(capsys):
    with pytest.raises(SystemExit):
        cli.main(["run", "--shard", "1/10001"])
    assert "'1/10001' is no shard; give one as 2/8, which is the second of eight, of 10000 at most" in capsys.readouterr().err


def started(*arguments, before="", **changes):
    """The command in a shell, after what stands `before`, with changes to the environment."""
    script = f'{before} "$0" -X utf8 -m minnorm "$@"'
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT / "host"), **changes}
    return subprocess.run(["bash", "-c", script, sys.executable, *arguments], env=environment, capture_output=True, cwd="/", timeout=60)


def test_a_path_that_the_system_refuses_is_one_sentence(tmp_path, capsys):
    for arguments in (["compare", "a" * 300, "b"], ["replay", "a" * 300], ["run", "--board", "desktop", "--out", str(tmp_path / ("a" * 300))]):
        assert cli.main(arguments) == 1
        error = capsys.readouterr().err
        assert error.count("\n") == 1 and "File name too long" in error


def test_what_is_given_cannot_rule_a_terminal(capsys):
    assert cli.main(["compare", "\x1b[2Ja", "b"]) == 1
    assert capsys.readouterr().err == "minnorm: There is no run ?[2Ja; give the folder of a run.\n"
    with pytest.raises(SystemExit):
        cli.main(["boards", "--\x1b[2Ja"])
    error = capsys.readouterr().err
    assert "there is no option --?[2Ja" in error and "\x1b" not in error


@pytest.mark.slow
def test_outputs_that_are_closed_or_of_few_characters_end_nothing():
    assert started("boards", before="exec >&-;").returncode == 0
    assert started("compare", "a", "b", before="exec 2>&-;").returncode == 1
    plain = started("boards", PYTHONIOENCODING="ascii")
    assert (plain.returncode, plain.stderr) == (0, b"") and b"mps2_an386" in plain.stdout


def in_its_place(script):
    """A process in which what ./minnorm starts is run by `script`."""
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT / "host")}
    return subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60)


INTERRUPTED = """
import runpy, sys

class Interrupt:
    def find_spec(self, name, *_):
        if name == "minnorm.commands.cli":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupt())
runpy.run_module("minnorm", run_name="__main__")
"""
WARNED = """
import runpy, sys, warnings

sys.argv = ["minnorm", "--version"]
try:
    runpy.run_module("minnorm", run_name="__main__")
except SystemExit:
    warnings.warn("of no number")
"""


@pytest.mark.slow
def test_ctrl_c_while_the_command_is_still_loading_is_one_sentence():
    ended = in_its_place(INTERRUPTED)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "\nminnorm: Stopped.\n")


@pytest.mark.slow
def test_what_libraries_warn_of_is_not_told():
    ended = in_its_place(WARNED)
    assert (ended.returncode, ended.stderr) == (0, "") and "minnorm" in ended.stdout
