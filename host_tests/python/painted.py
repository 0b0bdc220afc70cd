# SPDX-License-Identifier: MIT
"""QEMU with a board whose stack is painted before it starts, and looked at before it ends."""

import json
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from minnorm.device import boards, build
from minnorm.link.transport import Program
from minnorm.runs import side

_PAINT = b"\xa5"


class _Painted(Program):
    def __init__(self, words: Sequence[str], nm: str, scratch: Path, used: list[int]) -> None:
        said = subprocess.run([nm, words[-1]], capture_output=True, text=True, check=True).stdout
        symbols = {name: int(address, 16) for address, _, name in (line.split() for line in said.splitlines() if line[0] != " ")}
        self._bottom, self._top = symbols["image_stack_bottom"], symbols["image_stack_top"]
        self._scratch, self._used = scratch, used
        paint, self._control = scratch / "paint", scratch / "control"
        paint.write_bytes((self._top - self._bottom) * _PAINT)
        painted = ["-device", f"loader,file={paint},addr={self._bottom:#x},force-raw=on", "-qmp", f"unix:{self._control},server=on,wait=off"]
        super().__init__([words[0], *painted, *words[1:]])

    def close(self) -> None:
        if self._process.poll() is None:
            dump = self._scratch / "dump"
            self._ask("pmemsave", val=self._bottom, size=self._top - self._bottom, filename=str(dump))
            self._used.append(len(dump.read_bytes().lstrip(_PAINT)))
        super().close()

    def _ask(self, command: str, **arguments: object) -> None:
        """By QEMU's machine protocol: a line of JSON each way, after its greeting."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self._control))
            with line.makefile("rw") as file:
                file.readline()
                for asked in ({"execute": "qmp_capabilities"}, {"execute": command, "arguments": arguments}):
                    print(json.dumps(asked), file=file, flush=True)
                    answer = next(said for said in map(json.loads, file) if "event" not in said)
                    assert "return" in answer, answer


@contextmanager
def stacks(board: str, scratch: Path) -> Iterator[list[int]]:
    """The bytes of stack that were written to, of each program of the emulated board that runs start and end meanwhile."""
    used: list[int] = []

    def start(words: Sequence[str]) -> Program:
        nm = build.tool(boards.load(board), "NM")
        return _Painted(words, nm, scratch, used) if words[0] == boards.load(board).emulator[0] else Program(words)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(side, "Program", start)
        yield used
