# SPDX-License-Identifier: MIT
"""What every boards/<name>/board.json holds, and what is said of one that does not."""

import json
import re
import textwrap

import jsonschema
import pytest
from minnorm import paths
from minnorm.commands import cli
from minnorm.device import boards
from minnorm.device.boards import Region
from minnorm.errors import UserError

EVERY = [board for board in boards.load_all() if not board.is_desktop]
REAL = [board for board in EVERY if board.tools]
# "STM32F100RB, 128 KB flash, 8 KB RAM", as the part's data sheet has it.
_PART = re.compile(r"\S.*, (\d+) KB flash, (\d+) KB RAM")
_FLOAT_UNITS = ("none", "single", "double", "double, Helium")

GOOD = {
    "title": "t",
    "cpu": "cortex-m4f",
    "clock_hz": 1,
    "memory": {"flash": ["0x08000000", "128K"], "ram": ["0x20000000", "1M"]},
    "firmware": [{"scalar": "float", "rows": 1, "features": 2, "probes": 3}],
}


def written(folder, **changes):
    (folder / "one").mkdir(parents=True)
    (folder / "one" / "board.json").write_text(json.dumps({**GOOD, **changes}))
    return folder


@pytest.mark.parametrize("board", REAL, ids=lambda board: board.name)
def test_memory_is_no_larger_than_the_part_s(board):
    part = _PART.fullmatch(board.part)
    assert part, f"boards/{board.name}/board.json: \"part\": \"NAME, ... KB flash, ... KB RAM\", as the data sheet has it"
    flash, ram = (int(size) * 1024 for size in part.groups())
    assert board.flash.length <= flash
    assert board.ram.length <= ram


@pytest.mark.parametrize("board", EVERY, ids=lambda board: board.name)
def test_every_board_says_what_its_float_unit_is(board):
    assert board.float_unit in _FLOAT_UNITS


@pytest.mark.parametrize("board", EVERY, ids=lambda board: board.name)
def test_every_board_can_be_run_or_flashed(board):
    assert board.is_emulated or board.tools


def test_memory_is_read_as_a_linker_script_writes_it(tmp_path):
    board = boards.load("one", written(tmp_path / "a"))
    assert (board.flash, board.ram) == (Region(0x08000000, 128 << 10), Region(0x20000000, 1 << 20))
    assert 0x0801FFFF in board.flash and 0x08020000 not in board.flash
    board = boards.load("one", written(tmp_path / "b", memory={"flash": ["0x20010000", "0x3F0000"], "ram": ["0", "16384"]}))
    assert board.flash.length == 0x3F0000 and board.ram == Region(0, 16384)


@pytest.mark.parametrize(
    "changes",
    [
        {"memory": {"flash": ["x", "1K"], "ram": ["0", "1K"]}},
        {"memory": {"flash": ["0", "1 K"], "ram": ["0", "1K"]}},
        {"memory": {"flash": ["0"], "ram": ["0", "1K"]}},
        {"firmware": [{"scalar": "float"}]},
        {"uf2_family": "family"},
        {"clock_hz": "fast"},
    ],
)
def test_a_board_json_that_cannot_be_used_is_one_sentence(changes, tmp_path):
    with pytest.raises(UserError, match="board.json cannot be read as a board description"):
        boards.load("one", written(tmp_path, **changes))


def test_a_missing_entry_is_named(tmp_path):
    with pytest.raises(UserError, match="board.json lacks the entry 'ram'"):
        boards.load("one", written(tmp_path, memory={"flash": ["0", "1K"]}))


def test_what_follows_from_the_cpu_and_the_defaults_is_filled_in(tmp_path):
    board = boards.load("one", written(tmp_path, flash=[["openocd"], ["st-flash", "{bin}", "{origin}"]], openocd=["-f", "p.cfg"]))
    assert (board.core, board.float_unit, board.toolchain) == ("Cortex-M4F", "single", "arm-none-eabi")
    assert (board.baud, board.emulator, board.debug_port) == (115200, (), 3333)
    assert board.debug == ("openocd", "-f", "p.cfg")
    assert board.tools == ((*board.debug, "-c", "program {elf} verify reset exit"), ("st-flash", "{bin}", "0x08000000"))


def test_an_emulator_is_qemu_with_the_serial_port_on_a_pipe(tmp_path):
    board = boards.load("one", written(tmp_path, emulator=["qemu-system-arm", "-machine", "m"]))
    assert board.emulator[:3] == ("qemu-system-arm", "-machine", "m")
    assert board.emulator[-5:] == ("-serial", "stdio", "-semihosting-config", "enable=on,target=native", "-kernel")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"core": "c"}, "has the key 'core', which docs/PORTING.md does not describe."),
        ({"cpu": "z80"}, "names the cpu 'z80', but there is no file toolchains/cpu/z80.cmake."),
        ({"soc": "none"}, "names the soc 'none', but there is no folder boards/soc/none."),
    ],
)
def test_what_a_board_json_has_or_names_in_vain_is_one_sentence(changes, told, tmp_path):
    with pytest.raises(UserError) as error:
        boards.load("one", written(tmp_path, **changes))
    assert str(error.value) == f"{tmp_path}/one/board.json {told}"


@pytest.mark.parametrize(("text", "told"), [("{", "cannot be read as a board description"), ('{"title": "t"}', "lacks the entry 'cpu'")])
def test_a_board_json_that_is_broken_or_short_is_one_sentence(text, told, tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "board.json").write_text(text)
    with pytest.raises(UserError, match=f"board.json {told}"):
        boards.load("one", tmp_path)


SCHEMA = json.loads((paths.BOARDS / "board.schema.json").read_text())


@pytest.mark.parametrize("path", sorted(paths.BOARDS.glob("*/board.json")), ids=lambda path: path.parent.name)
def test_every_board_json_satisfies_the_schema(path):
    jsonschema.Draft7Validator(SCHEMA).validate(json.loads(path.read_text()))


def test_the_schema_refuses_what_is_wrong():
    validator = jsonschema.Draft7Validator(SCHEMA)
    validator.check_schema(SCHEMA)
    assert validator.is_valid(GOOD)
    for changes in ({"clock_hz": "fast"}, {"core": "c"}, {"memory": {"flash": ["0", "1K"]}}, {"uf2_family": "family"}):
        assert not validator.is_valid({**GOOD, **changes})


PORTING = (paths.ROOT / "docs" / "PORTING.md").read_text()


def test_porting_shows_a_board_json_as_it_is():
    text = (paths.BOARDS / "nucleo_f411re" / "board.json").read_text()
    assert textwrap.indent(text, "    ") in PORTING


def test_schema_and_porting_name_the_same_keys():
    table = PORTING.partition("## board.json")[2].partition("\n## ")[0]
    keys = [key for line in re.findall(r"^\| (`.*?) \|", table, re.M) for key in re.findall(r"`(\w+)`", line)]
    assert sorted(keys) == sorted(SCHEMA["properties"].keys() - {"$schema"})


def test_the_list_of_boards_names_tools_and_capacities(capsys):
    assert cli.main(["boards"]) == 0
    out = capsys.readouterr().out
    assert all(board.name in out for board in EVERY)
    assert "64 × 32" in out
