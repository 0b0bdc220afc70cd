# SPDX-License-Identifier: MIT
"""The solutions that all others are held against: of the same data in double length of float64, 106 bits, by the desktop's program."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from minnorm.device import boards, build
from minnorm.device.firmware import Firmware
from minnorm.errors import UserError
from minnorm.experiments.precision.systems import Plane, Systems
from minnorm.link import conversation
from minnorm.link.line import Link
from minnorm.link.recording import Recording
from minnorm.link.transport import Program, Transport

CASE = "lq-sorted/double-double"


@dataclass(frozen=True)
class Wanted:
    """Of a plane."""

    sizes: tuple[int, ...]
    splits: int


@dataclass(frozen=True)
class Solved:
    """β = `high` + `low`, splits × sizes × D; NaN where there is none."""

    sizes: tuple[int, ...]
    high: np.ndarray
    low: np.ndarray

    def at(self, sizes: Iterable[int], splits: int) -> tuple[np.ndarray, np.ndarray]:
        """Both, of some of the sizes and the first splits."""
        places = [self.sizes.index(n) for n in sizes]
        return self.high[:splits, places], self.low[:splits, places]


class Reference:
    """Runs the program once, in the thread that asks for solutions; another may stop it."""

    def __init__(self) -> None:
        self._line: Transport | None = None
        self._is_stopped = False

    def solve(self, firmware: Firmware, systems: Systems, wanted: Mapping[Plane, Wanted]) -> dict[Plane, Solved]:
        """Of each plane. Raises UserError if the program cannot be built or fails, or is stopped."""
        desktop = boards.load(boards.DESKTOP)
        program = build.build(desktop, firmware)
        self._check()
        self._line = Program(build.command(desktop, program))
        try:
            return self.ask(Link(self._line, gather=0.0), systems, wanted)
        finally:
            self._line.close()

    def ask(self, link: Link, systems: Systems, wanted: Mapping[Plane, Wanted]) -> dict[Plane, Solved]:
        """The same of a program that runs."""
        hello = conversation.identify(link)
        case = conversation.describe(link).case_names.index(CASE)
        found = {}
        for plane, one in wanted.items():
            self._check()
            rows = systems.rounded(plane, one.splits)[:, : max(one.sizes)]
            sizes = np.array([plane.source.dimension, *one.sizes], dtype=np.float64)
            ridges = np.zeros(len(one.sizes))
            recording = Recording(0, lambda said: [(split, case) for split in range(one.splits)])
            conversation.record(
                link,
                hello,
                recording,
                lambda data: None,
                lambda split: {"rows": rows[split].ravel(), "sizes": sizes, "ridges": ridges},
            )
            found[plane] = solved(recording, plane.source.dimension, one)
        return found

    def stop(self) -> None:
        """Ends it: solve() then raises UserError."""
        self._is_stopped = True
        if self._line is not None:
            with suppress(OSError):
                self._line.close()

    def _check(self) -> None:
        if self._is_stopped:
            raise UserError("Stopped.")


def solved(recording: Recording, dimension: int, wanted: Wanted) -> Solved:
    """What the finished recording says."""
    table, rests = recording.table("solutions"), recording.table("rests")
    shape = wanted.splits, len(wanted.sizes), -1
    is_good = (table["status"] == table.number("status", "ok")).reshape(shape)
    high, low = (np.where(is_good, one["beta"].reshape(shape)[..., :dimension], np.nan) for one in (table, rests))
    return Solved(wanted.sizes, high, low)
