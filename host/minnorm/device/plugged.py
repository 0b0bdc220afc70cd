# SPDX-License-Identifier: MIT
"""The serial ports of USB devices, and which board may be at each: several have the same debug probe, and so the same USB id."""

from collections.abc import Sequence
from dataclasses import dataclass

from minnorm.device import boards
from minnorm.device.boards import Board
from minnorm.errors import UserError
from minnorm.text import printable

_LIST = "./minnorm boards --plugged"
AUTO = "auto"  # in the place of a port: the one that is found


@dataclass(frozen=True)
class Port:
    """A serial port: its device's USB id, VENDOR:PRODUCT as four hexadecimal digits each, what it calls itself, its serial number."""

    device: str
    usb: str
    title: str
    serial: str

    def __str__(self) -> str:
        """For people."""
        return f"{self.device} ({' '.join(filter(None, (self.title, self.serial))) or self.usb})"


def ports() -> list[Port]:
    """All that are plugged in."""
    from serial.tools import list_ports

    return [
        Port(one.device, f"{one.vid:04x}:{one.pid:04x}", printable(one.product or ""), printable(one.serial_number or ""))
        for one in sorted(list_ports.comports())
        if one.vid is not None
    ]


def at(port: Port, known: Sequence[Board]) -> list[Board]:
    """Those of the boards that may be there."""
    return [board for board in known if port.usb in board.usb]


def device(board: Board, port: str) -> str:
    """The port's name; for AUTO that of the only port where the board may be. Raises UserError if there is none, or several."""
    if port != AUTO:
        return port
    if not board.usb:
        raise UserError(f"No USB id is known of {board.name}, whose serial port may be any adapter's; name it with --port.")
    return _only([one for one in ports() if at(one, [board])], f"{board.name} (USB {' or '.join(board.usb)})").device


def board() -> Board:
    """The only board that may be plugged in. Raises UserError if there is none, or several."""
    found = _with_boards()
    candidates = {board.name: board for _, fitting in found for board in fitting}
    if not candidates:
        raise UserError(f"No board is plugged in whose USB id is known; name it with --board and its port with --port: {_LIST} lists all ports.")
    if len(candidates) > 1:
        said = "; ".join(f"{port} may be {' or '.join(board.name for board in fitting)}" for port, fitting in found)
        raise UserError(f"More than one board may be plugged in; choose one with --board: {said}.")
    return next(iter(candidates.values()))


def anything() -> Port:
    """The only port where a board may be, or else the only one. Raises UserError if there is none, or several."""
    return _only([port for port, _ in _with_boards()] or ports(), "a USB device")


def _with_boards() -> list[tuple[Port, list[Board]]]:
    """The ports where boards may be, with these."""
    known = boards.load_all()
    return [(port, fitting) for port in ports() if (fitting := at(port, known))]


def _only(found: Sequence[Port], what: str) -> Port:
    if not found:
        raise UserError(f"No serial port of {what} is plugged in; check the cable, or name it with --port: {_LIST} lists all.")
    if len(found) > 1:
        raise UserError(f"There is more than one serial port of {what}; choose one with --port: {', '.join(map(str, found))}.")
    return found[0]
