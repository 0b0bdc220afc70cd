# SPDX-License-Identifier: MIT
"""Every experiment that draws its own data, on an emulated board and the desktop: a few units of each."""

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from minnorm import experiments, shard
from minnorm.device import boards, build, firmware, stack
from minnorm.device.firmware import Firmware
from minnorm.errors import UserError
from minnorm.experiments import sheets
from minnorm.experiments.options import Options
from minnorm.experiments.plan import plan_of
from minnorm.report import style
from minnorm.report.outcome import Finished
from minnorm.runs import everything, folder, record, run
from minnorm.shard import Shard

import described
import painted

pytestmark = pytest.mark.slow

BOARD = "mps2_an386"
NAMES = [name for name in experiments.names() if everything.is_short(name) and not firmware.is_given(name)]
SHARDS = 40  # of one repeat, if there are as many units: the longest take some seconds each


def options(name: str, **changes) -> Options:
    return Options(**{"board": BOARD, "scalar": "float", "experiment": name, "repeats": 1, **changes})


def units(name: str, folder: Path) -> int:
    """Of one repeat."""
    asked = options(name, board=boards.DESKTOP)
    (side,) = run.both(plan_of(asked), boards.load(boards.DESKTOP), folder)
    run.build_all([side])
    side.connect()
    try:
        return side.parts
    finally:
        side.close()


@pytest.fixture(scope="module", params=NAMES)
def finished(request, tmp_path_factory) -> tuple[str, Finished, int]:
    """The experiment's name, a short run of it, and the bytes of stack that the board used."""
    folder = tmp_path_factory.mktemp(request.param)
    shard = Shard(1, min(SHARDS, units(request.param, folder / "asked")))
    with painted.stacks(BOARD, folder) as used:
        done = run.execute(options(request.param, shard=shard, out=folder / "run"))
    return request.param, done, max(used)


def test_a_board_equals_the_desktop_to_the_bit(finished):
    _, done, _ = finished
    assert done.is_identical, done.lines


def test_its_image_has_stack_enough_and_no_allocator(finished):
    name, _, used = finished
    board = boards.load(BOARD)
    image = build.program(board, Firmware(name, "float"))
    worst = stack.worst(image, build.tool(board, "OBJDUMP"))
    assert worst.fits, f"{worst.bytes} of {worst.reserved} bytes, {worst.indirect}"
    assert 0 < used <= worst.bytes, f"{used} of {worst.bytes} bytes"
    symbols = subprocess.run([build.tool(board, "NM"), image], capture_output=True, text=True, check=True)
    assert " malloc" not in symbols.stdout


def test_a_part_can_be_drawn_and_valued(finished):
    """What a table holds may be little: one repeat, some cases."""
    name, done, _ = finished
    asked = options(name, shard=record.read(done.folder).settings["shard"])
    job = plan_of(replace(asked, shard=shard.parse(asked.shard))).job(boards.load(BOARD))
    (recording,) = job.recordings()
    table = folder.replay(done.folder, name, recording).table(sheets.RECORDS)
    module = experiments.module(name)
    for figure in module.FIGURES:
        assert style.render(figure, table, ["png"])["png"].startswith(b"\x89PNG")
    assert all(np.ndim(value.measured) == 0 for value in module.values(table))
    assert dict(table.labels) == described.LABELS.get(name, {})
    assert {key: list(map(float, value)) for key, value in described.PARAMETERS.get(name, {}).items()} == {
        key: list(value) for key, value in table.constants.items()
    }
    assert tuple(table.case_names) == described.CASES.get(name, ())


def test_a_board_that_is_too_small_is_one_sentence(tmp_path):
    with pytest.raises(UserError, match="microbit has too little memory for deep-linear; choose a larger --board."):
        run.execute(options("deep-linear", board="microbit", out=tmp_path / "run"))


def test_so_is_one_that_is_too_small_for_more_than_the_regression_with_given_data(monkeypatch):
    def overflows(board, target, tests):
        raise UserError("The build failed: region `RAM' overflowed by 4711 bytes")

    monkeypatch.setattr(build, "_build", overflows)
    board = boards.load("netduinoplus2")
    with pytest.raises(UserError, match="^netduinoplus2 has too little memory for precision; choose a larger --board.$"):
        build.build(board, board.firmware_for("double", "precision"))
    with pytest.raises(UserError, match="overflowed"):
        build.build(board, board.firmware_for("double"))
