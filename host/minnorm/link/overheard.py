# SPDX-License-Identifier: MIT
"""What comes in on a line before a board has said who it is, told apart: nothing, noise, another program's text, frames."""

import re

from minnorm.link import wire
from minnorm.link.wire import Frame, Kind
from minnorm.text import printable

_KEPT = 4096  # bytes of what came in first
_QUOTED = 60  # characters of a line of text
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")  # and what else a terminal is told
_SPACES = "\t\r\n"
_LEAST = 4  # characters, to tell a text from what a reset leaves on a line
_SHARE = 0.9  # of the characters of a text can be seen: bytes at another baud rate fall below


class Overheard:
    """A `Receive` that keeps the beginning of what comes in, and of what kinds the frames are that came whole."""

    def __init__(self) -> None:
        self.kinds: set[int] = set()
        self._decoder = wire.Decoder()
        self._kept = bytearray()

    @property
    def is_board(self) -> bool:
        """Whether a frame came whole that only a board sends."""
        return bool(self.kinds - {Kind.HELLO})

    @property
    def damaged(self) -> int:
        """See Receive."""
        return self._decoder.damaged

    def feed(self, data: bytes) -> list[Frame]:
        """See Receive."""
        self._kept += data[: _KEPT - len(self._kept)]
        frames = self._decoder.feed(data)
        self.kinds.update(frame.kind for frame in frames)
        return frames

    def sentence(self) -> str | None:
        """Why no board answers, and what to do; None if frames of a board came, or nothing but zeros."""
        if Kind.HELLO in self.kinds:
            return "What is sent comes back; check that the line's two wires go to the board, and not to each other."
        if self.is_board or not self._kept.strip(b"\0"):
            return None
        said = text(bytes(self._kept))
        if said is None:
            return (
                f"What comes in is noise, neither frames nor text ({bytes(self._kept[:8]).hex(' ')} ...); check the cable and the baud rate: "
                "./minnorm monitor --baud shows what another one makes of it."
            )
        line = next(filter(None, map(str.strip, said.splitlines())), "")
        return (
            f"Another program than minnorm's firmware runs on the board, and says {line[:_QUOTED]!r}; "
            "./minnorm flash puts the firmware on it, and ./minnorm monitor shows what the program says."
        )


def text(data: bytes, share: float = _SHARE) -> str | None:
    """The bytes as text that a terminal may be shown, without colours; None if less than that share of the characters can be seen."""
    found = _COLOURS.sub("", data.decode(errors="replace").replace("\0", ""))
    seen = sum((character.isprintable() or character in _SPACES) and character != "\ufffd" for character in found)
    if seen < max(_LEAST, share * len(found)):
        return None
    return "".join(character if character in _SPACES else printable(character) for character in found)
