# SPDX-License-Identifier: MIT
"""What a board said about one dataset of a regression: frames in, complete table out."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from minnorm.link import wire
from minnorm.experiments.regression.problem import Problem
from minnorm.runs.shard import WHOLE, Shard
from minnorm.link.wire import Frame, Kind

PROBES = 1  # test rows per split whose factors are recorded
STATUS = ("ok", "overflow", "no_convergence", "invalid_input")
_FIXED = 8  # fields of a record before its arrays


@dataclass(frozen=True)
class Shape:
    """Which fits a finished table holds: n = 1 … last in each of the shard's `splits`, with so many cutoffs and mode counts."""

    splits: int
    last: int
    cutoffs: int
    modes: int
    shard: Shard = WHOLE

    @property
    def numbers(self) -> list[int]:
        """The numbers of the splits."""
        return [split for split in range(self.splits) if self.shard.holds(split)]

    @property
    def fits(self) -> int:
        return len(self.numbers) * self.last


def shape(problem: Problem, splits: int, last: int, shard: Shard = WHOLE) -> Shape:
    """The shape of one dataset's table."""
    return Shape(splits, last, len(problem.cutoffs), len(problem.modes), shard)


class Table:
    """Records and factors by (split, n) and (split, n, probe). The first answer counts: the same input gives the same bits.

    Records name no dataset, so what a board still had to say about the one before must not be taken for this one's. Every
    session on a dataset therefore begins with a hello, whose frame the log keeps; records count only after the reply to it and
    the first ack behind that, which is the problem's.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.records: dict[tuple[int, int], list] = {}
        self.factors: dict[tuple[int, int, int], list] = {}
        self._is_greeted = False
        self._has_problem = False

    def take(self, frame: Frame) -> None:
        """Takes one good frame of either side. Raises UserError for a payload that docs/WIRE.md does not describe."""
        kind = frame.kind
        if kind == Kind.RECORD:
            if self._has_problem:
                self._record(frame)
        elif kind == Kind.FACTORS:
            if self._has_problem:
                self._factors(frame)
        elif kind == Kind.HELLO:
            self._is_greeted = self._has_problem = False
        elif kind == Kind.HELLO_REPLY:
            self._is_greeted = True
        elif kind == Kind.ACK:
            self._has_problem = self._is_greeted

    def done(self) -> int:
        """Fits recorded so far."""
        return len(self.records)

    def missing(self, split: int) -> list[int]:
        """The n of that split whose record, or factors of any probe, have not come."""
        numbers = range(1, self.shape.last + 1)
        return [n for n in numbers if not self.is_complete(split, n)]

    def is_finished(self) -> bool:
        """Whether nothing is missing."""
        return all(not self.missing(split) for split in self.shape.numbers)

    def is_complete(self, split: int, n: int) -> bool:
        """Whether everything about that fit has come."""
        return (split, n) in self.records and all((split, n, probe) in self.factors for probe in range(PROBES))

    def _record(self, frame: Frame) -> None:
        fields = wire.unpack(frame)
        shape = self.shape
        lengths = [shape.cutoffs] * 3 + [shape.modes]
        if [len(part) for part in fields[_FIXED : _FIXED + 4]] != lengths or not 0 <= fields[2] < len(STATUS):
            raise wire.strange(frame)
        if 0 <= fields[0] < shape.splits and 1 <= fields[1] <= shape.last:
            self.records.setdefault((fields[0], fields[1]), fields)

    def _factors(self, frame: Frame) -> None:
        fields = wire.unpack(frame)
        if not len(fields[3]) == len(fields[4]) == len(fields[5]):
            raise wire.strange(frame)
        if 0 <= fields[0] < self.shape.splits and 1 <= fields[1] <= self.shape.last and 0 <= fields[2] < PROBES:
            self.factors.setdefault((fields[0], fields[1], fields[2]), fields)


@dataclass(frozen=True)
class Sweep:
    """A finished table as arrays, splits × n (× cutoffs or modes), float64; entry [s, i] is split s, n = i + 1.

    `status` and the ranks are integers. Reals of fits that did not succeed are NaN, and so is a real that is not finite.
    """

    status: np.ndarray
    rank: np.ndarray
    sigma_min: np.ndarray
    sigma_max: np.ndarray
    train: np.ndarray
    test: np.ndarray
    cutoff_ranks: np.ndarray
    cutoff_train: np.ndarray
    cutoff_test: np.ndarray
    mode_test: np.ndarray
    residual_free_train: np.ndarray
    residual_free_test: np.ndarray


def sweep(table: Table) -> Sweep:
    """The arrays of a finished table."""
    shape = table.shape
    flat = np.array([_flat(record) for record in in_order(table)], dtype=np.float64)
    flat = flat.reshape(shape.splits, shape.last, -1)
    status = flat[..., 2].astype(int)
    numbers = np.where((status[..., None] == 0) & np.isfinite(flat), flat, np.nan)
    edges = np.cumsum([_FIXED, shape.cutoffs, shape.cutoffs, shape.cutoffs, shape.modes])
    ranks, trains, tests, modes = (slice(start, end) for start, end in zip(edges, edges[1:]))
    return Sweep(
        status=status,
        rank=flat[..., 3].astype(int),
        sigma_min=numbers[..., 4],
        sigma_max=numbers[..., 5],
        train=numbers[..., 6],
        test=numbers[..., 7],
        cutoff_ranks=flat[..., ranks].astype(int),
        cutoff_train=numbers[..., trains],
        cutoff_test=numbers[..., tests],
        mode_test=numbers[..., modes],
        residual_free_train=numbers[..., -2],
        residual_free_test=numbers[..., -1],
    )


def in_order(table: Table) -> Iterable[list]:
    """The records by split, then n."""
    return (table.records[key] for key in sorted(table.records))


def _flat(record: list) -> list[float]:
    *fixed, ranks, trains, tests, modes, free_train, free_test = record
    return [*fixed, *ranks, *trains, *tests, *modes, free_train, free_test]
