# SPDX-License-Identifier: MIT
"""./minnorm new: what it lays out, and where it writes nothing. host_tests/package builds and runs the projects."""

import json
import re

import pytest
import yaml
from minnorm import paths
from minnorm.commands import cli

PACKAGES = (paths.ROOT / "host" / "packages-boards.txt").read_text().split()
in_both = pytest.mark.parametrize("options", [[], ["--c"]])


def laid_out(folder, *options):
    assert cli.main(["new", str(folder), *options]) == 0
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


@in_both
def test_every_file_is_filled_in_and_its_owner_s(options, tmp_path):
    texts = laid_out(tmp_path / "p", *options)
    assert {".gitignore", ".gitlab-ci.yml", ".github/workflows/boards.yml", "CMakeLists.txt", "CMakePresets.json", "README.md"} < texts.keys()
    for name, text in texts.items():
        assert not re.search(r"@[A-Z]+@|SPDX", text), name
        assert text.endswith("\n") and not text.startswith("\n"), name


@in_both
def test_readme_names_every_file(options, tmp_path):
    texts = laid_out(tmp_path / "p", *options)
    assert not [name for name in texts if name not in ("README.md", ".gitignore") and f"`{name}`" not in texts["README.md"]]


def test_the_language_is_chosen(tmp_path):
    assert "main.cpp" in laid_out(tmp_path / "cpp")
    texts = laid_out(tmp_path / "c", "--c")
    assert "main.c" in texts and "minnorm::c)" in texts["CMakeLists.txt"] and not any(name.endswith("pp") for name in texts)


@pytest.mark.parametrize(("folder", "name"), [("p", "p"), ("My firmware-2", "My_firmware_2"), ("2nd", "_2nd"), ("äö", "firmware")])
def test_a_project_has_a_name_that_cmake_takes(folder, name, tmp_path):
    assert f"project({name} " in laid_out(tmp_path / folder)["CMakeLists.txt"]


def test_presets_are_boards(tmp_path):
    presets = json.loads(laid_out(tmp_path / "p")["CMakePresets.json"])
    names = {one["name"] for one in presets["configurePresets"]} - {"board"}
    assert all((paths.BOARDS / name / "board.json").exists() for name in names)
    for kind in ("buildPresets", "testPresets", "workflowPresets"):
        assert {one["name"] for one in presets[kind]} - {"test"} == names


def test_ci_files_install_what_is_needed_and_run_every_preset(tmp_path):
    texts = laid_out(tmp_path / "p")
    presets = {one["name"] for one in json.loads(texts["CMakePresets.json"])["workflowPresets"]}
    github = yaml.safe_load(texts[".github/workflows/boards.yml"])["jobs"]["test"]
    assert set(github["strategy"]["matrix"]["board"]) == presets
    assert set(PACKAGES) < set(github["steps"][0]["run"].split())
    assert github["steps"][2]["run"] == "cmake --workflow --preset ${{ matrix.board }}"
    gitlab = yaml.safe_load(texts[".gitlab-ci.yml"])["test"]
    assert set(gitlab["parallel"]["matrix"][0]["BOARD"]) == presets
    assert set(PACKAGES) < set(gitlab["before_script"][1].split())
    assert gitlab["artifacts"]["reports"]["junit"] == "build/$BOARD/junit.xml"


def test_an_empty_folder_will_do(tmp_path):
    laid_out(tmp_path)


@pytest.mark.parametrize("entry", ["file", ".hidden"])
def test_a_folder_that_is_not_empty_is_left_alone(entry, tmp_path, capsys):
    (tmp_path / entry).touch()
    assert cli.main(["new", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"minnorm: {tmp_path} is not empty; name a new folder.\n"
    assert [path.name for path in tmp_path.iterdir()] == [entry]


def test_a_file_is_no_folder(tmp_path, capsys):
    (tmp_path / "p").touch()
    assert cli.main(["new", str(tmp_path / "p")]) == 1
    assert capsys.readouterr().err == f"minnorm: {tmp_path}/p is a file; name a new folder.\n"


def test_what_cannot_be_written_is_one_sentence(tmp_path, capsys):
    (tmp_path / "p").touch()
    assert cli.main(["new", str(tmp_path / "p" / "q")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "Not a directory" in line


def test_no_folder_is_a_wrong_command_line(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["new"])
    assert ended.value.code == 2
