# SPDX-License-Identifier: MIT
"""The host side of minnorm: runs experiments on boards, records, checks and draws them. `load` is for programs that go on from there."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minnorm.runs.loaded import Loaded


def load(folder: str | Path) -> "Loaded":
    """A finished run as pandas frames; see Loaded. Raises minnorm.errors.UserError if it is none, or if pandas is not installed."""
    from minnorm.runs import loaded  # slow to import

    return loaded.load(Path(folder))
