# SPDX-License-Identifier: MIT
"""What one board is asked for in a run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from minnorm.counts import counted
from minnorm.device.firmware import Firmware
from minnorm.errors import UserError
from minnorm.link.conversation import Given
from minnorm.link import description
from minnorm.link.description import Description
from minnorm.link.recording import Recording, Unit
from minnorm.link.wire import Hello
from minnorm.shard import WHOLE, Shard


def nothing(_: int) -> Mapping[str, np.ndarray]:
    """The inputs of an experiment that draws its own data."""
    return {}


class DataSet(NamedTuple):
    """What has a log and tables of its own. `given` says the inputs of a repeat by name.

    `cases` are those that are wanted, all if there are none, and `repeats` how many, if not as many as of the other sets.
    """

    name: str
    given: Given = nothing
    cases: Sequence[str] = ()
    repeats: int | None = None


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
    With `counts` an emulator counts instructions.
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
    counts: bool = False

    def recordings(self) -> list[Recording]:
        """Empty ones, of each set of data."""
        return [Recording(self.seed, partial(self.units, one=one)) for one in self.sets]

    def units(self, said: Description, one: DataSet = DataSet("")) -> list[Unit]:
        """The shard's units of a set in order. Those of a case, which cost alike, are dealt out to the shards in turn."""
        repeats, cases = self._extent(said, one)
        if repeats * len(cases) > description.MOST_UNITS:
            raise UserError(f"{counted(repeats, 'repeats')} of {counted(len(cases), 'cases')} are more than {description.MOST_UNITS}; ask for fewer.")
        every = ((repeat, place) for repeat in range(repeats) for place in range(len(cases)))
        return [(repeat, cases[place]) for repeat, place in every if self.shard.holds(place * repeats + repeat)]

    def parts(self, said: Description) -> int:
        """Into how many shards it can be cut at most, so that each has something of some set."""
        return max(repeats * len(cases) for repeats, cases in (self._extent(said, one) for one in self.sets))

    def _extent(self, said: Description, one: DataSet) -> tuple[int, Sequence[int]]:
        """The set's number of repeats, and its cases."""
        return one.repeats or self.repeats or said.repeats, _numbers(said, one.cases) if one.cases else range(said.cases)


def _numbers(said: Description, names: Sequence[str]) -> list[int]:
    """Of the cases of those names. Raises UserError if the board does not have one."""
    numbers = {name: number for number, name in enumerate(said.case_names)}
    missing = [name for name in names if name not in numbers]
    if missing:
        raise UserError(f"The board's firmware has no case {missing[0]}; build and flash the one of this tree.")
    return [numbers[name] for name in names]
