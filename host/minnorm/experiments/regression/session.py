# SPDX-License-Identifier: MIT
"""A regression's conversation with a board: rows out, records in, until nothing is missing."""

from collections.abc import Callable

import numpy as np

from minnorm.experiments.regression import capacity
from minnorm.link import conversation, wire
from minnorm.experiments.regression import splits as split_module
from minnorm.link.conversation import BoardError, Link, Receive
from minnorm.errors import UserError
from minnorm.experiments.regression.problem import Problem
from minnorm.link.reception import Reception
from minnorm.experiments.regression.table import PROBES
from minnorm.link.wire import ErrorCode, Frame, Hello, Kind

_HEADERS = 16  # bytes at most of a rows payload around its reals


def check_capacity(hello: Hello, problem: Problem, last: int) -> None:
    """Raises UserError if the board has no memory for the problem, or its frames no room for it."""
    dimension = problem.dataset.dimension
    if not capacity.fits(hello.rows, hello.features, last, problem.dataset) or hello.probes < PROBES:
        raise UserError(capacity.over(hello.board, problem.dataset, last, hello.features, hello.rows))
    needed = max(len(problem.payload(hello.scalar)), _HEADERS + _row_bytes(dimension, hello.scalar))
    if needed + wire.OVERHEAD > hello.frame:
        raise UserError(f"The frames of {hello.board} are too short for {problem.name}; choose fewer features or a larger board.")


def run(link: Link, hello: Hello, problem: Problem, reception: Reception, log: Callable[[bytes], None]) -> None:
    """Asks for everything that is missing in `reception`'s table. Raw bytes go to `log` before they are decoded.

    Raises UserError if the line or the board gives up; what came until then is in the log.
    """

    def receive(data: bytes) -> list[Frame]:
        log(data)
        return reception.feed(data)

    talk = _Conversation(link, hello, problem, reception, receive)
    try:
        talk.begin()
        for split in reception.table.shape.numbers:
            if reception.table.missing(split):
                talk.complete(split)
    except BoardError as error:
        raise UserError(conversation.sentence(hello.board, problem.name, error)) from None


class _Conversation:
    def __init__(self, link: Link, hello: Hello, problem: Problem, reception: Reception, receive: Receive) -> None:
        self.link = link
        self.hello = hello
        self.problem = problem
        self.table = reception.table
        self.receive = receive

    def begin(self) -> None:
        """Hello, its own frame logged (see Table), then the problem."""
        conversation.greet(self.link, self.hello, self.receive)
        self.send(Kind.PROBLEM, self.problem.payload(self.hello.scalar))

    def complete(self, split: int) -> None:
        """Loads the split's rows and asks for what is missing until nothing is."""
        is_loaded = False
        for attempt in range(self.link.patience.rounds):
            missing = self.table.missing(split)
            if not missing:
                return
            self.link.asked_again += len(missing) if attempt else 0
            try:
                if not is_loaded:
                    self.load(split)
                is_loaded = True
                for first, last in _runs(missing):
                    self.fit(split, first, last)
            except BoardError as error:
                if error.code != ErrorCode.OUT_OF_ORDER:
                    raise
                # The board lost its memory, to a reset say.
                self.send(Kind.PROBLEM, self.problem.payload(self.hello.scalar))
                is_loaded = False
        if self.table.missing(split):
            raise UserError(
                f"The line to {self.hello.board} loses too much (split {split} of {self.problem.name} did not come in "
                f"{self.link.patience.rounds} rounds); check the cable."
            )

    def load(self, split: int) -> None:
        """Sends the split's training rows and its probe."""
        data = self.problem.dataset
        scalar = self.hello.scalar
        order = split_module.training_rows(split, data.rows)[: self.table.shape.last]
        rows = np.column_stack([data.features[order], data.target[order]])
        room = self.hello.frame - wire.OVERHEAD - _HEADERS
        step = max(1, room // _row_bytes(data.dimension, scalar))
        for first in range(0, len(rows), step):
            values = rows[first : first + step].ravel().tolist()
            self.send(Kind.ROWS, wire.pack(split, first, wire.reals(values, scalar)))
        probe = data.features[split_module.probe_row(split, data.rows)].tolist()
        self.send(Kind.PROBES, wire.pack(split, wire.reals(probe, scalar)))

    def send(self, kind: Kind, payload: bytes) -> None:
        """One request that is answered by an ack."""
        conversation.request(self.link, self.receive, kind, payload)

    def fit(self, split: int, first: int, last: int) -> None:
        """Asks for the fits first … last and takes in what comes; some may still be missing afterwards."""
        conversation.stream(
            self.link,
            self.receive,
            Kind.FIT,
            wire.pack(split, first, last),
            records=(Kind.RECORD, Kind.FACTORS),
            is_end=lambda frame: frame.kind == Kind.END and wire.unpack(frame)[:3] == [split, first, last],
            is_complete=lambda: self.table.is_complete(split, last),
        )


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Ascending numbers as (first, last) of their unbroken runs."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return runs


def _row_bytes(dimension: int, scalar: str) -> int:
    return (dimension + 1) * (5 if scalar == "float" else 9)
