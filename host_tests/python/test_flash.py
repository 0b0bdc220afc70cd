# SPDX-License-Identifier: MIT
"""./minnorm flash: which line is chosen, what it says, and what happens where no board, tool or drive is."""

import json
import shlex
import shutil
from dataclasses import replace

import pytest
from minnorm import paths
from minnorm.commands import cli, flash
from minnorm.device import boards, build
from minnorm.device.firmware import Capacity

CMAKE = shutil.which("cmake")
REAL = [board for board in boards.load_all() if board.tools]
BOARD = replace(
    boards.load("mps2_an386"),
    name="real",
    title="A real board",
    capacities=(Capacity("float", 39, 10, 1), Capacity("float", 12, 20, 1), Capacity("double", 8, 8, 1)),
    tools=(
        ("copy", "{hex}", "DRIVE"),
        ("mytool", "write", "{bin}", "0x8000"),
        ("other", "-c", "program {elf} verify"),
        ("third", "{uf2}"),
    ),
)


@pytest.fixture
def real(tmp_path, monkeypatch):
    """One real board, an empty PATH, a folder that drives are mounted in, and a build that does nothing."""
    load = boards.load
    monkeypatch.setattr(boards, "load", lambda name, *folder: BOARD if name == "real" else load(name, *folder))
    monkeypatch.setattr(paths, "BUILD", tmp_path / "build")
    monkeypatch.setattr(flash, "_MOUNTS", (str(tmp_path / "media" / "{user}"), str(tmp_path / "volumes")))
    monkeypatch.setenv("USER", "me")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()

    def built(board, firmware):
        program = build.program(board, firmware)
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_bytes(b"elf")
        return program

    monkeypatch.setattr(build, "build", built)
    monkeypatch.setattr(build, "tool", lambda *_: str(tool(tmp_path, "objcopy", '/bin/cp "$3" "$4"')))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def tool(folder, name, script="exit 0"):
    path = folder / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def run(capsys, *arguments):
    status = cli.main(["flash", "--board", "real", *arguments])
    said = capsys.readouterr()
    return status, said.out.splitlines(), said.err.strip().splitlines()


def test_a_dry_run_prints_the_lines_without_a_tool(real, capsys):
    status, lines, _ = run(capsys, "--dry-run")
    assert status == 0
    at = "build/real/firmware/minnorm_float_regression_39x10"
    assert lines == [
        f"cp {at}.hex {real}/media/me/DRIVE/",
        f"# or: mytool write {at}.bin 0x8000",
        f"# or: other -c 'program {at}.elf verify'",
        f"# or: third {at}.uf2",
    ]
    assert not (real / "build").exists()


def test_the_first_tool_that_is_there_is_taken(real, capsys):
    tool(real, "other")
    assert run(capsys, "--dry-run")[1][0].startswith("other ")
    (real / "volumes" / "DRIVE").mkdir(parents=True)
    assert run(capsys, "--dry-run")[1][0].endswith(f"{real}/volumes/DRIVE/")
    assert run(capsys, "--dry-run", "--with", "mytool")[1][0].startswith("mytool ")


def test_firmware_is_chosen_by_scalar_or_by_name(real, capsys):
    assert "minnorm_double_regression_8x8.hex" in run(capsys, "--dry-run", "--scalar", "double")[1][0]
    assert "minnorm_float_regression_12x20.hex" in run(capsys, "--dry-run", "--firmware", "float_regression_12x20")[1][0]
    assert "minnorm_double_regression_8x8.hex" in run(capsys, "--dry-run", "--scalar", "double", "--firmware", "double_regression_8x8")[1][0]
    status, _, error = run(capsys, "--dry-run", "--scalar", "double", "--firmware", "float_regression_12x20")
    assert status == 1
    assert error == ["minnorm: float_regression_12x20 computes in float, not in double; leave out --firmware or --scalar."]
    _, _, error = run(capsys, "--dry-run", "--firmware", "float_regression_9x9")
    own = "float_regression_39x10, float_regression_12x20, double_regression_8x8, double_precision_8x8"
    assert f"real has no firmware 'float_regression_9x9'; it has {own}, and float_" in error[-1]


def test_a_tool_is_run_on_the_converted_file(real, capsys):
    tool(real, "mytool", f'echo "$@" > {real}/said')
    status, lines, _ = run(capsys)
    assert status == 0
    assert (real / "said").read_text().split() == ["write", "build/real/firmware/minnorm_float_regression_39x10.bin", "0x8000"]
    assert (real / "build/real/firmware/minnorm_float_regression_39x10.bin").read_bytes() == b"elf"


@pytest.mark.parametrize(
    ("firmware", "options"),
    [
        ("float_regression_39x10", " --dataset diabetes"),
        ("float_regression_12x20", ""),
        ("double_regression_8x8", " --scalar double --dataset FILE.csv --target COLUMN"),
    ],
)
def test_the_run_that_it_tells_is_one_that_the_firmware_takes(firmware, options, real, capsys):
    tool(real, "mytool")
    status, lines, _ = run(capsys, "--firmware", firmware)
    assert status == 0
    assert lines[-1].endswith(f": ./minnorm run --board real{options} --port /dev/ttyACM0")


