# SPDX-License-Identifier: MIT
"""What one board is asked for in a run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from minnorm.device.firmware import Firmware
from minnorm.link.conversation import Given
from minnorm.link.description import Description
from minnorm.link.recording import Recording, Unit
from minnorm.link.wire import Hello
from minnorm.shard import WHOLE, Shard


def nothing(_: int) -> Mapping[str, np.ndarray]:
    """The inputs of an experiment that draws its own data."""
    return {}


class DataSet(NamedTuple):
    """What has a log and tables of its own. `given` says the inputs of a repeat by name."""

    name: str
    given: Given = nothing


class Sheet(NamedTuple):
    """A table as CSV; its first `keys` columns tell one row from another."""

    text: str
    keys: int


@dataclass(frozen=True)
class Job:
    """An experiment as one board is asked for it, for one set of data after the other.

    `settings` are what run.json keeps of it, and tell one run from another; `sources` are what else Options need to ask for it
    again: where given data are; `limits` are sentences on what the board has no memory for; `unit` is what progress is counted
    in. `sheets` makes the finished recordings files by name. `check` raises UserError if the board's firmware cannot do the job.
    """

    experiment: str
    firmware: Firmware
    settings: dict[str, Any]
    sets: Sequence[DataSet]
    sheets: Callable[[Sequence[Recording]], dict[str, Sheet]]
    seed: int = 0
    repeats: int | None = None
    shard: Shard = WHOLE
    sources: dict[str, Any] = field(default_factory=dict)
    limits: Sequence[str] = ()
    unit: str = "units"
    check: Callable[[Hello, Description], None] = lambda hello, said: None

    def recordings(self) -> list[Recording]:
        """Empty ones, of each set of data."""
        return [Recording(self.seed, self.units) for _ in self.sets]

    def units(self, said: Description) -> list[Unit]:
        """The shard's units in order. Those of a case, which cost alike, are dealt out to the shards in turn."""
        repeats = self.repeats or said.repeats
        every = ((repeat, case) for repeat in range(repeats) for case in range(said.cases))
        return [(repeat, case) for repeat, case in every if self.shard.holds(case * repeats + repeat)]

    def parts(self, said: Description) -> int:
        """Into how many shards it can be cut at most."""
        return (self.repeats or said.repeats) * said.cases
