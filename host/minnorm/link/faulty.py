# SPDX-License-Identifier: MIT
"""A line with faults: what a bad cable, a reset button and a killed program do to any transport, drawn from a seed."""

import math
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from minnorm.errors import UserError
from minnorm.link import wire
from minnorm.link.transport import Transport

FLIP, DROP, DOUBLE, INSERT, BURST, SWAP, STALL, RESET, KILL = FAULTS = (
    "flip", "drop", "double", "insert", "burst", "swap", "stall", "reset", "kill"
)  # fmt: skip
_BURST_BYTES = 64
_STALL_SECONDS = 0.2


class Injector:
    """Faults in a stream of bytes. `rates` are the shares of bytes that each strikes at, by its name in FAULTS."""

    def __init__(self, rates: Mapping[str, float], seed: int) -> None:
        self._names = list(rates)
        self._rates = list(rates.values())
        self._all = sum(self._rates)
        self._source = random.Random(seed)
        self._gap = self._draw_gap()
        self._burst = self._held = b""  # what still comes of a burst, and what changes places with the next byte

    def through(self, data: bytes) -> tuple[bytes, list[str]]:
        """What comes of the bytes, however they are cut in pieces, and which of STALL, RESET and KILL strike meanwhile."""
        out, events = bytearray(), []
        while data:
            if self._burst:
                size = min(len(self._burst), len(data))
                out += self._burst[:size]
                self._burst = self._burst[size:]
            elif self._held:
                size = 1
                out += data[:1] + self._held
                self._held = b""
            elif self._gap:
                size = min(self._gap, len(data))
                out += data[:size]
                self._gap -= size
            else:
                size = 1
                (fault,) = self._source.choices(self._names, self._rates)
                if fault in (STALL, RESET, KILL):
                    events.append(fault)
                out += self._strike(fault, data[:1])
                self._gap = self._draw_gap()
            data = data[size:]
        return bytes(out), events

    def _draw_gap(self) -> int:
        """Bytes before the next fault."""
        if self._all <= 0:
            return 1 << 62
        return int(math.log(1.0 - self._source.random()) / math.log1p(-min(self._all, 0.999)))

    def _strike(self, fault: str, byte: bytes) -> bytes:
        """What stands in place of the byte for now."""
        if fault == FLIP:
            return bytes([byte[0] ^ 1 << self._source.randrange(8)])
        if fault == DROP:
            return b""
        if fault == DOUBLE:
            return byte + byte
        if fault == INSERT:
            return self._source.randbytes(1) + byte
        if fault == BURST:
            burst = self._source.randbytes(self._source.randrange(1, _BURST_BYTES))
            self._burst = burst[1:]
            return burst[:1]
        if fault == SWAP:
            self._held = byte
            return b""
        return byte


@dataclass
class Tally:
    """Of both ways of a line: frames that were sent, that arrived as they were sent, and that arrived and were never sent."""

    sent: int = 0
    whole: int = 0
    wrong: int = 0


@dataclass
class _Way:
    """One way of the line, watched on both sides of the injector."""

    injector: Injector
    tally: Tally
    _before: wire.Decoder = field(default_factory=wire.Decoder)
    _behind: wire.Decoder = field(default_factory=wire.Decoder)
    _sent: set[wire.Frame] = field(default_factory=set)

    def through(self, data: bytes) -> tuple[bytes, list[str]]:
        changed, events = self.injector.through(data)
        sent = self._before.feed(data)
        self._sent.update(sent)
        self.tally.sent += len(sent)
        for frame in self._behind.feed(changed):
            self.tally.whole += frame in self._sent
            self.tally.wrong += frame not in self._sent
        return changed, events


class Faulty:
    """A Transport with faults in both of its ways. `open` starts what is at its other end, anew after a reset."""

    def __init__(self, open: Callable[[], Transport], rates: Mapping[str, float], seed: int, tally: Tally | None = None) -> None:
        self.tally = tally or Tally()
        self._open = open
        self._line = open()
        self._to_board, self._to_host = (_Way(Injector(rates, 2 * seed + way), self.tally) for way in range(2))

    def write(self, data: bytes) -> None:
        """See Transport."""
        changed, events = self._to_board.through(data)
        self._strike(events)
        self._line.write(changed)

    def read(self, seconds: float) -> bytes:
        """See Transport."""
        changed, events = self._to_host.through(self._line.read(seconds))
        self._strike(events)
        return changed

    def close(self) -> None:
        """See Transport."""
        self._line.close()

    def _strike(self, events: list[str]) -> None:
        for event in events:
            if event == STALL:
                time.sleep(_STALL_SECONDS)
            else:
                self._line.close()
                if event == KILL:
                    raise UserError("The board's program was killed.")
                self._line = self._open()