def test_a_board_whose_usb_id_is_known_need_not_have_its_port_named(real, capsys, monkeypatch):
    monkeypatch.setattr(boards, "load", lambda _: replace(BOARD, usb=("0483:374b",)))
    tool(real, "mytool")
    assert run(capsys)[1][-1].endswith(" --port auto")


def test_a_drive_is_copied_to(real, capsys):
    drive = real / "media" / "me" / "DRIVE"
    drive.mkdir(parents=True)
    assert run(capsys)[0] == 0
    assert (drive / "minnorm_float_regression_39x10.hex").read_bytes() == b"elf"


def test_a_drive_that_goes_away_is_one_sentence(real, capsys):
    (real / "media" / "me" / "DRIVE" / "minnorm_float_regression_39x10.hex").mkdir(parents=True)
    status, _, error = run(capsys)
    assert status == 1
    assert "could not be copied to" in error[-1] and "plug the board in again" in error[-1]


def test_nothing_there_names_drive_and_tools(real, capsys):
    status, _, error = run(capsys)
    assert status == 1
    assert error == [
        "minnorm: Nothing here can flash real; plug in its cable, so that the drive DRIVE is mounted, "
        "or install mytool (see its maker) or other (see its maker) or third (see its maker)."
    ]
    assert "plug in its cable, so that the drive DRIVE is mounted." in run(capsys, "--with", "copy")[2][-1]


def test_a_tool_that_fails_is_told_with_its_last_words_and_the_cable(real, capsys):
    tool(real, "mytool", "echo No probe found.; exit 1")
    status, _, error = run(capsys)
    assert status == 1
    assert "Flashing real with mytool (is its cable plugged in, and its power on?) failed" in error[-2]
    assert error[-1] == "  No probe found."


def test_another_tool_than_the_boards_is_one_sentence(real, capsys):
    _, _, error = run(capsys, "--with", "nothing")
    assert "real is not flashed with 'nothing'; it is with copy, mytool, other, third." in error[-1]


def test_a_uf2_file_needs_its_family(real, capsys):
    tool(real, "third")
    assert "lacks the entry 'uf2_family'" in run(capsys, "--with", "third")[2][-1]


@pytest.mark.parametrize("name", ["mps2_an386", "desktop"])
def test_what_is_no_board_to_flash_is_one_sentence(name, capsys):
    assert cli.main(["flash", "--board", name, "--dry-run"]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and f"./minnorm run --board {name}." in error


@pytest.mark.parametrize("board", REAL, ids=lambda board: board.name)
def test_every_real_board_has_lines_that_flash_one_file(board, capsys):
    assert cli.main(["flash", "--board", board.name, "--dry-run"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(board.tools)
    for line in lines:
        words = shlex.split(line.removeprefix("# or: "))
        assert sum(f"minnorm_{board.firmware_for('float').name}." in word for word in words) == 1, line
        assert not any("{" in word for word in words), line
    uses_uf2 = any("{uf2}" in word for line in board.tools for word in line)
    assert uses_uf2 == (board.uf2_family is not None)


def test_an_image_of_one_s_own_is_flashed_without_a_build(real, capsys, monkeypatch):
    monkeypatch.setattr(build, "build", None)
    (real / "mine.elf").write_bytes(b"elf")
    tool(real, "mytool", f'echo "$@" > {real}/said')
    assert run(capsys, "--elf", "mine.elf")[:2] == (0, ["real holds mine.elf."])
    assert (real / "said").read_text() == "write mine.bin 0x8000\n"
    assert (real / "mine.bin").read_bytes() == b"elf"


def test_a_board_of_one_s_own_is_its_folder(real, capsys):
    (real / "own" / "mine").mkdir(parents=True)
    text = json.dumps({"title": "t", "cpu": "cortex-m4f", "clock_hz": 1, "flash": [["mytool", "{elf}"]]})
    (real / "own" / "mine" / "board.json").write_text(text)
    boards._resolved.cache_clear()
    (real / "bin" / "cmake").symlink_to(CMAKE)
    assert cli.main(["flash", "--board", "own/mine", "--elf", "mine.elf", "--dry-run"]) == 0
    assert capsys.readouterr().out == "mytool mine.elf\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--elf", "none.elf"], "There is no file none.elf; build it first."),
        (["--elf", "e", "--scalar", "float"], "--elf names an image; leave out --firmware and --scalar, which choose one that is built here."),
        (["--elf", "e", "--board", "./none"], "none has no board.json; --board is a name of ./minnorm boards, or a board's own folder."),
    ],
)
def test_an_image_that_cannot_be_flashed_is_one_sentence(arguments, told, real, capsys):
    assert run(capsys, *arguments) == (1, [], [f"minnorm: {told}"])
