# SPDX-License-Identifier: MIT
"""What a line says, for people: text as it is, frames decoded, one a line."""

from minnorm.link import overheard, wire
from minnorm.link.wire import Frame, Kind

_VALUES = 8  # shown of an array
_BYTES = 16  # of what is neither text nor frame


class Transcript:
    """Bytes in, lines out. What stands between two zeros is a frame or none; lines of text may stand anywhere, and do not wait for a zero."""

    def __init__(self) -> None:
        self._rest = b""
        self._is_behind_zero = False

    def feed(self, data: bytes) -> str:
        """What `data` completes: frames, noise that a zero ends, lines of text."""
        *pieces, self._rest = (self._rest + data).split(b"\0")
        said = "".join(map(_told, filter(None, pieces)))
        self._is_behind_zero |= bool(pieces)
        lines, end, rest = self._rest.rpartition(b"\n")
        share = {"share": 1.0} if self._is_behind_zero else {}  # the beginning of a frame has bytes of no text
        if end and (text := overheard.text(lines + end, **share)) is not None:
            self._rest, self._is_behind_zero = rest, False
            said += text
        return said + (self.flush() if len(self._rest) > wire.LONGEST_BODY else "")

    def flush(self) -> str:
        """The rest, of which nothing more is expected: a prompt, noise, or a frame that broke off."""
        rest, self._rest, self._is_behind_zero = self._rest, b"", False
        if not rest:
            return ""
        text = overheard.text(rest)
        return _told(rest) if text is None else text


def _told(piece: bytes) -> str:
    """One line, or lines of text, with their end."""
    frames = wire.Decoder().feed(b"\0" + piece + b"\0")
    if frames:
        return f"{_frame(frames[0])}\n"
    text = overheard.text(piece)
    if text is not None:
        return text if text.endswith("\n") else f"{text}\n"
    more = " ..." if len(piece) > _BYTES else ""
    return f"[{len(piece)} bytes, neither text nor a frame: {piece[:_BYTES].hex(' ')}{more}]\n"


def _frame(frame: Frame) -> str:
    name = Kind(frame.kind).name.lower() if frame.kind in list(Kind) else f"kind 0x{frame.kind:02x}"
    fields = wire.array(frame.payload)
    said = "no array" if fields is None else ", ".join(map(_field, fields))
    return f"[{name} {frame.sequence}: {said}]"


def _field(value: object, depth: int = wire.DEEPEST) -> str:
    if isinstance(value, list):
        shown = [_field(one, depth - 1) for one in value[: _VALUES if depth else 0]]
        more = [f"... {len(value)} in all"] if len(value) > len(shown) else []
        return f"[{', '.join([*shown, *more])}]"
    if isinstance(value, dict):
        return f"a map of {len(value)}"
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return f"{wire.plain(str(value))}"
