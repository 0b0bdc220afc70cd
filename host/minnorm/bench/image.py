# SPDX-License-Identifier: MIT
"""One image of bench/board, in the emulator or on a board: problems in, solutions and their cost out."""

import struct
import time
from dataclasses import dataclass

from minnorm.errors import UserError
from minnorm.link.transport import Transport

_HEADER = struct.Struct("<4I64s")
_COST = struct.Struct("<3I")
_SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """To one problem: ticks of board::cycles(), bytes of stack and of heap, and what was computed."""

    ticks: int
    stack: int
    heap: int
    output: bytes


class Image:
    """A running image and what it said of itself: `object_size` in bytes, `flash_end` the address where its flash ends."""

    def __init__(self, name: str, line: Transport) -> None:
        """Of an image that has just been started at the other end of the line. Raises UserError if it does not say what it is."""
        self._name = name
        self._received = b""
        self._line = line
        try:
            fields = _HEADER.unpack(self._read(_HEADER.size))
        except UserError:
            self.close()
            raise
        self._input_size, self._output_size, self.object_size, self.flash_end, compiler = fields
        self.compiler = compiler.rstrip(b"\0").decode(errors="replace")

    def solve(self, problem: bytes) -> Answer:
        """Sends a problem and returns the answer. Raises UserError if none comes."""
        if len(problem) != self._input_size:
            raise ValueError(f"{self._name} takes {self._input_size} bytes, not {len(problem)}")
        self._line.write(problem)
        ticks, stack, heap = _COST.unpack(self._read(_COST.size))
        return Answer(ticks, stack, heap, self._read(self._output_size))

    def close(self) -> None:
        """Ends the line, and an emulator with it."""
        self._line.close()

    def _read(self, size: int) -> bytes:
        end = time.monotonic() + _SECONDS
        while len(self._received) < size:
            self._received += self._line.read(end - time.monotonic())
            if time.monotonic() > end:
                raise UserError(f"{self._name} has not answered for {_SECONDS:.0f} s.")
        data, self._received = self._received[:size], self._received[size:]
        return data
