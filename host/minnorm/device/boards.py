# SPDX-License-Identifier: MIT
"""The boards: one folder with a board.json each, as boards/resolve.cmake completes it."""

import functools
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from minnorm import paths
from minnorm.device.firmware import REGRESSION, Capacity, Firmware, experiments, is_given, scalars
from minnorm.errors import UserError, did_you_mean, not_installed

DESKTOP = "desktop"
NOT_A_BOARD = "template"


@dataclass(frozen=True)
class Region:
    """Memory from address `origin` on, `length` bytes of it."""

    origin: int
    length: int

    def __contains__(self, address: int) -> bool:
        return self.origin <= address < self.origin + self.length


@dataclass(frozen=True)
class Board:
    """One boards/<name>/board.json, whose keys docs/PORTING.md describes.

    The desktop has no emulator because its program runs by itself, and no memory of its own. `tools` are the command lines that
    flash the board, the preferred one first; none for a board that exists in an emulator only. `usb` are the USB ids that the device
    with its serial port may have, vendor:product in hexadecimal; none where that may be any adapter.
    """

    name: str
    title: str
    core: str
    toolchain: str
    baud: int
    clock_hz: int
    capacities: tuple[Capacity, ...]
    emulator: tuple[str, ...]
    flash: Region | None
    ram: Region | None
    float_unit: str
    part: str
    usb: tuple[str, ...]
    tools: tuple[tuple[str, ...], ...]
    uf2_family: int | None
    debug: tuple[str, ...]
    debug_port: int

    @property
    def is_desktop(self) -> bool:
        return self.name == DESKTOP

    @property
    def is_emulated(self) -> bool:
        return bool(self.emulator)

    @property
    def instructions_per_cycle(self) -> float | None:
        """What an emulator that counts instructions, each a nanosecond, retires while the board counts a cycle; None without one.

        RISC-V's own counter then counts instructions; all others count the emulated clock.
        """
        if not self.is_emulated:
            return None
        return 1.0 if self.toolchain.startswith("riscv") else 1e9 / self.clock_hz

    def largest(self, scalar: str) -> str:
        """The largest problems that its firmware in that scalar takes, for people."""
        return ", ".join(str(one) for one in self.capacities if one.scalar == scalar)

    def firmware(self, experiment: str) -> list[Firmware]:
        """The programs for that experiment."""
        known = scalars(experiment)
        if is_given(experiment):
            return [Firmware(experiment, one.scalar, one) for one in self.capacities if one.scalar in known]
        return [Firmware(experiment, scalar) for scalar in known]

    def firmware_for(self, scalar: str, experiment: str = REGRESSION) -> Firmware:
        """The first program that computes in that scalar. Raises UserError if there is none."""
        for one in self.firmware(experiment):
            if one.scalar == scalar:
                return one
        raise UserError(f"{self.name} has no firmware in {scalar}; choose another --scalar or another board.")

    def chosen(self, name: str | None, scalar: str | None) -> Firmware:
        """The program of that name, or else the first of the regression in that scalar, float if neither is given.

        Raises UserError if there is none, or if the one of that name computes in another scalar.
        """
        if name is None:
            return self.firmware_for(scalar or "float")
        every = {one.name: one for experiment in experiments() for one in self.firmware(experiment)}
        found = every.get(name)
        if found is None:
            own, drawn = ([one.name for one in every.values() if (one.capacity is None) == is_drawn] for is_drawn in (False, True))
            raise UserError(
                f"{self.name} has no firmware {name!r}; it has {', '.join(own)}, and {drawn[0]} and the like for the other experiments."
            )
        if scalar not in (None, found.scalar):
            raise UserError(f"{name} computes in {found.scalar}, not in {scalar}; leave out --firmware or --scalar.")
        return found


def names(folder: Path = paths.BOARDS) -> list[str]:
    """Every board's name, the desktop first, the others in alphabetical order."""
    found = {path.parent.name for path in folder.glob("*/board.json")} - {NOT_A_BOARD}
    return sorted(found, key=lambda name: (name != DESKTOP, name))


def check_name(name: str, folder: Path = paths.BOARDS) -> None:
    """Raises UserError if there is no such board."""
    known = names(folder)
    if name not in known:
        raise UserError(f"There is no board {name!r}{did_you_mean(name, known)}; the boards are {', '.join(known) or '(none)'}.")


def load(name: str, folder: Path = paths.BOARDS) -> Board:
    """The board of that name. Raises UserError for an unknown name or a board.json that cannot be used."""
    check_name(name, folder)
    path = folder / name / "board.json"
    data = _resolved(folder)[name]
    if "error" in data:
        raise UserError(data["error"])
    try:
        memory = data.get("memory", {})
        return Board(
            name=name,
            title=data["title"],
            core=data["core"],
            toolchain=data["toolchain"],
            baud=int(data["baud"]),
            clock_hz=int(data["clock_hz"]),
            capacities=tuple(Capacity(**entry) for entry in data["firmware"]),
            emulator=tuple(data["emulator"]),
            flash=_region(memory["flash"]) if memory else None,
            ram=_region(memory["ram"]) if memory else None,
            float_unit=data["float_unit"],
            part=data.get("part", ""),
            usb=tuple(data["usb"]),
            tools=tuple(tuple(line) for line in data["flash"]),
            uf2_family=int(data["uf2_family"], 0) if "uf2_family" in data else None,
            debug=tuple(data.get("debug", ())),
            debug_port=int(data["debug_port"]),
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise UserError(f"{path} cannot be read as a board description: {error}.") from None
    except KeyError as error:
        raise UserError(f"{path} lacks the entry {error}.") from None


@functools.cache
def _resolved(folder: Path) -> dict[str, dict]:
    """What CMake makes of every board.json: each with what follows from its cpu and with the defaults, or its error."""
    arguments = ["cmake", f"-DBOARDS={folder}", "-P", str(paths.BOARDS / "resolve.cmake")]
    try:
        done = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    except FileNotFoundError:
        raise not_installed("cmake", "host") from None
    if done.returncode:
        raise UserError(f"{folder} cannot be read as boards: {' '.join(done.stderr.split())}")
    return json.loads(done.stdout)


def _region(pair: list[str]) -> Region:
    """A region as a linker script writes it: numbers of any base, K and M."""
    origin, length = (_number(text) for text in pair)
    return Region(origin, length)


def _number(text: str) -> int:
    found = re.fullmatch(r"(\w+?)([KM]?)", text)
    if found is None:
        raise ValueError(f"{text!r} is no number of bytes")
    digits, unit = found.groups()
    return int(digits, 0) * {"": 1, "K": 1 << 10, "M": 1 << 20}[unit]


def load_all(folder: Path = paths.BOARDS) -> list[Board]:
    """Every board, in the order of `names`."""
    return [load(name, folder) for name in names(folder)]
