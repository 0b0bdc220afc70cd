# SPDX-License-Identifier: MIT
"""Talking with a board: one request at a time, sent again until it is answered."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from minnorm import progress
from minnorm.errors import UserError
from minnorm.link import description, wire
from minnorm.link.description import Description
from minnorm.link.line import MOST_COPIES, Heard, Link, Receive
from minnorm.link.overheard import Overheard
from minnorm.link.recording import Recording, Unit
from minnorm.link.wire import ErrorCode, Frame, Hello, Kind
from minnorm.link.wish import Wish

# Bytes of a frame beside its values, its zeros and COBS among them; and of an acknowledgement.
_ROWS_OVERHEAD = 22
_PIECE_OVERHEAD = 36  # with the request
_ANSWER_OVERHEAD = 15
_COMPUTE_HEAD = 25  # of a payload, before the bits of the frames that are here


class BoardError(Exception):
    """An error frame: its code as in docs/WIRE.md, and the board's own sentence."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class NoAnswer(UserError):
    """A request was not answered in any of its tries."""


Given = Callable[[int], Mapping[str, np.ndarray]]  # a repeat's inputs by name
Request = Callable[[], tuple[int, bytes]]  # the number and the bytes to send next


def identify(link: Link) -> Hello:
    """Says hello and returns what the board says it is. Raises UserError, which says what came in instead, if nothing answers."""
    heard = Overheard()
    end = time.monotonic() + link.patience.frame_seconds
    is_told = False

    def is_hopeful() -> bool:
        nonlocal is_told
        if time.monotonic() < end:
            return True
        if heard.is_board and not is_told:
            is_told = True
            progress.say("The board is still busy with what another command asked of it; waiting ...")
        return heard.is_board

    try:
        return wire.hello(_ask(link, heard, _hello(link), Kind.HELLO_REPLY, is_hopeful))
    except NoAnswer as error:
        raise UserError(heard.sentence() or str(error)) from None
    except BoardError as error:
        raise UserError(f"The board refuses this host's protocol {wire.PROTOCOL}: {error} Build and flash its firmware from this tree.") from None


def greet(link: Link, hello: Hello, receive: Receive) -> None:
    """Says hello again, as each session on a log begins: what follows is not taken for the rest of the one before.

    Raises UserError if another board answers than the one that said `hello`.
    """
    say = _hello(link)
    receive.feed(say()[1])
    _check_same(wire.hello(_ask(link, receive, say, Kind.HELLO_REPLY)), hello)


def describe(link: Link, receive: Receive | None = None) -> Description:
    """Asks the board what its experiment is. Raises UserError if nothing answers, or what says nothing more of it."""
    receive = receive or wire.Decoder()
    pieces = description.Pieces()

    def longest() -> int:
        return link.incoming.longest(_PIECE_OVERHEAD, wire.LONGEST_BODY, alone=True)

    while True:
        had = pieces.have
        answer = _ask(link, receive, _recut(lambda: (Kind.DESCRIBE, wire.pack(pieces.have, longest())), link), Kind.DESCRIPTION)
        said = pieces.take(answer)
        if said is not None:
            return said
        if pieces.have == had:
            raise wire.strange(answer)


def record(link: Link, hello: Hello, recording: Recording, log: Callable[[bytes], None], given: Given) -> None:
    """Asks for everything that is missing in the recording. Raw bytes go to `log` before they are decoded.

    Raises UserError if the line or the board gives up; what came until then is in the log.
    """
    receive = _Logged(recording, log)
    with refusals_told(hello):
        greet(link, hello, receive)
        describe(link, receive)
        talk = _Talk(link, hello, recording, receive, given)
        for unit in recording.units():
            if not recording.is_complete(unit):
                talk.complete(unit)


