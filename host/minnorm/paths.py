# SPDX-License-Identifier: MIT
"""Where the project's own files are, whatever the working directory."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOARDS = ROOT / "boards"
EXPERIMENTS = ROOT / "firmware" / "experiments"
BUILD = ROOT / "build"
RUNS = ROOT / "runs"


def shown(path: Path) -> str:
    """The path as a person would rather read it: from the working directory, or whole if that is shorter."""
    return min(os.path.relpath(path), os.path.abspath(path), key=len)


def version() -> str:
    """Of the library, as version.hpp has it."""
    header = (ROOT / "lib" / "include" / "minnorm" / "version.hpp").read_text()
    return header.partition('MINNORM_VERSION "')[2].partition('"')[0]
