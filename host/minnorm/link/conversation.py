# SPDX-License-Identifier: MIT
"""Talking with a board: one request at a time, sent again until it is answered."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from minnorm.errors import UserError
from minnorm.link import description, fault, wire
from minnorm.link.description import Description
from minnorm.link.recording import Recording, Unit
from minnorm.link.transport import Transport
from minnorm.link.wire import ErrorCode, Frame, Hello, Kind

# An emulator hands over byte by byte: let some gather while rows stream, instead of waking up for each.
_GATHER_SECONDS = 0.004


@dataclass(frozen=True)
class Patience:
    """How long to wait for an answer or a record (seconds) and how often to ask before the line is called dead."""

    hello_seconds: float = 1.0
    hello_tries: int = 20
    reply_seconds: float = 5.0
    reply_tries: int = 6
    rounds: int = 10
    record_seconds: float = 120.0  # the longest wait for a row, or for a word that the board is alive


class BoardError(Exception):
    """An error frame: its code as in docs/WIRE.md, and the board's own sentence."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass
class Link:
    """A line with a board at its other end. `repeated` counts requests sent again, `asked_again` the units.

    `gather` is how long to wait, in seconds, from one read of rows to the next.
    """

    transport: Transport
    patience: Patience = Patience()
    gather: float = _GATHER_SECONDS
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
Given = Callable[[int], Mapping[str, np.ndarray]]  # a repeat's inputs by name


def identify(link: Link) -> Hello:
    """Says hello and returns what the board says it is. Raises UserError if nothing answers."""
    request, data = link.frame(Kind.HELLO, wire.pack(wire.PROTOCOL))
    return wire.hello(_ask(link, data, request, Kind.HELLO_REPLY, wire.Decoder().feed))


def greet(link: Link, hello: Hello, receive: Receive) -> None:
    """Says hello again, as each session on a log begins: what follows is not taken for the rest of the one before.

    Raises UserError if another board answers than the one that said `hello`.
    """
    request, data = link.frame(Kind.HELLO, wire.pack(wire.PROTOCOL))
    receive(data)
    answer = wire.hello(_ask(link, data, request, Kind.HELLO_REPLY, receive))
    if answer._replace(request=0) != hello._replace(request=0):
        raise UserError("Another board answers than a moment ago; check what else uses the line.")


def request(link: Link, receive: Receive, kind: Kind, payload: bytes, expected: Kind = Kind.ACK) -> Frame:
    """One request that is answered by one frame of the expected kind, which is returned."""
    number, data = link.frame(kind, payload)
    return _ask(link, data, number, expected, receive)


def describe(link: Link, receive: Receive | None = None) -> Description:
    """Asks the board what its experiment is. Raises UserError if nothing answers."""
    return description.parse(request(link, receive or wire.Decoder().feed, Kind.DESCRIBE, wire.pack(), Kind.DESCRIPTION))


def record(link: Link, hello: Hello, recording: Recording, log: Callable[[bytes], None], given: Given) -> None:
    """Asks for everything that is missing in the recording. Raw bytes go to `log` before they are decoded.

    Raises UserError if the line or the board gives up; what came until then is in the log.
    """

    def receive(data: bytes) -> list[Frame]:
        log(data)
        return recording.feed(data)

    with refusals_told(hello):
        greet(link, hello, receive)
        describe(link, receive)
        talk = _Talk(link, hello, recording, receive, given)
        for unit in recording.units():
            if not recording.is_complete(unit):
                talk.complete(unit)


@contextmanager
def refusals_told(hello: Hello) -> Iterator[None]:
    """Makes of a board's refusal a sentence for people."""
    try:
        yield
    except BoardError as error:
        told: dict[int, str] = {
            ErrorCode.OVER_CAPACITY: f"{hello.board} cannot take this for {hello.experiment}",
            ErrorCode.OUT_OF_ORDER: f"{hello.board} forgets what it was sent",
            ErrorCode.MALFORMED: f"{hello.board} refuses this for {hello.experiment}",
        }
        otherwise = f"{hello.board} does not understand this host; build and flash its firmware from this tree"
        raise UserError(f"{told.get(error.code, otherwise)}: {error}") from None


class _Talk:
    """The requests for one set of data. What the board has loaded is not sent again."""

    def __init__(self, link: Link, hello: Hello, recording: Recording, receive: Receive, given: Given) -> None:
        self._link = link
        self._hello = hello
        self._recording = recording
        self._receive = receive
        self._given = given
        self._loaded: dict[str, bytes] = {}

    def complete(self, unit: Unit) -> None:
        """Asks for the unit until nothing of it is missing."""
        for attempt in range(self._link.patience.rounds):
            self._link.asked_again += attempt > 0
            try:
                self._load(self._given(unit[0]))
                self._compute(unit)
            except BoardError as error:
                if error.code != ErrorCode.OUT_OF_ORDER or attempt + 1 == self._link.patience.rounds:
                    raise
                self._loaded.clear()  # the board lost its memory, to a reset say
            if self._recording.is_complete(unit):
                return
        raise UserError(
            f"The line to {self._hello.board} loses too much (repeat {unit[0]} of case {unit[1]} did not come in "
            f"{self._link.patience.rounds} rounds); check the cable."
        )

    def _load(self, inputs: Mapping[str, np.ndarray]) -> None:
        """Sends what the board does not have, in pieces that its frames have room for."""
        scalar = self._hello.scalar
        for name, values in inputs.items():
            if self._loaded.get(name) == values.tobytes():
                continue
            self._loaded.pop(name, None)
            overhead = wire.OVERHEAD + len(wire.pack(name, len(values), []))  # an empty array's head is a byte, the longest three
            step = max(1, (self._hello.frame - overhead - 2) // wire.real_bytes(scalar))
            for first in range(0, max(1, len(values)), step):
                piece = wire.reals(values[first : first + step].tolist(), scalar)
                request(self._link, self._receive, Kind.LOAD, wire.pack(name, first, piece))
            self._loaded[name] = values.tobytes()

    def _compute(self, unit: Unit) -> None:
        """One request that is answered by rows and an end; some may still be missing when nothing more comes."""
        link, patience = self._link, self._link.patience
        asked = [self._recording.seed, *unit]
        number, data = link.frame(Kind.COMPUTE, wire.pack(*asked))
        is_served = False

        def seconds() -> float:
            is_waiting = is_served and not self._recording.is_complete(unit)
            return patience.record_seconds if is_waiting else patience.reply_seconds

        for attempt in range(patience.reply_tries):
            link.repeated += attempt > 0
            link.write(data)
            for frames in _until_silence(link, self._receive, seconds, gather=link.gather):
                for frame in frames:
                    if frame.kind == Kind.COMPUTED and wire.unpack(frame)[:3] == asked:
                        return
                    _raise_if_error(frame, number)
                    is_served = is_served or frame.kind == Kind.ROWS or _answers(frame, number)
            if is_served:
                return  # the end was lost
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
    return frame.kind in (Kind.ACK, Kind.ERROR, Kind.HELLO_REPLY, Kind.DESCRIPTION) and wire.unpack(frame)[0] == request


def _raise_if_error(frame: Frame, request: int) -> None:
    if frame.kind == Kind.ERROR and _answers(frame, request):
        _, code, sentence = wire.unpack(frame)
        raise BoardError(code, sentence)


def _silence() -> str:
    return (
        "The board does not answer; check that it runs minnorm's firmware, the cable and the baud rate, and reset it if it may "
        "still be computing for a command that was stopped."
    )
