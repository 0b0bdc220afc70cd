# SPDX-License-Identifier: MIT
"""What a run was made with, for whoever asks how to make it again."""

import platform
import shlex
import subprocess
import sys
from collections.abc import Sequence

from minnorm import paths
from minnorm.device import build
from minnorm.device.boards import Board


def found(board: Board, *, is_emulated: bool) -> dict[str, str]:
    """Facts by name, as they are now; what cannot be found out is left out."""
    facts = {
        "command": shlex.join(["./minnorm", *sys.argv[1:]]).encode(errors="backslashreplace").decode(),
        "commit": _first_line(["git", "-C", str(paths.ROOT), "describe", "--always", "--dirty", "--abbrev=12"]),
        "compiler": build.compiler(board),
        "emulator": _first_line([board.emulator[0], "--version"]) if is_emulated else "",
        "machine": f"{_processor()}, {platform.system()} {platform.release()}",
        "Python": platform.python_version(),
    }
    return {name: text for name, text in facts.items() if text}


def _first_line(arguments: Sequence[str]) -> str:
    try:
        done = subprocess.run(arguments, capture_output=True, text=True, errors="replace", timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.partition("\n")[0] if done.returncode == 0 else ""


def _processor() -> str:
    """The model as Linux names it, or else its architecture."""
    try:
        with open("/proc/cpuinfo") as file:
            names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.machine()
