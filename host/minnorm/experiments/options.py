# SPDX-License-Identifier: MIT
"""What the user asked of ./minnorm run."""

import os
from dataclasses import dataclass
from pathlib import Path

from minnorm.experiments import REGRESSION
from minnorm.shard import WHOLE, Shard


@dataclass(frozen=True)
class Options:
    """`datasets`, `target`, `data_dir` and `splits` are the regression's; `repeats` and `seed` those of other experiments.

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

    def arguments(self) -> list[str]:
        """The command line that asks for the same, files by their whole paths."""
        datasets = [os.path.abspath(name) if is_file(name) else name for name in self.datasets]
        given = {
            "--board": self.board,
            "--scalar": self.scalar,
            "--dataset": ",".join(datasets) or None,
            "--target": self.target,
            "--data-dir": self.data_dir and self.data_dir.absolute(),
            "--splits": self.splits if self.experiment == REGRESSION else None,
            "--repeats": self.repeats,
            "--seed": self.seed,
            "--shard": None if self.shard == WHOLE else self.shard,
            "--out": self.out and self.out.absolute(),
            "--port": self.port,
        }
        return ["run", self.experiment, *(f"{option}={value}" for option, value in given.items() if value is not None)]


def is_file(name: str) -> bool:
    """Whether the name is a user's own file's."""
    return name.lower().endswith(".csv") or "/" in name
