# SPDX-License-Identifier: MIT
"""A run's directory: lock, settings, raw logs, tables. What is final is renamed into place, so it is whole or absent."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from minnorm import files
from minnorm.errors import UserError
from minnorm.link.reception import Reception, Table

RUN = "run.json"
RECORDS = "records.csv"
FACTORS = "factors.csv"
ROUNDING = "rounding.csv"
REPORT = "report.html"
SUMMARY = "summary.md"
FIGURES = "figures"
SHARDS = "shards"  # of a run that several workers compute
COUNTS = ("received", "damaged", "lost", "repeated", "asked_again")  # the frames of a run.json
_RAW = "raw"
_LOCK = ".lock"


def read(folder: Path) -> dict | None:
    """The directory's run.json, or None if there is none. Raises UserError if the folder is something else than a run.

    What to do about it is the caller's to say.
    """
    try:
        run = json.loads((folder / RUN).read_text())
    except FileNotFoundError:
        # Files with a dot are this command's own: its lock, and what it was about to rename when it was killed.
        if folder.exists() and any(not entry.name.startswith(".") and entry.name != SHARDS for entry in folder.iterdir()):
            raise UserError(f"{folder} exists and is no run of minnorm.") from None
        return None
    except NotADirectoryError:
        raise UserError(f"{folder} is not a folder.") from None
    except OSError as error:
        raise UserError(f"{folder / RUN} cannot be read ({error.strerror}).") from None
    except ValueError:
        raise UserError(f"{folder / RUN} is not whole.") from None
    if not _is_run(run):
        raise UserError(f"{folder / RUN} is not what minnorm writes.")
    return run


def finished(folder: Path) -> dict:
    """The run.json of a finished run. Raises UserError, which says what to do, if the folder is none."""
    if not folder.is_dir():
        raise UserError(f"There is no run {folder}; give the folder of a run.")
    try:
        run = read(folder)
    except UserError as error:
        raise UserError(f"{error} Give a folder that ./minnorm run wrote.") from None
    if run is None:
        raise UserError(f"{folder} is no run; give a folder that ./minnorm run wrote.")
    if not run.get("finished"):
        raise UserError(f"The run in {folder} is not finished; start ./minnorm run with --out {folder} again.")
    return run


def _is_run(run: object) -> bool:
    """Whether all is there that is ever read of a run.json."""
    if not isinstance(run, dict) or not all(isinstance(run.get(key), dict) for key in ("settings", "times", "frames")):
        return False
    texts = (*(run.get(key) for key in ("board", "core", "build", "scalar")), run["times"].get("started"))
    numbers = (*(run["frames"].get(key) for key in COUNTS), run["times"].get("seconds"))
    return all(isinstance(text, str) for text in texts) and all(isinstance(number, (int, float)) for number in numbers)


def check_same(folder: Path, run: dict | None, settings: dict, build: str | None = None) -> None:
    """Raises UserError if `run`, what the folder holds, was made with other settings, or from another build if that is given."""
    if run is None:
        return
    different = difference(run, settings)
    if different is not None:
        raise UserError(f"{folder} holds a run with {different}; choose another --out.")
    if build is not None and run["build"] != build:
        raise UserError(f"{folder} was begun with firmware {run['build']} and this is {build}; choose another --out.")


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
        raise UserError(f"{folder} cannot be written ({error.strerror}).") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise UserError(f"Another minnorm run is writing to {folder}; wait for it or choose another --out.") from None
    try:
        yield True
    finally:
        os.close(lock)


def write_run(folder: Path, run: dict) -> None:
    """Writes run.json."""
    files.write(folder / RUN, json.dumps(run, indent=2, ensure_ascii=False) + "\n")


class RawLog:
    """The bytes as they came, appended. Everything passed to `append` is in the file when it returns."""

    def __init__(self, folder: Path, name: str) -> None:
        """Opens or creates the log. Raises UserError if that is not possible."""
        self._path = raw_path(folder, name)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
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
    """Where the raw log of a dataset, or of another experiment as a whole, is."""
    return folder / _RAW / f"{name}.bin"


def replay(folder: Path, name: str, table: Table) -> Reception:
    """Fills the table with what the raw log says, decoded as if it came over the line; nothing if there is no log yet."""
    reception = Reception(table)
    path = raw_path(folder, name)
    try:
        reception.feed(path.read_bytes())
    except FileNotFoundError:
        pass
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).") from None
    return reception


def difference(run: dict, settings: dict) -> str | None:
    """The first thing that sets the run apart from one with these settings, such as "splits 2, not 3"."""
    olds = run["settings"]
    return next((_difference(key, olds.get(key), new) for key, new in settings.items() if olds.get(key) != new), None)


def _difference(key: str, old: object, new: object) -> str:
    if key != "datasets":
        old, new = ("as published" if value is None else value for value in (old, new))
        return f"{key} {old}, not {new}"
    old_names, new_names = _names(old), _names(new)
    if old_names != new_names:
        return f"the datasets {', '.join(old_names)}, not {', '.join(new_names)}"
    return f"other contents of {' or '.join(new_names)}"


def _names(datasets: object) -> list[str]:
    return [str(entry.get("name")) for entry in datasets if isinstance(entry, dict)] if isinstance(datasets, list) else []
