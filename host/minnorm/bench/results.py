# SPDX-License-Identifier: MIT
"""What the bench found, and its JSON file."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from minnorm import files
from minnorm.bench.board import Cost
from minnorm.bench.desktop import Time
from minnorm.errors import UserError


@dataclass(frozen=True)
class Results:
    """Of one board, whose `core` is a processor's name; `costs` of an emulated board, `times` of the desktop.

    `timings` names the table that cycles are from, if there are any.
    """

    board: str
    core: str
    compiler: str
    costs: list[Cost] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    timings: str = ""


def text(results: Results) -> str:
    """What the file holds."""
    return json.dumps(asdict(results), indent=1, ensure_ascii=False) + "\n"


def write(path: Path, results: Results) -> None:
    """Writes the file. Raises UserError if that is not possible."""
    files.write(path, text(results))


def read(path: Path) -> Results:
    """Reads the file back. Raises UserError if it is no such file."""
    try:
        data = json.loads(files.text(path))
        costs = [Cost(**entry) for entry in data.pop("costs")]
        times = [Time(**entry) for entry in data.pop("times")]
        return Results(**data, costs=costs, times=times)
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UserError(f"{path} is not what ./minnorm bench writes.") from None
