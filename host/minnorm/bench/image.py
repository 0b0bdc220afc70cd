# SPDX-License-Identifier: MIT
"""One image of bench/board in the emulator: problems in, solutions and their cost out."""

import struct
import time
from dataclasses import dataclass
from pathlib import Path

from minnorm.device import build
from minnorm.device.boards import Board
from minnorm.errors import UserError
from minnorm.link.transport import Program

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

    def __init__(self, board: Board, program: Path, plugin: str = "") -> None:
        """Starts it. Raises UserError if that is not possible. To be closed by the thread that started it."""
        self._name = program.name
        self._received = b""
        self._line = Program(build.command(board, program, counts=True, plugin=plugin))
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
        """Ends the emulator."""
        self._line.close()

    def _read(self, size: int) -> bytes:
        end = time.monotonic() + _SECONDS
        while len(self._received) < size:
            self._received += self._line.read(end - time.monotonic())
            if time.monotonic() > end:
                raise UserError(f"{self._name} has not answered for {_SECONDS:.0f} s.")
        data, self._received = self._received[:size], self._received[size:]
        return data
