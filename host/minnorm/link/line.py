# SPDX-License-Identifier: MIT
"""A line with a board at its other end: what it damages, how long its answers take, and how long to wait for one."""

import math
import random
from dataclasses import dataclass, field
from typing import Protocol

from minnorm.errors import UserError
from minnorm.link import fault, wire
from minnorm.link.loss import Loss
from minnorm.link.transport import Transport
from minnorm.link.wire import Frame, Kind

# An emulator hands over byte by byte: let some gather while rows stream, instead of waking up for each.
_GATHER_SECONDS = 0.004
# The shortest waits for an answer. Where nothing was lost of late a late one is likelier than a lost one.
_CLEAN_SECONDS = 0.25
_LOSSY_SECONDS = 0.005
_MOST_PATIENT = 10  # times as long is waited after many attempts as after the first
_MOST_BYTES = 1 << 24  # of an answer, and of what else comes in meanwhile
MOST_COPIES = 8
_LOST_AS_A_RULE = 0.25
_CHECK = "check that it runs minnorm's firmware, the cable, the baud rate, and what else uses the line"


@dataclass(frozen=True)
class Patience:
    """How long to wait (seconds) and how often to ask before the line is called dead. What brings something new renews both.

    It is asked again sooner once it is known how long its answers take.
    """

    hello_seconds: float = 1.0
    hello_tries: int = 20
    frame_seconds: float = math.inf  # for a first frame of a board
    reply_seconds: float = 1.0
    reply_tries: int = 30
    rounds: int = 10  # of a unit, in which nothing new came
    record_seconds: float = 120.0  # the longest wait for a row, or for a word that the board is alive
    unit_seconds: float = 6 * 3600.0  # for a unit, however alive the board says it is


ON_A_PORT = Patience(frame_seconds=4.0)  # a board that is not just starting answers soon; with the last wait it is less than 5 s


class Receive(Protocol):
    """What takes what comes in: a wire.Decoder, or what decodes and keeps it."""

    @property
    def damaged(self) -> int:
        """Frames so far that were none."""

    def feed(self, data: bytes) -> list[Frame]:
        """The good frames that `data` completes."""


@dataclass
class Heard:
    """What came in while an answer was waited for."""

    size: int = 0
    frames: int = 0
    damaged: int = 0

    def add(self, other: "Heard") -> None:
        """Counts what the other did too. Raises UserError for more than any answer has."""
        self.size += other.size
        self.frames += other.frames
        self.damaged += other.damaged
        self.check()

    def check(self) -> None:
        """Raises UserError for more than any answer has."""
        if self.size > _MOST_BYTES:
            raise UserError(f"The board sent {self.size >> 20} MB that answer nothing; {_CHECK}.")


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
    incoming: Loss = field(default_factory=Loss)
    outgoing: Loss = field(default_factory=Loss)
    _mean: float = 0.0  # of the times that answers took of late, in seconds
    _deviation: float = 0.0  # of them from their mean
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

    def take(self, receive: Receive, data: bytes, heard: Heard) -> list[Frame]:
        """The good frames that `data`, which came in, completes. Raises UserError for more than any answer has."""
        before = receive.damaged
        frames = receive.feed(data)
        self.hear(data)
        damaged = max(0, receive.damaged - before)
        whole = sum(len(frame.payload) + wire.AROUND for frame in frames)
        self.incoming.note(whole, max(0, len(data) - whole), damaged)
        heard.size += len(data)
        heard.frames += len(frames)
        heard.damaged += damaged
        heard.check()
        return frames

    def wait(self, seconds: float, attempt: int) -> float:
        """How long to wait for an answer that may take `seconds`, when it was asked for so many times before."""
        shortest = _LOSSY_SECONDS if self.incoming.is_seen or self.outgoing.is_seen else _CLEAN_SECONDS
        return min(seconds, max(shortest, self._mean + 4 * self._deviation)) * min(1 + attempt / 4, _MOST_PATIENT)

    def copies(self, size: int) -> int:
        """How many of a request of that size to send at once, which does no harm, so that it is served as a rule."""
        if not self.outgoing.is_seen:
            return 1
        lost = 1.0 - self.outgoing.whole(size)
        return min(MOST_COPIES, 1 + int(math.log(_LOST_AS_A_RULE) / math.log(lost))) if lost > _LOST_AS_A_RULE else 1

    def took(self, seconds: float) -> None:
        """Notes how long an answer took."""
        self._deviation += (abs(seconds - self._mean) - self._deviation) / 4
        self._mean += (seconds - self._mean) / 8

    def silence(self, heard: Heard) -> str:
        """The sentence for an answer that did not come."""
        if heard.damaged:
            return (
                f"The line damages too much: {heard.damaged} frames came in damaged and {heard.frames} whole, which is about {self.incoming} of "
                f"the bytes; {_CHECK}."
            )
        if heard.frames:
            return f"The board answers something else: {heard.frames} frames came in, none of them for this request; {_CHECK}."
        if heard.size:
            return f"What comes in is no frame of minnorm's ({heard.size} bytes); {_CHECK}."
        return f"The board does not answer; {_CHECK}, and reset it if it may still be computing for a command that was stopped."

    def _hear_the_rest(self) -> None:
        while True:
            try:
                data = self.transport.read(0.0)
            except UserError:
                return
            if not data:
                return
            self.hear(data)