@dataclass(frozen=True)
class _Logged:
    recording: Recording
    log: Callable[[bytes], None]

    @property
    def damaged(self) -> int:
        return self.recording.damaged

    def feed(self, data: bytes) -> list[Frame]:
        self.log(data)
        return self.recording.feed(data)


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
        """Asks for the unit until nothing of it is missing. Raises UserError if for long nothing new of it comes, or too little."""
        patience = self._link.patience
        wish = Wish()
        inputs = self._given(unit[0])  # which may keep it waiting
        end = time.monotonic() + patience.unit_seconds
        have, fruitless, since = self._recording.have(unit), 0, time.monotonic()
        refusal: BoardError | None = None  # since something new came
        while True:
            is_refused = False
            try:
                self._load(inputs)
                self._compute(unit, wish, end)
            except BoardError as error:
                if error.code != ErrorCode.OUT_OF_ORDER:
                    raise
                refusal, is_refused = error, True
                self._loaded.clear()  # the board lost its memory, to a reset say
            if self._recording.is_complete(unit):
                return
            now = self._recording.have(unit)
            if now > have:
                have, fruitless, since, refusal = now, 0, time.monotonic(), None
            fruitless += 1
            # Over a clean line a board that refuses will go on to; over another it may be reset, and must be told anew.
            is_bad = self._link.incoming.is_seen or self._link.outgoing.is_seen
            is_over = time.monotonic() - since > patience.record_seconds
            if fruitless >= patience.rounds and (is_over or (is_refused and not is_bad)):
                raise refusal or UserError(self._hopeless(unit, fruitless))
            self._link.asked_again += 1

    def _hopeless(self, unit: Unit, rounds: int) -> str:
        link = self._link
        if not (link.incoming.is_seen or link.outgoing.is_seen):
            return (
                f"{self._hello.board} answers, but of repeat {unit[0]} of case {unit[1]} nothing new came in {rounds} rounds, and nothing that "
                "came was damaged; build and flash its firmware from this tree, or check what passes its frames on."
            )
        return (
            f"The line to {self._hello.board} loses too much, about {link.incoming} of the bytes that come in and {link.outgoing} of those sent "
            f"(of repeat {unit[0]} of case {unit[1]} nothing new came in {rounds} rounds); check the cable."
        )

    def _load(self, inputs: Mapping[str, np.ndarray]) -> None:
        """Sends what the board does not have, in pieces that its frames have room for and the line carries."""
        for name, values in inputs.items():
            if self._loaded.get(name) == values.tobytes():
                continue
            self._loaded.pop(name, None)
            first = 0
            while True:
                # Cut anew for each attempt, as long as the line then carries.
                ask = _recut(lambda: (Kind.LOAD, self._piece(name, first, values)), self._link)
                _ask(self._link, self._receive, ask, Kind.ACK)
                first += self._step
                if first >= len(values):
                    break
            self._loaded[name] = values.tobytes()

    def _piece(self, name: str, first: int, values: np.ndarray) -> bytes:
        """A load of as many of the values from number `first` on as go into a frame now: so many are then in `_step`."""
        scalar = self._hello.scalar
        overhead = wire.OVERHEAD + len(wire.pack(name, len(values), [])) + 2  # an empty array's head is a byte, the longest three
        longest = self._link.outgoing.longest(overhead + _ANSWER_OVERHEAD, self._hello.frame, alone=True)
        self._step = max(1, (longest - overhead) // wire.real_bytes(scalar))
        return wire.pack(name, first, wire.reals(values[first : first + self._step].tolist(), scalar))

    def _compute(self, unit: Unit, wish: Wish, end: float) -> None:
        """One request that is answered by rows and an end; some may still be missing when nothing more comes.

        Raises UserError when it is time to end, however much the board says.

        After a silence the board is greeted: it serves what it is asked in order, so that its reply says that nothing more comes.
        """
        link, patience = self._link, self._link.patience
        asked = [self._recording.seed, *unit]
        wish.adapt(link.incoming.longest(_ROWS_OVERHEAD, wire.LONGEST_BODY, alone=False))
        overhead = wire.OVERHEAD + _COMPUTE_HEAD
        each, had = wish.rest(link.outgoing.longest(overhead, self._hello.frame, alone=True) - overhead)
        number, data = link.frame(Kind.COMPUTE, wire.pack(*asked, wish.longest, each, wire.binary(had)))
        greeting, greet_data = _hello(link)()
        heard = Heard()
        last = time.monotonic()  # when the board said something of this, or was greeted
        alive = last
        silences = 0
        is_served = False
        # Each that is served is computed: no more than that one of them comes, as a rule.
        copies = min(MOST_COPIES, int(1 / link.outgoing.whole(len(data)))) if link.outgoing.is_seen else 1
        link.write(data * copies)
        while True:
            for frames in _until(link, self._receive, lambda: min(end, last + link.wait(patience.reply_seconds, silences)), heard, link.gather):
                for frame in frames:
                    if frame.kind == Kind.COMPUTED and wire.unpack(frame)[0] == number:
                        wish.frames = wire.unpack(frame)[5]
                        link.outgoing.note_any(len(data), copies, came=True)
                        return
                    _raise_if_error(frame, number)
                    if frame.kind == Kind.HELLO_REPLY and _answers(frame, greeting):
                        _check_same(wire.hello(frame), self._hello)
                        link.outgoing.note_any(len(data), copies, came=is_served)
                        return
                    is_row = frame.kind == Kind.ROWS and wire.unpack(frame)[:3] == asked
                    if is_row:
                        wish.have.add(wire.unpack(frame)[3])
                    if is_row or _answers(frame, number):
                        is_served = True
                        last = alive = time.monotonic()
                        silences = 0
            last = time.monotonic()
            if last >= end:
                raise UserError(f"{self._hello.board} is alive but has not finished in {patience.unit_seconds / 3600:.0f} hours; reset it, or check its line.")
            longest_silence = patience.record_seconds if is_served else patience.reply_seconds * patience.reply_tries
            if silences >= patience.reply_tries and last - alive > longest_silence:
                raise UserError(link.silence(heard))
            silences += 1
            link.write(greet_data * link.copies(len(greet_data)))


def _hello(link: Link) -> Request:
    """A hello, the same whenever it is sent."""
    sent = link.frame(Kind.HELLO, wire.pack(wire.PROTOCOL))
    return lambda: sent


def _recut(make: Callable[[], tuple[Kind, bytes]], link: Link) -> Request:
    """A request whose payload is made anew for each attempt: the same frame as long as that does not change."""
    sent: list = [None, None]

    def request() -> tuple[int, bytes]:
        made = make()
        if made != sent[0]:
            sent[:] = made, link.frame(*made)
        return sent[1]

    return request


def _check_same(answer: Hello, hello: Hello) -> None:
    if answer._replace(request=0) != hello._replace(request=0):
        raise UserError("Another board answers than a moment ago; check what else uses the line.")


def _ask(link: Link, receive: Receive, request: Request, expected: Kind, is_hopeful: Callable[[], bool] = lambda: True) -> Frame:
    """Sends a request until its reply comes, and returns the reply. Raises NoAnswer after all tries, or when there is no hope left."""
    patience = link.patience
    is_hello = expected == Kind.HELLO_REPLY
    seconds, tries = (
        (patience.hello_seconds, patience.hello_tries) if is_hello else (patience.reply_seconds, patience.reply_tries)
    )
    every, end, attempt = Heard(), time.monotonic() + seconds * tries, 0
    while (attempt < tries or time.monotonic() < end) and is_hopeful():
        link.repeated += attempt > 0
        number, data = request()
        copies = link.copies(len(data))
        link.write(data * copies)
        sent, heard = time.monotonic(), Heard()
        for frames in _until(link, receive, lambda: sent + link.wait(seconds, attempt), heard):
            for frame in frames:
                if frame.kind == expected and _answers(frame, number):
                    link.outgoing.note_any(len(data), copies, came=True)
                    link.took(time.monotonic() - sent)
                    return frame
                _raise_if_error(frame, number)
        # What came in damaged was an answer to it.
        link.outgoing.note_any(len(data), copies, came=heard.damaged > 0)
        every.add(heard)
        attempt += 1
    raise NoAnswer(link.silence(every))


def _until(
    link: Link, receive: Receive, deadline: Callable[[], float], heard: Heard, gather: float = 0.0
) -> Iterator[list[Frame]]:
    """The frames that come in until the deadline, which is asked for again after each read.

    `gather` is how long to wait, in seconds, from one read to the next.
    """
    while True:
        left = deadline() - time.monotonic()
        if left <= 0:
            return
        data = link.transport.read(left)
        frames = link.take(receive, data, heard)
        if frames:
            yield frames
        if gather:
            time.sleep(gather)


def _answers(frame: Frame, request: int) -> bool:
    return frame.kind in (Kind.ACK, Kind.ERROR, Kind.HELLO_REPLY, Kind.DESCRIPTION) and wire.unpack(frame)[0] == request


def _raise_if_error(frame: Frame, request: int) -> None:
    if frame.kind == Kind.ERROR and _answers(frame, request):
        _, code, sentence = wire.unpack(frame)
        raise BoardError(code, sentence)
