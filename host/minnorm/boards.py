# SPDX-License-Identifier: MIT
"""The boards: one folder with a board.json each, read here and by CMake."""

import json
from dataclasses import dataclass
from pathlib import Path

from minnorm import paths
from minnorm.errors import UserError

DESKTOP = "desktop"
NOT_A_BOARD = "template"


@dataclass(frozen=True)
class Firmware:
    """A program for a board: what it computes in, and the largest problem it has memory for (training rows n, features D, probes)."""

    scalar: str
    rows: int
    features: int
    probes: int

    @property
    def name(self) -> str:
        """As CMake has it: target firmware_<name>, program minnorm_<name>."""
        return f"{self.scalar}_{self.rows}x{self.features}"


@dataclass(frozen=True)
class Board:
    """One boards/<name>/board.json. An empty `emulator` means that the program runs by itself."""

    name: str
    title: str
    core: str
    toolchain: str
    baud: int
    clock_hz: int
    firmware: tuple[Firmware, ...]
    emulator: tuple[str, ...]

    @property
    def is_desktop(self) -> bool:
        return self.name == DESKTOP

    @property
    def is_emulated(self) -> bool:
        return bool(self.emulator)

    def firmware_for(self, scalar: str) -> Firmware:
        """The first program that computes in that scalar. Raises UserError if there is none."""
        for firmware in self.firmware:
            if firmware.scalar == scalar:
                return firmware
        raise UserError(f"{self.name} has no firmware in {scalar}; choose another --scalar or another board.")


def names(folder: Path = paths.BOARDS) -> list[str]:
    """Every board's name, the desktop first, the others in alphabetical order."""
    found = {path.parent.name for path in folder.glob("*/board.json")} - {NOT_A_BOARD}
    return sorted(found, key=lambda name: (name != DESKTOP, name))


def load(name: str, folder: Path = paths.BOARDS) -> Board:
    """The board of that name. Raises UserError for an unknown name or a board.json that cannot be used."""
    if name not in names(folder):
        raise UserError(f"There is no board {name!r}; the boards are {', '.join(names(folder)) or '(none)'}.")
    path = folder / name / "board.json"
    try:
        data = json.loads(path.read_text())
        return Board(
            name=name,
            title=data["title"],
            core=data["core"],
            toolchain=data["toolchain"],
            baud=int(data.get("baud", 115200)),
            clock_hz=int(data["clock_hz"]),
            firmware=tuple(Firmware(**entry) for entry in data["firmware"]),
            emulator=tuple(data.get("emulator", ())),
        )
    except (ValueError, TypeError) as error:
        raise UserError(f"{path} cannot be read as a board description: {error}.") from None
    except KeyError as error:
        raise UserError(f"{path} lacks the entry {error}.") from None


def load_all(folder: Path = paths.BOARDS) -> list[Board]:
    """Every board, in the order of `names`."""
    return [load(name, folder) for name in names(folder)]


def print_table() -> None:
    """Prints the boards as a table."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("board", "core", "what it is", "toolchain", "emulator", "capacity"):
        table.add_column(heading, overflow="fold")
    for board in load_all():
        largest = board.firmware[0]
        table.add_row(
            board.name,
            board.core,
            board.title,
            board.toolchain,
            board.emulator[0] if board.emulator else "-",
            f"{largest.rows} rows × {largest.features} features",
        )
    Console(width=None if _is_terminal() else 120).print(table)


def _is_terminal() -> bool:
    import sys

    return sys.stdout.isatty()
