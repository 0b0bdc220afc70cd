# SPDX-License-Identifier: MIT
"""The programs that a board can run: one for each experiment of firmware/experiments, and of those that are given data one for
each capacity of the board."""

from dataclasses import dataclass

from minnorm import paths

SCALARS = ("float", "double")
REGRESSION = "regression"  # what a board runs unless something else is asked for
_INPUTS = "inputs.hpp"  # the file that an experiment has if it is given data


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
    """Every experiment as people and boards call it, such as deep-linear."""
    return sorted(path.parent.name.replace("_", "-") for path in paths.EXPERIMENTS.glob("*/experiment.hpp"))


def is_given(experiment: str) -> bool:
    """Whether the host sends that experiment its data."""
    return (paths.EXPERIMENTS / experiment.replace("-", "_") / _INPUTS).exists()
