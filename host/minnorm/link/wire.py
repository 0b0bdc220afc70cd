# SPDX-License-Identifier: MIT
"""The wire of docs/WIRE.md: frames (COBS, CRC-32, sequence numbers) and the payloads in them (MessagePack)."""

import math
import struct
from collections.abc import Iterable
from enum import IntEnum
from typing import Any, NamedTuple
from zlib import crc32

import msgpack
import numpy as np
from minnorm.errors import Logged, UserError
from minnorm.text import printable

PROTOCOL = 4
SEQUENCES = 1 << 16
OVERHEAD = 7  # bytes of a frame body around the payload: kind, sequence, CRC
AROUND = OVERHEAD + 3  # on the line: two zeros and the first byte of COBS besides
LONGEST_BODY = 1 << 16  # as it comes, in COBS
_LONGEST_TEXT = 120
DEEPEST = 6  # an array in arrays
_BLOCK = 254  # the longest run of bytes one COBS code can announce
_SHORT = 128  # reals that are whole numbers from 0 to below this travel as one byte


class Kind(IntEnum):
    """What a frame's payload means."""

    HELLO = 0x01
    DESCRIBE = 0x02
    LOAD = 0x03
    COMPUTE = 0x04
    ACK = 0x81
    ERROR = 0x82
    HELLO_REPLY = 0x83
    DESCRIPTION = 0x84
    ROWS = 0x85
    COMPUTED = 0x86


class ErrorCode(IntEnum):
    """Why a board refuses a request."""

    MALFORMED = 1
    OVER_CAPACITY = 2
    OUT_OF_ORDER = 3
    UNKNOWN = 4


# The fields of what a board sends: i an integer, s text, b bytes, r a real, a any array; a capital letter is an array of them.
_FIELDS: dict[int, str] = {
    Kind.ACK: "i",
    Kind.ERROR: "iis",
    Kind.DESCRIPTION: "iiib",
    Kind.ROWS: "iiiiiiR",
    Kind.COMPUTED: "iiiiIi",
}
_HELLO_FIELDS = "iisssssi"
_TYPES: dict[str, tuple[type, ...]] = {"i": (int,), "s": (str,), "b": (bytes,), "r": (float, int), "a": (list,)}


class Frame(NamedTuple):
    """One good frame. `payload` is still MessagePack."""

    kind: int
    sequence: int
    payload: bytes


class Hello(NamedTuple):
    """A board's answer to hello, fields as in docs/WIRE.md."""

    request: int
    protocol: int
    board: str
    core: str
    build: str
    scalar: str
    experiment: str
    frame: int


def cobs_encode(body: bytes) -> bytes:
    """`body` without zero bytes: at most one byte longer per 254, plus one."""
    out = bytearray()
    pieces = body.split(b"\0")
    for index, piece in enumerate(pieces):
        is_last = index == len(pieces) - 1
        start = 0
        while len(piece) - start >= _BLOCK:
            out.append(0xFF)
            out += piece[start : start + _BLOCK]
            start += _BLOCK
        # A full last block already ends the body: its code promises no zero.
        if not (is_last and start and start == len(piece)):
            out.append(len(piece) - start + 1)
            out += piece[start:]
    return bytes(out)


def cobs_decode(data: bytes) -> bytes | None:
    """The body that `cobs_encode` made `data` (free of zeros, not empty) from, or None if there is none."""
    pieces = []
    position, size = 0, len(data)
    while position < size:
        code = data[position]
        end = position + code
        if end > size:
            return None
        pieces.append(data[position + 1 : end])
        if code != 0xFF and end < size:
            pieces.append(b"\0")
        position = end
    return b"".join(pieces)


def encode(kind: int, sequence: int, payload: bytes) -> bytes:
    """The bytes of one frame, its two zeros included."""
    body = struct.pack("<BH", kind, sequence % SEQUENCES) + payload
    return b"\0" + cobs_encode(body + struct.pack("<I", crc32(body))) + b"\0"


class Decoder:
    """Bytes in, good frames out. `damaged` counts what stood between two zeros and was no good frame.

    A log holds, at the start of each session, the host's own hello. What stands right before it was cut short by the end of the
    session before, not by the line, and is not counted.
    """

    def __init__(self) -> None:
        self.damaged = 0
        self._rest = b""
        self._is_damage_last = False
        self._is_too_long = False

    def feed(self, data: bytes) -> list[Frame]:
        """The good frames that `data` completes, in order; a frame may arrive in any number of pieces."""
        *bodies, rest = (self._rest + data).split(b"\0")
        frames = []
        for body in bodies:
            if body or self._is_too_long:
                is_too_long = self._is_too_long or len(body) > LONGEST_BODY
                frame = None if is_too_long else _frame(body)
                self._is_too_long = False
                if frame is None:
                    self.damaged += 1
                else:
                    self.damaged -= self._is_damage_last and frame.kind == Kind.HELLO
                    frames.append(frame)
                self._is_damage_last = frame is None
            else:
                self._is_damage_last = False
        if len(rest) > LONGEST_BODY:
            rest, self._is_too_long = b"", True
        self._rest = rest
        return frames


