# SPDX-License-Identifier: MIT
"""What the user asked of ./minnorm run."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from minnorm import experiments
from minnorm.device import firmware
from minnorm.errors import UserError
from minnorm.experiments import REGRESSION
from minnorm.shard import WHOLE, Shard


@dataclass(frozen=True)
class Selection:
    """What of a study that has many parts is to be run: names of each kind, all that are usual if there are none; or everything."""

    solvers: tuple[str, ...] = ()
    scalars: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    scalings: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    full: bool = False

    @property
    def is_given(self) -> bool:
        """Whether there is any."""
        return self != Selection()

    def settings(self) -> dict[str, Any]:
        """As run.json keeps it."""
        return {name: value if name == "full" else ",".join(value) or None for name, value in asdict(self).items()}

    def refuse(self, experiment: str) -> None:
        """Raises UserError if there is any: the experiment has no parts to choose from."""
        if self.is_given:
            names = ", ".join(f"--{one.name}" for one in fields(self)[:-1])
            raise UserError(f"{names} and --full choose parts of the precision study; {experiment} has no such parts.")


def selection(settings: Mapping[str, Any]) -> Selection:
    """What Selection.settings() made these of."""
    names = {one.name: tuple((settings.get(one.name) or "").split(",")) for one in fields(Selection)[:-1]}
    return Selection(**{name: value for name, value in names.items() if value != ("",)}, full=bool(settings.get("full")))


@dataclass(frozen=True)
class Preparation:
    """What is done to the table of a dataset before anything is fitted."""

    columns: tuple[str, ...] = ()  # the features, of a user's own file; all if none is named
    standardize: bool = False  # each feature to mean 0 and variance 1, over all rows of the table
    intercept: bool = False  # one more feature that is 1 in every row

    def settings(self) -> dict[str, Any]:
        """As run.json keeps it."""
        return asdict(self) | {"columns": list(self.columns)}

    @property
    def words(self) -> str:
        """As a report says it."""
        named = f" {', '.join(self.columns)}" if self.columns else ""
        return f"{'Standardized' if self.standardize else 'Raw'} features{named}, {'an' if self.intercept else 'no'} intercept"


def preparation(settings: Mapping[str, Any]) -> Preparation:
    """What Preparation.settings() made these of."""
    return Preparation(tuple(settings.get("columns", ())), bool(settings.get("standardize")), bool(settings.get("intercept")))


@dataclass(frozen=True)
class Options:
    """`datasets`, `target`, `data_dir`, `preparation` and `splits` are of experiments that are given data; `repeats` and `seed` of the
    others.

    None, and no dataset, is what was not given.
    """

    board: str
    scalar: str
    datasets: tuple[str, ...] = ()
    target: str | None = None
    data_dir: Path | None = None
    splits: int = 50
    out: Path | None = None
    port: str | None = None
    experiment: str = REGRESSION
    repeats: int | None = None
    seed: int | None = None
    shard: Shard = WHOLE
    selection: Selection = Selection()
    preparation: Preparation = Preparation()

    def arguments(self) -> list[str]:
        """The command line that asks for the same, files by their whole paths."""
        datasets = [os.path.abspath(name) if is_file(name) else name for name in self.datasets]
        given = {
            "--board": self.board,
            "--scalar": None if experiments.scalar(self.experiment) else self.scalar,
            "--dataset": ",".join(datasets) or None,
            "--target": self.target,
            "--data-dir": self.data_dir and self.data_dir.absolute(),
            "--splits": self.splits if firmware.is_given(self.experiment) else None,
            "--repeats": self.repeats,
            "--seed": self.seed,
            "--shard": None if self.shard == WHOLE else self.shard,
            "--out": self.out and self.out.absolute(),
            "--port": self.port,
            **{f"--{name}": value for name, value in self.selection.settings().items() if name != "full"},
            "--columns": ",".join(self.preparation.columns) or None,
        }
        chosen = {"--full": self.selection.full, "--standardize": self.preparation.standardize, "--intercept": self.preparation.intercept}
        flags = [option for option, is_chosen in chosen.items() if is_chosen]
        return ["run", self.experiment, *flags, *(f"{option}={value}" for option, value in given.items() if value is not None)]


def is_file(name: str) -> bool:
    """Whether the name is a user's own file's."""
    return name.lower().endswith(".csv") or "/" in name
