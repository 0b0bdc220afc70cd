# SPDX-License-Identifier: MIT
"""Talking with a board: one request at a time, sent again until it is answered."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from minnorm.link import fault, wire
from minnorm.errors import UserError
from minnorm.link.transport import Transport
from minnorm.link.wire import ErrorCode, Frame, Hello, Kind

# An emulator hands over byte by byte: let some gather while records stream, instead of waking up for each.
_GATHER_SECONDS = 0.004


@dataclass(frozen=True)
class Patience:
    """How long to wait for an answer or a record (seconds) and how often to ask before the line is called dead."""

    hello_seconds: float = 1.0
    hello_tries: int = 20
    reply_seconds: float = 5.0
    reply_tries: int = 6
    rounds: int = 10
    record_seconds: float = 120.0  # the longest wait for a row: a training, a fit on a slow core without floating-point hardware


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


def stream(
    link: Link,
    receive: Receive,
    kind: Kind,
    payload: bytes,
    *,
    records: tuple[Kind, ...],
    is_end: Callable[[Frame], bool],
    is_complete: Callable[[], bool],
) -> None:
    """One request that is answered by frames of the kinds `records` and one that ends them.

    Returns after the end, or when nothing more comes; some may still be missing then. `is_complete` says whether all are there,
    and the board no longer computing.
    """
    number, data = link.frame(kind, payload)
    patience = link.patience
    is_served = False

    def seconds() -> float:
        return patience.record_seconds if is_served and not is_complete() else patience.reply_seconds

    for attempt in range(patience.reply_tries):
        link.repeated += attempt > 0
        link.write(data)
        for frames in _until_silence(link, receive, seconds, gather=_GATHER_SECONDS):
            for frame in frames:
                if is_end(frame):
                    return
                _raise_if_error(frame, number)
                is_served = is_served or frame.kind in records or _answers(frame, number)
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
    return frame.kind in (Kind.ACK, Kind.ERROR, Kind.HELLO_REPLY, Kind.DESCRIPTION) and wire.unpack(frame)[0] == request


def _raise_if_error(frame: Frame, request: int) -> None:
    if frame.kind == Kind.ERROR and _answers(frame, request):
        _, code, sentence = wire.unpack(frame)
        raise BoardError(code, sentence)


def sentence(board: str, what: str, error: BoardError) -> str:
    """A refusal of what the board was asked for, for people."""
    if error.code == ErrorCode.OVER_CAPACITY:
        return f"{board} cannot take {what}: {error}"
    if error.code == ErrorCode.OUT_OF_ORDER:
        return f"{board} forgets what it was sent: {error}"
    return f"{board} does not understand this host; build and flash its firmware from this tree: {error}"


def _silence() -> str:
    return "The board does not answer; check that it runs minnorm's firmware, the cable and the baud rate, and reset it if it may still be computing for a command that was stopped."
