# SPDX-License-Identifier: MIT
"""Ctrl-C while figures are drawn."""

import os
import signal
import subprocess
import sys
import time

import pytest

from conftest import ROOT
from test_end_to_end import children, is_alive

ENDLESS = """
import sys, time
from pathlib import Path
from minnorm.report import drawing
from minnorm.report.figure import Figure

def draw(canvas, data):
    print("drawing", flush=True)
    time.sleep(600)

try:
    drawing.draw_all([Figure("a", "", draw), Figure("b", "", draw)], None, Path(sys.argv[1]))
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


@pytest.mark.parametrize("is_drawing", [False, True], ids=["while matplotlib is imported", "while they are drawn"])
def test_ctrl_c_ends_what_draws_and_nothing_complains(is_drawing, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "host")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        while len(children(process.pid)) < 2:
            assert process.poll() is None
            time.sleep(0.001)
        if is_drawing:
            assert process.stdout.readline() == "drawing\n"
        drawers = children(process.pid)
        os.killpg(process.pid, signal.SIGINT)
        output, error = process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert (process.returncode, error) == (0, "")
    assert output.splitlines()[-1] == "stopped"
    assert not [pid for pid in drawers if is_alive(pid)]
