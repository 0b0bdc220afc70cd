# SPDX-License-Identifier: MIT
"""run.json: who computed what, when, and how the line was. It is read and written here alone."""

import json
import math
import re
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, get_args, get_origin

from minnorm import files
from minnorm.errors import UserError

RUN = "run.json"
SHARDS = "shards"  # the folder, in a run's, of the shards that several workers compute
_BY_DEFAULT = "by default"
_DEEPEST = 20  # an array or object of run.json in others
_LARGEST = 1 << 64  # number that is whole
_TABLE = re.compile(r"[a-z0-9][a-z0-9_-]*\.csv")


@dataclass
class Times:
    """When the first session began, in local time, and the seconds of all sessions together."""

    started: str
    seconds: float = 0.0


@dataclass
class Frames:
    """Of all sessions: `repeated` counts requests that were sent again, `asked_again` units that were."""

    received: int = 0
    damaged: int = 0
    lost: int = 0
    repeated: int = 0
    asked_again: int = 0


@dataclass
class Record:
    """One side's run.json. `settings` tell one run from another; `sources` say where given data are.

    `tables` are the files of a finished run, each with the number of its first columns that tell one row from another.
    `provenance` is what the first session was made with; `verdict` and `values` are what came of a whole run: whether it is the
    desktop's to the bit, and each figure of merit with its group, and with its reference and where that is from if it has one.
    """

    board: str
    core: str
    build: str
    scalar: str
    settings: dict[str, Any]
    sources: dict[str, Any]
    finished: bool
    times: Times
    frames: Frames = field(default_factory=Frames)
    tables: dict[str, int] = field(default_factory=dict)
    provenance: dict[str, str] = field(default_factory=dict)
    verdict: str = ""
    values: list[dict[str, Any]] = field(default_factory=list)

    def difference(self, settings: dict[str, Any]) -> str | None:
        """The first thing that sets this run apart from one with these settings, such as "splits 2, not 3"."""
        olds = self.settings
        return next((_difference(key, olds.get(key), new) for key, new in settings.items() if olds.get(key) != new), None)

    def check(self, folder: Path, settings: dict[str, Any], build: str | None = None) -> None:
        """Raises UserError if the folder's run was made with other settings, or from another build if that is given."""
        different = self.difference(settings)
        if different is not None:
            raise UserError(f"{folder} holds a run with {different}; choose another --out.")
        if build is not None and self.build != build:
            raise UserError(f"{folder} was begun with firmware {self.build} and this is {build}; choose another --out.")


def text(record: Record) -> str:
    """What run.json holds."""
    return json.dumps(asdict(record), indent=2, ensure_ascii=False) + "\n"


def write(folder: Path, record: Record) -> None:
    """Writes run.json."""
    files.write(folder / RUN, text(record))


def read(folder: Path) -> Record | None:
    """The folder's run.json, or None if there is none. Raises UserError if the folder is something else than a run.

    What to do about it is the caller's to say.
    """
    path = folder / RUN
    try:
        data = json.loads(files.text(path))
    except FileNotFoundError:
        # Files with a dot are this command's own: its lock, and what it was about to rename when it was killed.
        if folder.exists() and any(not entry.name.startswith(".") and entry.name != SHARDS for entry in folder.iterdir()):
            raise UserError(f"{folder} exists and is no run of minnorm.") from None
        return None
    except NotADirectoryError:
        raise UserError(f"{folder} is not a folder.") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError):
        raise UserError(f"{path} is not whole.") from None
    strange = UserError(f"{path} is not what minnorm writes.")
    try:
        parts: dict[str, Any] = {**data, "times": Times(**data["times"]), "frames": Frames(**data["frames"])}
        record = Record(**parts)
        text(record).encode()  # JSON can spell what is no text
    except (TypeError, KeyError, UnicodeEncodeError, RecursionError):
        raise strange from None
    is_good = _is_plain(data) and all(_is_typed(part) for part in (record, record.times, record.frames))
    if not (is_good and all(map(_TABLE.fullmatch, record.tables)) and (record.tables or not record.finished)):
        raise strange
    return record


def begun(folder: Path) -> Record:
    """The run.json of a run, finished or not. Raises UserError, which says what to do, if the folder is none."""
    if not folder.is_dir():
        raise UserError(f"There is no run {folder}; give the folder of a run.")
    try:
        record = read(folder)
    except UserError as error:
        raise UserError(f"{error} Give a folder that ./minnorm run wrote.") from None
    if record is None:
        raise UserError(f"{folder} is no run; give a folder that ./minnorm run wrote.")
    return record


def finished(folder: Path) -> Record:
    """The run.json of a finished run. Raises UserError, as `begun` does, and if it is not finished."""
    record = begun(folder)
    if not record.finished:
        raise UserError(f"The run in {folder} is not finished; start ./minnorm run with --out {folder} again.")
    return record


def _is_plain(value: Any, depth: int = _DEEPEST) -> bool:
    """Whether that can be worked with: no text has a NUL, no number leaves its type's range, and nothing lies too deep."""
    if isinstance(value, (dict, list)):
        parts = [*value, *value.values()] if isinstance(value, dict) else value
        return depth > 0 and all(_is_plain(part, depth - 1) for part in parts)
    if isinstance(value, str):
        return "\0" not in value
    return math.isfinite(value) if isinstance(value, float) else not isinstance(value, int) or abs(value) <= _LARGEST


def _is_typed(part: Any) -> bool:
    """Whether each field holds what its annotation says."""
    return all(is_a(getattr(part, one.name), one.type) for one in fields(part))


def is_a(value: Any, kind: Any) -> bool:
    """Whether what JSON gave is of that kind, such as dict[str, int] or str | None; a whole number will do for a real one."""
    if kind is Any:
        return True
    if get_origin(kind) is list:
        return isinstance(value, list) and all(is_a(one, *get_args(kind)) for one in value)
    if get_origin(kind) is dict:
        of_keys, of_values = get_args(kind)
        return isinstance(value, dict) and all(is_a(key, of_keys) and is_a(one, of_values) for key, one in value.items())
    return isinstance(value, (int, float) if kind is float else kind)


def _difference(key: str, old: object, new: object) -> str:
    if key != "datasets":
        old, new = (_BY_DEFAULT if value is None else value for value in (old, new))
        return f"{key} {old}, not {new}"
    old_names, new_names = _names(old), _names(new)
    if old_names != new_names:
        return f"the datasets {', '.join(old_names)}, not {', '.join(new_names)}"
    return f"other contents of {' or '.join(new_names)}"


def _names(datasets: object) -> list[str]:
    return [str(entry.get("name")) for entry in datasets if isinstance(entry, dict)] if isinstance(datasets, list) else []
