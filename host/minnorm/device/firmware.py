# SPDX-License-Identifier: MIT
"""The programs that a board can run: one for each experiment of firmware/experiments, and of those that are given data one for
each capacity of the board."""

import re
from dataclasses import dataclass
from pathlib import Path

from minnorm import paths

SCALARS = ("float", "double")
REGRESSION = "regression"  # what a board runs unless something else is asked for
_INPUTS = "inputs.hpp"  # the file that an experiment has if it is given data
_IMAGE = "image.cmake"  # the file that says which scalars, if not both


@dataclass(frozen=True)
class Capacity:
    """An entry of board.json's "firmware": room for so many training rows, features and probes of that scalar."""

    scalar: str
    rows: int
    features: int
    probes: int

    def __str__(self) -> str:
        return f"{self.rows} × {self.features}"


@dataclass(frozen=True)
class Firmware:
    """CMake's target firmware_<name> makes the program minnorm_<name>. Without a capacity the experiment draws its own data."""

    experiment: str
    scalar: str
    capacity: Capacity | None = None

    @property
    def name(self) -> str:
        """Of the program, without the prefix."""
        room = "" if self.capacity is None else f"_{self.capacity.rows}x{self.capacity.features}"
        return f"{self.scalar}_{self.experiment.replace('-', '_')}{room}"

    @property
    def target(self) -> str:
        """What CMake builds."""
        return f"firmware_{self.name}"


def experiments() -> list[str]:
    """Every experiment as people and boards call it, such as deep-linear; what a board runs unless another is asked for first."""
    names = [path.parent.name.replace("_", "-") for path in paths.EXPERIMENTS.glob("*/experiment.hpp")]
    return sorted(names, key=lambda name: (name != REGRESSION, name))


def is_given(experiment: str) -> bool:
    """Whether the host sends that experiment its data."""
    return (_folder(experiment) / _INPUTS).exists()


def scalars(experiment: str) -> tuple[str, ...]:
    """What that experiment's programs have for their scalar."""
    file = _folder(experiment) / _IMAGE
    said = re.search(r"^set\(scalars ([a-z ]+)\)", file.read_text() if file.exists() else "", re.MULTILINE)
    return tuple(said[1].split()) if said else SCALARS


def _folder(experiment: str) -> Path:
    return paths.EXPERIMENTS / experiment.replace("-", "_")
