# SPDX-License-Identifier: MIT
import re

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
    assert cli.main(["run", option, nothing, "--out", str(tmp_path / "out")]) == 1
    assert "names nothing" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
