# SPDX-License-Identifier: MIT
"""The byte stream through a serial port, or through a socket that stands for one."""

import errno
import os
import select

from minnorm.errors import UserError

SOCKET = "socket://"  # HOST:PORT follows
_CHUNK = 1 << 16
_WRITE_SECONDS = 20.0
_SEE = "./minnorm boards --plugged lists those that are there"
_ABSENT = (errno.ENOENT, errno.ENXIO, errno.ENODEV)
_FORBIDDEN = (errno.EACCES, errno.EPERM)
_TAKEN = (errno.EBUSY, errno.EAGAIN)


class Serial:
    """A board on a serial port, by the port's name or socket://HOST:PORT, where the baud rate is the server's affair."""

    def __init__(self, port: str, baud: int) -> None:
        """Opens the port for this program alone, at `baud` bits per second. Raises UserError if it cannot be opened."""
        import serial  # only a board on a port needs the package

        self._port = port
        if "://" in port and not port.startswith(SOCKET):
            raise UserError(f"{port} is no serial port; give a device such as /dev/ttyACM0, or {SOCKET}HOST:PORT.")
        try:
            self._line = serial.serial_for_url(port, baud, timeout=0, write_timeout=_WRITE_SECONDS, exclusive=True)
            self._line.reset_input_buffer()
        except ValueError:
            raise UserError(f"The serial port {port} cannot be set to {baud} baud; choose another rate.") from None
        except OSError as error:
            raise UserError(_refused(port, error)) from None

    def write(self, data: bytes) -> None:
        try:
            self._line.write(data)
        except OSError:
            raise UserError(self._gone()) from None

    def read(self, seconds: float) -> bytes:
        try:
            if not select.select([self._line], [], [], max(seconds, 0.0))[0]:
                return b""
            data = self._line.read(_CHUNK)
        except OSError:
            raise UserError(self._gone()) from None
        if not data:  # readable and yet empty: the device was unplugged
            raise UserError(self._gone())
        return data

    def close(self) -> None:
        self._line.close()

    def _gone(self) -> str:
        if self._port.startswith(SOCKET):
            return f"The connection to {self._port} has ended; check the server there."
        return f"The serial port {self._port} is gone; check the cable."


def _refused(port: str, error: OSError) -> str:
    """The sentence for a port that could not be opened: pyserial's errors have a number where opening or locking failed."""
    if port.startswith(SOCKET):
        return f"Nothing answers at {port}; check HOST:PORT, and that the server there is running."
    if error.errno in _ABSENT:
        return f"There is no serial port {port}; check the cable and the name: {_SEE}."
    if error.errno in _FORBIDDEN:
        user = os.environ.get("USER") or "NAME"
        return f"You may not use the serial port {port}; type usermod -a -G dialout {user} as root, and log in again."
    if error.errno in _TAKEN:
        return f"The serial port {port} is in use; end the other program, which fuser {port} names."
    return f"{port} is not a serial port; {_SEE}."
