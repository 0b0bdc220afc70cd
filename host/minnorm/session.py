# SPDX-License-Identifier: MIT
"""The conversation with a board: one request at a time, sent again until it is answered, until nothing is missing."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from minnorm import capacity, fault, wire
from minnorm import splits as split_module
from minnorm.errors import UserError
from minnorm.problem import Problem
from minnorm.table import PROBES, Reception
from minnorm.transport import Transport
from minnorm.wire import ErrorCode, Frame, Hello, Kind

# An emulator hands over byte by byte: let some gather while records stream, instead of waking up for each.
_GATHER_SECONDS = 0.004
_HEADERS = 16  # bytes at most of a rows payload around its reals


@dataclass(frozen=True)
class Patience:
    """How long to wait for an answer or a record (seconds) and how often to ask before the line is called dead."""

    hello_seconds: float = 1.0
    hello_tries: int = 20
    reply_seconds: float = 5.0
    reply_tries: int = 6
    rounds: int = 10
    record_seconds: float = 30.0  # a fit of the largest size on a slow core without floating-point hardware


class BoardError(Exception):
    """An error frame: its code as in docs/WIRE.md, and the board's own sentence."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass
class Link:
    """A line with a board at its other end. `repeated` counts requests sent again, `asked_again` the fits."""

    transport: Transport
    patience: Patience = Patience()
    repeated: int = 0
    asked_again: int = 0
    # A random start: the reply to a killed command's request, still in the line, is then not taken for one to ours.
    sequence: int = field(default_factory=lambda: random.randrange(wire.SEQUENCES))
    _heard: bytes = b"\0"  # the end of what came in

    def frame(self, kind: Kind, payload: bytes) -> tuple[int, bytes]:
        """A new request: its sequence number and its bytes."""
        sequence = self.sequence
        self.sequence = (sequence + 1) % wire.SEQUENCES
        return sequence, wire.encode(kind, sequence, payload)

    def write(self, data: bytes) -> None:
        """Sends all of `data`. Raises UserError if the line is gone, Fault if the last that came in on it says why."""
        try:
            self.transport.write(data)
        except UserError:
            self._hear_the_rest()
            raise

    def hear(self, data: bytes) -> None:
        """Raises Fault if the board reports one in `data`, which came in, or began to in what came in before."""
        self._heard = self._heard[-fault.LONGEST :] + data
        report = fault.find(self._heard)
        if report is not None:
            raise fault.Fault(report)

    def _hear_the_rest(self) -> None:
        while True:
            try:
                data = self.transport.read(0.0)
            except UserError:
                return
            if not data:
                return
            self.hear(data)


Receive = Callable[[bytes], list[Frame]]


def identify(link: Link) -> Hello:
    """Says hello and returns what the board says it is. Raises UserError if nothing answers."""
    request, data = link.frame(Kind.HELLO, wire.pack(wire.PROTOCOL))
    return wire.hello(_ask(link, data, request, Kind.HELLO_REPLY, wire.Decoder().feed))


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

    conversation = _Conversation(link, hello, problem, reception, receive)
    try:
        conversation.begin()
        for split in range(reception.table.shape.splits):
            if reception.table.missing(split):
                conversation.complete(split)
    except BoardError as error:
        raise UserError(_sentence(hello.board, problem.name, error)) from None


class _Conversation:
    def __init__(self, link: Link, hello: Hello, problem: Problem, reception: Reception, receive: Receive) -> None:
        self.link = link
        self.hello = hello
        self.problem = problem
        self.table = reception.table
        self.receive = receive

    def begin(self) -> None:
        """Hello, its own frame logged (see Table), then the problem."""
        request, data = self.link.frame(Kind.HELLO, wire.pack(wire.PROTOCOL))
        self.receive(data)
        answer = wire.hello(_ask(self.link, data, request, Kind.HELLO_REPLY, self.receive))
        if answer._replace(request=0) != self.hello._replace(request=0):
            raise UserError("Another board answers than a moment ago; check what else uses the line.")
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
        request, data = self.link.frame(kind, payload)
        _ask(self.link, data, request, Kind.ACK, self.receive)

    def fit(self, split: int, first: int, last: int) -> None:
        """Asks for the fits first … last and takes in what comes; some may still be missing afterwards."""
        request, data = self.link.frame(Kind.FIT, wire.pack(split, first, last))
        patience = self.link.patience
        is_served = False

        def seconds() -> float:
            is_computing = is_served and not self.table.is_complete(split, last)
            return patience.record_seconds if is_computing else patience.reply_seconds

        for attempt in range(patience.reply_tries):
            self.link.repeated += attempt > 0
            self.link.write(data)
            for frames in _until_silence(self.link, self.receive, seconds, gather=_GATHER_SECONDS):
                for frame in frames:
                    if frame.kind == Kind.END and wire.unpack(frame)[:3] == [split, first, last]:
                        return
                    _raise_if_error(frame, request)
                    is_served = is_served or frame.kind in (Kind.RECORD, Kind.FACTORS) or _answers(frame, request)
            if is_served:
                return  # the end was lost: what is missing, if anything, is asked for again
        raise UserError(_silence())


def _ask(link: Link, data: bytes, request: int, expected: Kind, receive: Receive) -> Frame:
    """Sends a request until its reply comes, and returns the reply."""
    patience = link.patience
    is_hello = expected == Kind.HELLO_REPLY
    seconds, tries = (
        (patience.hello_seconds, patience.hello_tries) if is_hello else (patience.reply_seconds, patience.reply_tries)
    )
    for attempt in range(tries):
        link.repeated += attempt > 0
        link.write(data)
        for frames in _until_silence(link, receive, lambda: seconds):
            for frame in frames:
                if frame.kind == expected and _answers(frame, request):
                    return frame
                _raise_if_error(frame, request)
    raise UserError(_silence())


def _until_silence(
    link: Link, receive: Receive, seconds: Callable[[], float], *, gather: float = 0.0
) -> Iterator[list[Frame]]:
    """The frames that come in, until none has for that long. Noise that makes no good frame counts as silence.

    `seconds` is asked again after each frame; `gather` is how long to wait, in seconds, from one read to the next.
    """
    deadline = time.monotonic() + seconds()
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            return
        data = link.transport.read(left)
        frames = receive(data) if data else []
        link.hear(data)
        if frames:
            yield frames
            deadline = time.monotonic() + seconds()
        if gather:
            time.sleep(gather)


def _answers(frame: Frame, request: int) -> bool:
    return frame.kind in (Kind.ACK, Kind.ERROR, Kind.HELLO_REPLY) and wire.unpack(frame)[0] == request


def _raise_if_error(frame: Frame, request: int) -> None:
    if frame.kind == Kind.ERROR and _answers(frame, request):
        _, code, sentence = wire.unpack(frame)
        raise BoardError(code, sentence)


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


def _sentence(board: str, dataset: str, error: BoardError) -> str:
    if error.code == ErrorCode.OVER_CAPACITY:
        return f"{board} cannot take {dataset}: {error}"
    if error.code == ErrorCode.OUT_OF_ORDER:
        return f"{board} forgets what it was sent: {error}"
    return f"{board} does not understand this host; build and flash its firmware from this tree: {error}"


def _silence() -> str:
    return "The board does not answer; check that it runs minnorm's firmware, the cable and the baud rate."
