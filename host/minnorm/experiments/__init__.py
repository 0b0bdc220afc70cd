# SPDX-License-Identifier: MIT
"""The experiments, with what people see of them: a module <name> for each folder firmware/experiments/<name>. It has

    TITLE      a heading: the paper, and what is shown
    FIGURES    its figures
    values     a function from a Table to the Values of the report, measured beside what they are held against

or, if it is given data, a class Plan that says what is sent and what comes of it (see plan.py); and it may have TAKES_HOURS,
which leaves it out of ./minnorm run all, and PAGE, the page of docs/ that has its numbers.
"""

from importlib import import_module
from types import ModuleType

from minnorm.device import firmware

REGRESSION = firmware.REGRESSION
ALL = "all"  # of them, one after the other


def names() -> list[str]:
    """The experiments as people and boards call them, such as deep-linear; the one that runs unless another is named first."""
    return firmware.experiments()


def name(text: str) -> str:
    """The name that people use, of what may be its file's."""
    return text.replace("_", "-")


def scalar(name: str) -> str | None:
    """What the experiment's firmware has for its scalar, if there is no choice."""
    known = firmware.scalars(name)
    return known[0] if len(known) == 1 else None


def module(name: str) -> ModuleType:
    """What people see of the experiment of that name."""
    return import_module(f"minnorm.experiments.{name.replace('-', '_')}")
