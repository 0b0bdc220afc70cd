# SPDX-License-Identifier: MIT
"""A board in Python behind a line with faults: it knows the protocol, and its numbers are a hash of what it was sent."""

import random
import struct
import time
import zlib
from collections import deque
from collections.abc import Callable

import mpmath
import msgpack
import numpy as np
from minnorm.experiments.precision.campaign import MISSING, SCALARS, SOLVERS
from minnorm.experiments.precision.reference import CASE
from minnorm.experiments.regression.datasets import Dataset
from minnorm.experiments.regression.problem import Problem, make
from minnorm.link import wire
from minnorm.link.wire import Kind

MOST = 64 * 33  # values of each input
CUTOFFS = (0.001, 0.0031622776601683794, 0.01, 0.03162277660168379, 0.1, 0.31622776601683794, 1.0)
MODES = (*range(1, 11), 15, 20, 25)
RIDGES = tuple(10.0**-exponent for exponent in range(0, 14, 2))
REFINEMENT = ("converged", "unfinished", "diverged", "overflow")
FITTED = ("ok", "singular", "no_convergence", "invalid_input", "overflow", "unfinished", "diverged")
STATUS = ("ok", "overflow", "no_convergence", "invalid_input")
# Of firmware/experiments/regression: name, width and labels of each column.
RECORDS = [
    ["n", 1, []], ["status", 1, STATUS], ["rank", 1, []],
    ["sigma_min", 1, []], ["sigma_max", 1, []], ["train", 1, []], ["test", 1, []],
    ["cutoff_rank", 7, []], ["cutoff_train", 7, []], ["cutoff_test", 7, []], ["mode_test", 13, []],
    ["residual_free_train", 1, []], ["residual_free_test", 1, []], ["residual_train", 1, []], ["residual_test", 1, []],
    ["norm", 1, []], ["ridge_train", 7, []], ["ridge_test", 7, []],
    ["refinement", 1, REFINEMENT], ["refined_train", 1, []], ["refined_test", 1, []],
]  # fmt: skip
FACTORS = [[name, 1, []] for name in ("n", "probe", "mode", "inverse_sigma", "test_projection", "residual_projection")]

Fault = Callable[[random.Random, bytes], list[bytes]]


def no_fault(_: random.Random, frame: bytes) -> list[bytes]:
    return [frame]


def noisy(rate: float) -> Fault:
    """Drops, doubles, corrupts, cuts short, or puts noise before that share of the frames."""

    def fault(source: random.Random, frame: bytes) -> list[bytes]:
        if source.random() >= rate:
            return [frame]
        place = source.randrange(len(frame))
        broken = frame[:place] + bytes([frame[place] ^ (1 << source.randrange(8))]) + frame[place + 1 :]
        noise = source.randbytes(source.randrange(1, 40))
        return source.choice([[], [frame, frame], [broken], [frame[:place]], [noise, frame]])

    return fault


