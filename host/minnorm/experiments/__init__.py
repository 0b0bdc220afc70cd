# SPDX-License-Identifier: MIT
"""The experiments. Here is one file for each that draws its own data, with what people see of it.

A module <name>.py belongs to firmware/experiments/<name>.hpp and has

    TITLE      a heading: the paper, and what is shown
    FIGURES    its drawings
    values     a function from a Table to the Values of the report, measured beside published

and may have TAKES_HOURS, which leaves it out of ./minnorm run all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # slow to import, and the names are wanted on each command line
    import numpy as np
    from matplotlib.figure import Figure

REGRESSION = "regression"  # the experiment on data that the host sends
ALL = "all"  # of them, one after the other

# A finished table as arrays by column, float64: repeat, case, row and the experiment's own columns, in this order of rows.
Table = dict[str, "np.ndarray"]


@dataclass(frozen=True)
class Drawing:
    """A figure: its file, what it shows, what draws it, and its size in inches."""

    file: str
    caption: str
    draw: "Callable[[Figure, Table], None]"
    size: tuple[float, float] = (8.0, 4.6)


def files() -> list[str]:
    """The experiments that draw their own data by their files' names, such as deep_linear."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem != "__init__")


def names() -> list[str]:
    """The experiments as people and boards call them, such as deep-linear."""
    return list(map(name, files()))


def name(file: str) -> str:
    """The name that people use."""
    return file.replace("_", "-")


def file(name: str) -> str:
    """Of the name that people use."""
    return name.replace("-", "_")


def module(name: str) -> ModuleType:
    """What people see of the experiment of that name."""
    return import_module(f"minnorm.experiments.{file(name)}")
