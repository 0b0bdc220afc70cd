# SPDX-License-Identifier: MIT
"""What every boards/<name>/board.json holds, and what is said of one that does not."""

import json
import re

import pytest
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
    "core": "c",
    "toolchain": "arm-none-eabi",
    "clock_hz": 1,
    "memory": {"flash": ["0x08000000", "128K"], "ram": ["0x20000000", "1M"]},
    "firmware": [{"scalar": "float", "rows": 1, "features": 2, "probes": 3}],
}


def written(folder, **changes):
    (folder / "one").mkdir(exist_ok=True)
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
    board = boards.load("one", written(tmp_path))
    assert (board.flash, board.ram) == (Region(0x08000000, 128 << 10), Region(0x20000000, 1 << 20))
    assert 0x0801FFFF in board.flash and 0x08020000 not in board.flash
    board = boards.load("one", written(tmp_path, memory={"flash": ["0x20010000", "0x3F0000"], "ram": ["0", "16384"]}))
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


def test_the_list_of_boards_names_tools_and_capacities(capsys):
    boards.print_table()
    out = capsys.readouterr().out
    assert all(board.name in out for board in EVERY)
    assert "64 × 32" in out
