# SPDX-License-Identifier: MIT
"""A run's folder: its lock, and the raw logs of what came over the line."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from minnorm import files, paths
from minnorm.errors import Logged, UserError
from minnorm.link.recording import Recording

SUMMARY = "summary.md"
_RAW = "raw"
_LOCK = ".lock"
_CHUNK = 1 << 16  # of a log that is read, which may be long


@contextmanager
def locked(folder: Path, *, create: bool) -> Iterator[bool]:
    """Holds the folder for this command alone, and creates it first if `create`. Raises UserError if another command has it.

    Without `create` nothing is done for a folder that no run has begun in, and the value is False. The lock ends with the
    process, however it ends.
    """
    if not create and not (folder / _LOCK).exists():
        yield False
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise UserError(files.cannot_write(folder, error)) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise UserError(f"Another minnorm run is writing to {folder}; wait for it or choose another --out.") from None
    try:
        yield True
    finally:
        os.close(lock)


class RawLog:
    """The bytes as they came, appended. Everything passed to `append` is in the file when it returns."""

    def __init__(self, folder: Path, name: str) -> None:
        """Opens or creates the log. Raises UserError if that is not possible."""
        self._path = raw_path(folder, name)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(files.checked(self._path), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        except OSError as error:
            raise UserError(files.cannot_write(self._path, error)) from None

    def append(self, data: bytes) -> None:
        """Appends all of `data`. Raises UserError if it does not fit."""
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._file, view) :]
        except OSError as error:
            raise UserError(files.cannot_write(self._path, error)) from None

    def close(self) -> None:
        """Closes the log."""
        os.close(self._file)


def raw_path(folder: Path, name: str) -> Path:
    """Where the raw log of that set of data is."""
    return folder / _RAW / f"{name}.bin"


def raw(folder: Path, name: str) -> bytes:
    """The whole raw log. Raises UserError if it cannot be read."""
    path = raw_path(folder, name)
    try:
        return files.checked(path).read_bytes()
    except OSError as error:
        raise UserError(f"{paths.shown(path)} cannot be read ({error.strerror}).") from None


def replay(folder: Path, name: str, recording: Recording) -> Recording:
    """Fills the recording with what the raw log says, decoded as if it came over the line; nothing if there is no log yet.

    Raises UserError if it cannot be read, or if a board said there what no board says.
    """
    path = raw_path(folder, name)
    try:
        with open(files.checked(path), "rb") as log:
            while data := log.read(_CHUNK):
                recording.feed(data)
    except FileNotFoundError:
        pass
    except Logged:
        raise UserError(f"{path} has a frame that docs/WIRE.md does not describe; choose another --out.") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).") from None
    return recording
