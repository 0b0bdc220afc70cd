# SPDX-License-Identifier: MIT
"""A byte stream to a board, and the one through the pipes of a program: an emulator or the desktop's."""

import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from typing import Protocol

from minnorm import parent, processors
from minnorm.errors import UserError, not_installed
from minnorm.link import fault

_CHUNK = 1 << 16
_WRITE_SECONDS = 20.0
_SAID = 120  # characters of what a program says last


class Transport(Protocol):
    """What a session needs of a line. Both calls raise UserError when the line is gone."""

    def write(self, data: bytes) -> None:
        """Sends all of `data`."""

    def read(self, seconds: float) -> bytes:
        """What has come in, waiting up to that long for the first byte; empty if nothing came."""

    def close(self) -> None:
        """Ends the line; a program at its other end is ended too. May be called twice."""


class Program:
    """A program whose standard input and output are the line."""

    def __init__(self, arguments: Sequence[str]) -> None:
        """Starts it. Raises UserError if it cannot be started. The calling thread must outlive it: see `on_start`."""
        self._name = os.path.basename(arguments[0])
        self._errors = tempfile.TemporaryFile()
        try:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                bufsize=0,
                start_new_session=True,  # a Ctrl-C in the terminal is for this command, which then ends the program
                preexec_fn=on_start(),
            )
        except FileNotFoundError:
            raise not_installed(arguments[0]) from None
        except OSError as error:
            raise UserError(f"{arguments[0]} cannot be started ({error.strerror}).") from None
        assert self._process.stdin is not None and self._process.stdout is not None
        self._in = self._process.stdin.fileno()
        self._out = self._process.stdout.fileno()
        os.set_blocking(self._in, False)

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            if not select.select([], [self._in], [], _WRITE_SECONDS)[1]:
                raise UserError(f"{self._name} stopped reading.")
            try:
                view = view[os.write(self._in, view) :]
            except BrokenPipeError:
                raise UserError(self._end()) from None

    def read(self, seconds: float) -> bytes:
        if not select.select([self._out], [], [], max(seconds, 0.0))[0]:
            return b""
        data = os.read(self._out, _CHUNK)
        if not data:
            raise UserError(self._end())
        return data

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _end(self) -> str:
        try:
            status = self._process.wait(timeout=2.0)
        except subprocess.TimeoutExpired:
            status = None
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        how = "closed its output" if status is None else f"ended with {_status(status)}"
        said = f" and said {lines[-1][:_SAID]!r}" if lines else ""
        return f"{self._name} {how} in the middle of the run{said}."


def _status(status: int) -> str:
    if status < 0:
        return f"signal {signal.Signals(-status).name}"
    return f"exit status {status}" + (", which says that the core faulted," if status == fault.STATUS else "")


def on_start() -> Callable[[], None] | None:
    """On Linux, what the program does before it starts: it binds itself to the thread that starts it, see parent.bond().

    And it stays on one processor: an emulator hands each byte of input from one of its threads to another, three times as fast if
    that wakes no other processor.
    """
    if not sys.platform.startswith("linux"):
        return None
    bind = parent.bond()
    processor = processors.own()

    def prepare() -> None:
        bind()
        os.sched_setaffinity(0, {processor})

    return prepare
