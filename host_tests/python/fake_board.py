# SPDX-License-Identifier: MIT
"""A board in Python behind a line with faults: it knows the protocol, and its numbers are a hash of what it was sent."""

import random
import struct
import time
import zlib
from collections import deque
from collections.abc import Callable

import msgpack
import numpy as np

from minnorm.link import wire
from minnorm.experiments.regression.datasets import Dataset
from minnorm.experiments.regression.problem import Problem, make
from minnorm.link.wire import Kind

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
    """A Transport. `late` holds back that share of the replies until the host has waited in vain once."""

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

    def reset(self) -> None:
        """What a power cut does."""
        self._sequence = 0
        self._forget()

    def _forget(self) -> None:
        self._problem: list | None = None
        self._split: int | None = None
        self._rows: list[tuple[float, ...]] = []
        self._probes: list[tuple[float, ...]] = []

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
        fields = wire.unpack(frame)
        request = frame.sequence
        if frame.kind == Kind.HELLO:
            self._send(Kind.HELLO_REPLY, request, 2, "fake", "none", "0123456789ab", self.scalar, "regression", 64, 32, 4, self.frame)
        elif frame.kind == Kind.PROBLEM:
            self._forget()
            self._problem = fields
            self._send(Kind.ACK, request)
        elif self._problem is None:
            self._send(Kind.ERROR, request, 3, "No problem is set; send one first.")
        elif frame.kind == Kind.ROWS:
            self._take_rows(request, *fields)
        elif frame.kind == Kind.PROBES:
            width = self._problem[0]
            self._probes = [tuple(fields[1][start : start + width]) for start in range(0, len(fields[1]), width)]
            self._send(Kind.ACK, request)
        elif frame.kind == Kind.FIT:
            self._fit(request, *fields)

    def _take_rows(self, request: int, split: int, first: int, values: list[float]) -> None:
        if split != self._split:
            self._split, self._rows, self._probes = split, [], []
        width = self._problem[0] + 1
        if first > len(self._rows):
            self._send(Kind.ERROR, request, 3, "Rows are missing before these.")
            return
        self._rows[first:] = [tuple(values[start : start + width]) for start in range(0, len(values), width)]
        self._send(Kind.ACK, request)

    def _fit(self, request: int, split: int, first: int, last: int) -> None:
        if split != self._split or last > len(self._rows):
            self._send(Kind.ERROR, request, 3, "The rows are not loaded; send them first.")
            return
        self._send(Kind.ACK, request)
        for n in range(first, last + 1):
            self._send(Kind.RECORD, *self._record(n))
            for index in range(len(self._probes)):
                rank = min(n, self._problem[0])
                self._send(Kind.FACTORS, split, n, index, *(self._numbers(rank, n, index, part) for part in range(3)))
        count = last - first + 1
        self._send(Kind.END, split, first, last, count, count * len(self._probes))

    def _record(self, n: int) -> list:
        cutoffs, modes = len(self._problem[4]), len(self._problem[5])
        rank = min(n, self._problem[0])
        return [
            self._split, n, 0, rank,
            *self._numbers(4, n, 10, 0),
            [rank] * cutoffs,
            self._numbers(cutoffs, n, 11, 0),
            self._numbers(cutoffs, n, 12, 0),
            self._numbers(modes, n, 13, 0),
            *self._numbers(2, n, 14, 0),
        ]  # fmt: skip

    def _numbers(self, count: int, *place: int) -> list[float]:
        seed = zlib.crc32(repr((self._problem, self._split, self._rows[: place[0]], self._probes, place)).encode())
        numbers = np.random.RandomState(seed).lognormal(size=count)
        if self.scalar == "double":
            return numbers.tolist()
        return [struct.unpack("<f", struct.pack("<f", value))[0] for value in numbers]


def small_problem(name: str = "small", seed: int = 1, rows: int = 45, dimension: int = 3, scalar: str = "float") -> Problem:
    """A problem that takes no time."""
    source = np.random.RandomState(seed)
    columns = tuple(f"c{index}" for index in range(dimension))
    return make(Dataset(name, name, columns, "y", source.randn(rows, dimension), source.randn(rows), (1, 2)), scalar)
