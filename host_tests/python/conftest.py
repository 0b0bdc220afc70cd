# SPDX-License-Identifier: MIT
import os
import signal
import sys
from pathlib import Path

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

# A shell's background job ignores Ctrl-C, and so would the commands that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "host"))

import pytest

from minnorm import files

DATA = os.environ.get("MINNORM_DATA")  # a folder of what no package installs


@pytest.fixture
def shared_data() -> Path:
    """That folder; tests that need it are skipped without it."""
    if not DATA:
        pytest.skip("MINNORM_DATA names no folder of the datasets")
    return Path(DATA)


def blank(figures, _, folder: Path) -> None:
    """In place of drawing, which takes long."""
    for figure in figures:
        files.write(folder / figure.file(), b"a picture")