def _frame(coded: bytes) -> Frame | None:
    body = cobs_decode(coded)
    if body is None or len(body) < OVERHEAD:
        return None
    if crc32(body[:-4]) != int.from_bytes(body[-4:], "little"):
        return None
    return Frame(body[0], body[1] | body[2] << 8, body[3:-4])


def unpack(frame: Frame) -> list:
    """The payload's fields. Raises UserError if they are not those of the frame's kind: the other end speaks something else.

    Of a hello's, which may be of another protocol, only the array is checked; see `hello`.
    """
    fields = array(frame.payload)
    if not fields:
        raise strange(frame)
    if frame.kind in _FIELDS and not match(fields, _FIELDS[frame.kind]):
        raise strange(frame)
    return plain(fields) if frame.kind in (Kind.ERROR, Kind.HELLO_REPLY) else fields


def array(packed: bytes) -> list | None:
    """The MessagePack array, None if that is none."""
    try:
        fields = msgpack.unpackb(packed)
    except ValueError:
        return None
    return fields if isinstance(fields, list) else None


def plain(value: Any, depth: int = DEEPEST) -> Any:
    """The value, and each text in it as a person may be shown it: at most 120 bytes, without characters that rule a terminal.

    Of an array in `depth` others, which docs/WIRE.md has none of, nothing is left.
    """
    if isinstance(value, list):
        return [plain(entry, depth - 1) for entry in value] if depth else []
    if not isinstance(value, str):
        return value
    return printable(value.encode(errors="replace")[:_LONGEST_TEXT].decode(errors="ignore"))


def strange(frame: Frame) -> Logged:
    """The error of a frame that came whole and yet makes no sense."""
    return Logged(
        f"The board sent a frame of kind 0x{frame.kind:02x} that docs/WIRE.md does not describe; "
        "build and flash its firmware from this tree."
    )


def match(fields: object, letters: str) -> bool:
    """Whether it is an array of fields of the kinds that the letters stand for."""
    return (
        isinstance(fields, list) and len(fields) == len(letters) and all(_fits(field, letter) for field, letter in zip(fields, letters))
    )


def _fits(field: object, letter: str) -> bool:
    # `type`, not isinstance: to Python a bool is an int.
    if letter in _TYPES:
        return type(field) in _TYPES[letter]
    kinds = _TYPES[letter.lower()]
    return isinstance(field, list) and all(type(entry) in kinds for entry in field)


def hello(frame: Frame) -> Hello:
    """The hello reply in `frame`. Raises UserError if it is not one of this protocol's."""
    fields = unpack(frame)
    if len(fields) < 2 or type(fields[1]) is not int:
        raise strange(frame)
    if fields[1] != PROTOCOL:
        raise UserError(f"The board speaks protocol {fields[1]} and this host protocol {PROTOCOL}; build and flash its firmware from this tree.")
    if not match(fields, _HELLO_FIELDS):
        raise strange(frame)
    return Hello(*fields)


def pack(*fields: int | str | list | bytes) -> bytes:
    """A MessagePack array of `fields`; a field given as bytes is MessagePack already (see `reals`)."""
    packed = [field if isinstance(field, bytes) else msgpack.packb(field) for field in fields]
    return msgpack.Packer().pack_array_header(len(packed)) + b"".join(packed)


def binary(data: bytes) -> bytes:
    """MessagePack bytes, as a field for `pack`."""
    return msgpack.packb(data)


@np.errstate(over="ignore")  # what float cannot hold is infinite in it
def reals(values: Iterable[float], scalar: str) -> bytes:
    """A MessagePack array of reals, each in float 32 where that holds it; the scalar float rounds each to nearest."""
    exact = [float(value) for value in values]
    singles = np.array(exact).astype(np.float32).tolist()
    packed = [
        _real(single if scalar == "float" else value, single) for value, single in zip(exact, singles)
    ]
    return msgpack.Packer().pack_array_header(len(packed)) + b"".join(packed)


def real_bytes(scalar: str) -> int:
    """The most bytes that a real takes."""
    return 5 if scalar == "float" else 9


def _real(value: float, single: float) -> bytes:
    """The value in the shortest form; `single` is the float nearest to it."""
    if _is_short(value):
        return bytes([int(value)])
    return struct.pack(">Bf", 0xCA, value) if value == single or value != value else struct.pack(">Bd", 0xCB, value)


def _is_short(value: float) -> bool:
    return 0 <= value < _SHORT and value == int(value) and not (value == 0 and math.copysign(1.0, value) < 0)