class FakeBoard:
    """A Transport, whose subclasses are experiments. `late` holds back that share of the replies until the host has waited in vain once."""

    experiment = ""
    repeats = cases = 1
    inputs: tuple[str, ...] = ()
    tables: dict[str, list] = {}
    parameters: dict[str, object] = {}
    case_names: tuple[str, ...] = ()

    def __init__(self, fault: Fault = no_fault, seed: int = 0, late: float = 0.0, scalar: str = "float", frame: int = 600) -> None:
        self.requests = 0
        self.scalar = scalar
        self.frame = frame
        self._source = random.Random(seed)
        self._fault = fault
        self._late = late
        self._decoder = wire.Decoder()
        self._out = bytearray()
        self._held: deque[bytes] = deque()
        self._sequence = 0
        self._forget()

    def write(self, data: bytes) -> None:
        for piece in self._fault(self._source, data):
            for frame in self._decoder.feed(piece):
                self.requests += 1
                self._serve(frame)

    def read(self, seconds: float) -> bytes:
        if not self._out:
            time.sleep(min(seconds, 0.001))
            while self._held:
                self._out += self._held.popleft()
            return b""
        size = self._source.randrange(1, 400)
        data = bytes(self._out[:size])
        del self._out[:size]
        return data

    def close(self) -> None:
        pass

    def description(self) -> list:
        """The fields."""
        inputs = [[name, MOST] for name in self.inputs]
        return [self.repeats, self.cases, [*self.tables.items()], inputs, [*self.parameters.items()], self.case_names]

    def rows(self, seed: int, repeat: int, case: int) -> list[tuple[int, list[list[float]]]]:
        """Of a unit: a table's number with some rows of it, in the order they are sent."""
        raise NotImplementedError

    def reset(self) -> None:
        """What a power cut does."""
        self._sequence = 0
        self._forget()

    def _forget(self) -> None:
        self._inputs: dict[str, list[float]] = {name: [] for name in self.inputs}

    def _send(self, kind: Kind, *fields) -> None:
        payload = msgpack.packb(list(fields), use_single_float=self.scalar == "float")
        data = wire.encode(kind, self._sequence, payload)
        self._sequence += 1
        # A line keeps the order: what follows a late reply is late too.
        late = bool(self._held) or self._source.random() < self._late
        for piece in self._fault(self._source, data):
            if late:
                self._held.append(piece)
            else:
                self._out += piece

    def _serve(self, frame: wire.Frame) -> None:
        request = frame.sequence
        if frame.kind == Kind.HELLO:
            self._send(Kind.HELLO_REPLY, request, wire.PROTOCOL, "fake", "none", "0123456789ab", self.scalar, self.experiment, self.frame)
        elif frame.kind == Kind.DESCRIBE:
            self._describe(request, *wire.unpack(frame))
        elif frame.kind == Kind.LOAD:
            self._load(request, *wire.unpack(frame))
        elif frame.kind == Kind.COMPUTE:
            self._compute(request, *wire.unpack(frame))

    def _describe(self, request: int, first: int, longest: int) -> None:
        packed = msgpack.packb(self.description())
        self._send(Kind.DESCRIPTION, request, len(packed), first, packed[first : first + max(1, longest - 24)])

    def _load(self, request: int, name: str, first: int, values: list[float]) -> None:
        if first > len(self._inputs[name]):
            self._send(Kind.ERROR, request, 3, "Values are missing before these.")
            return
        self._inputs[name][first:] = values
        self._send(Kind.ACK, request)

    def _compute(self, request: int, *asked: int) -> None:
        if not all(self._inputs.values()):
            self._send(Kind.ERROR, request, 3, "Inputs are missing: load them first.")
            return
        self._send(Kind.ACK, request)
        *unit, longest, copies, had = asked
        most = max(1, (longest - 24) // wire.real_bytes(self.scalar))
        counts = [0] * len(self.tables)
        number = 0
        for table, rows in self.rows(*unit):
            values = [value for row in rows for value in row]
            for start in range(0, len(values), most):
                if number // 8 >= len(had) or not had[number // 8] >> number % 8 & 1:
                    for _ in range(copies):
                        self._send(Kind.ROWS, *unit, number, table, counts[table], values[start : start + most])
                number += 1
                counts[table] += len(values[start : start + most])
        for _ in range(copies):
            self._send(Kind.COMPUTED, request, *unit, counts, number)


class FakeRegression(FakeBoard):
    """Has the regression's tables."""

    experiment = "regression"
    inputs = ("problem", "rows", "probes")
    tables = {"records": RECORDS, "factors": FACTORS}
    parameters = {"rows": [64], "features": [32], "probes": [4], "cutoffs": CUTOFFS, "modes": MODES, "ridges": RIDGES}

    def rows(self, seed: int, repeat: int, case: int) -> list[tuple[int, list[list[float]]]]:
        made = []
        width = len(self._inputs["probes"])
        for n in range(1, len(self._inputs["rows"]) // (width + 1) + 1):
            rank = min(n, width)
            made.append((0, [self._record(repeat, n, rank)]))
            columns = [self._numbers(rank, repeat, n, part) for part in range(3)]
            made.append((1, [[n, 0, mode, *values] for mode, values in enumerate(zip(*columns), start=1)]))
        return made

    def _record(self, repeat: int, n: int, rank: int) -> list[float]:
        return [
            n, 0, rank,
            *self._numbers(4, repeat, n, 10),
            *[rank] * 7,
            *self._numbers(7, repeat, n, 11),
            *self._numbers(7, repeat, n, 12),
            *self._numbers(13, repeat, n, 13),
            *self._numbers(2, repeat, n, 14),
            *self._numbers(17, repeat, n, 15),
            0,
            *self._numbers(2, repeat, n, 16),
        ]  # fmt: skip

    def _numbers(self, count: int, *place: int) -> list[float]:
        _, n, _ = place
        width = len(self._inputs["probes"]) + 1
        known = self._inputs["problem"], self._inputs["rows"][: n * width], self._inputs["probes"]
        seed = zlib.crc32(repr((known, place)).encode())
        numbers = np.random.RandomState(seed).lognormal(size=count)
        if self.scalar == "double":
            return numbers.tolist()
        return [struct.unpack("<f", struct.pack("<f", value))[0] for value in numbers]


class FakePrecision(FakeBoard):
    """Has the precision study's tables and cases: least squares of the rows as the scalar has them, rounded, and the reference's exact."""

    experiment = "precision"
    inputs = ("rows", "sizes", "ridges")
    tables = {
        "solutions": [["n", 1, []], ["status", 1, FITTED], ["rank", 1, []], ["iterations", 1, []], ["beta", 20, []]],
        "rests": [["n", 1, []], ["beta", 20, []]],
        "costs": [["n", 1, []], ["cycles", 1, []]],
    }
    parameters = {"rows": [64], "features": [20]}
    case_names = (*(f"{solver}/{scalar}" for scalar in SCALARS for solver in SOLVERS if (solver, scalar) not in MISSING), CASE)
    cases = len(case_names)

    def __init__(self, **changes) -> None:
        super().__init__(**{"scalar": "double", **changes})

    def rows(self, seed: int, repeat: int, case: int) -> list[tuple[int, list[list[float]]]]:
        features, *sizes = map(int, self._inputs["sizes"])
        table = np.array(self._inputs["rows"]).reshape(-1, features + 1)
        made = []
        for n in sizes:
            status, beta, rest = self._fit(table[:n], self.case_names[case])
            made.append((0, [[n, status, min(n, features) * (status == 0), 0, *self._wide(beta)]]))
            if self.case_names[case] == CASE:
                made.append((1, [[n, *self._wide(rest)]]))
            made.append((2, [[n, 100 * n + case]]))
        return made

    def _fit(self, rows: np.ndarray, case: str) -> tuple[int, list[float], list[float]]:
        """Cholesky's fit of one row has no solution."""
        zeros = [0.0] * (rows.shape[1] - 1)
        if case == CASE:
            exact = exact_solution(rows)
            beta = [float(value) for value in exact]
            return 0, beta, [float(value - near) for value, near in zip(exact, beta)]
        if case.startswith("cholesky/") and len(rows) == 1:
            return 1, zeros, zeros
        single = rows.astype(np.float32)
        return 0, np.linalg.lstsq(single[:, :-1], single[:, -1], rcond=None)[0].astype(np.float64).tolist(), zeros

    def _wide(self, beta: list[float]) -> list[float]:
        return [*beta, *[0.0] * (20 - len(beta))]


def exact_solution(rows: np.ndarray, digits: int = 80) -> list[mpmath.mpf]:
    """The shortest least squares solution of [X y], in so many digits."""
    with mpmath.workdps(digits):
        x, y = mpmath.matrix(rows[:, :-1].tolist()), mpmath.matrix(rows[:, -1:].tolist())
        transposed = x.T
        wide = len(rows) < rows.shape[1] - 1
        beta = transposed * mpmath.lu_solve(x * transposed, y) if wide else mpmath.lu_solve(transposed * x, transposed * y)
        return list(beta)


class FakeExperiment(FakeBoard):
    """Has a row for each case before the unit's own; its values say what they are."""

    experiment = "any"
    tables = {"records": [["a", 1, []], ["b", 1, []]]}
    repeats, cases = 2, 3

    def rows(self, seed: int, repeat: int, case: int) -> list[tuple[int, list[list[float]]]]:
        return [(0, [[seed + repeat / 4, case + number / 8]]) for number in range(case)]


def small_problem(name: str = "small", seed: int = 1, rows: int = 45, dimension: int = 3, scalar: str = "float") -> Problem:
    """A problem that takes no time."""
    source = np.random.RandomState(seed)
    columns = tuple(f"c{index}" for index in range(dimension))
    return make(Dataset(name, name, columns, "y", source.randn(rows, dimension), source.randn(rows), (1, 2)), scalar)
