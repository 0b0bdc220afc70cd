# SPDX-License-Identifier: MIT
"""Ctrl-C and SIGKILL while figures are drawn."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from minnorm import parent
from minnorm.errors import UserError
from minnorm.report import drawing
from minnorm.report.figure import Figure

from conftest import ROOT
from test_end_to_end import is_alive

ENDLESS = """
import os, sys, time
from pathlib import Path
from minnorm.report import drawing
from minnorm.report.figure import Figure

def draw(canvas, data):
    os.write(1, b"drawing\\n")
    time.sleep(600)

try:
    drawing.draw_all([Figure("a", "", draw), Figure("b", "", draw)], None, Path(sys.argv[1]))
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


@pytest.fixture
def endless(tmp_path):
    """A process that draws two figures for ever, each in one of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "host")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        while len(parent.children(process.pid)) < 2:
            assert process.poll() is None
            time.sleep(0.001)
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.mark.parametrize("is_drawing", [False, True], ids=["while matplotlib is imported", "while they are drawn"])
def test_ctrl_c_ends_what_draws_and_nothing_complains(is_drawing, endless):
    if is_drawing:
        assert endless.stdout.readline() == "drawing\n"
    drawers = parent.children(endless.pid)
    os.killpg(endless.pid, signal.SIGINT)
    output, error = endless.communicate(timeout=60)
    assert (endless.returncode, error) == (0, "")
    assert output.splitlines()[-1] == "stopped"
    assert not [pid for pid in drawers if is_alive(pid)]


def test_what_draws_does_not_outlive_its_command(endless):
    assert endless.stdout.readline() == "drawing\n"
    drawers = parent.children(endless.pid)
    endless.kill()
    end = time.monotonic() + 10.0
    while any(map(is_alive, drawers)) and time.monotonic() < end:
        time.sleep(0.01)
    assert not [pid for pid in drawers if is_alive(pid)]


def test_a_figure_that_no_library_can_draw_of_these_numbers_is_one_sentence(tmp_path, capfd):
    def draw(canvas, data):
        raise ValueError("of size 0")

    with pytest.raises(UserError, match=r"^The figure b could not be drawn \(ValueError: of size 0, from \w+.py:\d+\)\.$"):
        drawing.draw_all([Figure("b", "", draw)], None, tmp_path)
    assert capfd.readouterr().err == ""
