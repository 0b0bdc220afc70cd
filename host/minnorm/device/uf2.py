# SPDX-License-Identifier: MIT
"""UF2 files, as boot loaders that look like a USB drive take them: https://github.com/microsoft/uf2 describes the format."""

import struct
from collections.abc import Sequence

from minnorm.device.elf import Segment

PAYLOAD = 256
BLOCK = 512
_BEGIN = (0x0A324655, 0x9E5D5157)
_END = 0x0AB16F30
_HAS_FAMILY = 0x2000
_HAS_EXTENSIONS = 0x8000

_ABSOLUTE = 0xE48BFF57
_RP2350 = (0xE48BFF59, 0xE48BFF5A, 0xE48BFF5B)  # Arm secure, RISC-V, Arm non-secure
_FLASH_END = 0x10FFFF00
_IGNORE = 0x9957E304
_SECTOR = 4096


def file(segments: Sequence[Segment], family: int) -> bytes:
    """A UF2 file with all that the segments put into memory, for boot loaders of that family."""
    pages = _pages(segments)
    is_rp2350 = family in _RP2350
    if is_rp2350:
        _fill_sectors(pages)
    first = _first_of_rp2350() if is_rp2350 else b""
    places = enumerate(sorted(pages))
    return first + b"".join(_block(_HAS_FAMILY, place, number, len(pages), family, pages[place]) for number, place in places)


def _pages(segments: Sequence[Segment]) -> dict[int, bytearray]:
    """Payloads by address, each aligned to its size; what no segment fills is zero."""
    pages: dict[int, bytearray] = {}
    for segment in segments:
        for offset, byte in enumerate(segment.data):
            page, place = divmod(segment.address + offset, PAYLOAD)
            pages.setdefault(page * PAYLOAD, bytearray(PAYLOAD))[place] = byte
    return pages


def _fill_sectors(pages: dict[int, bytearray]) -> None:
    """The boot ROM erases by block number: sectors must be whole, but for the last."""
    last = max(pages, default=0)
    for sector in {address // _SECTOR for address in pages}:
        for address in range(sector * _SECTOR, min((sector + 1) * _SECTOR, last), PAYLOAD):
            pages.setdefault(address, bytearray(PAYLOAD))


def _first_of_rp2350() -> bytes:
    """Erratum RP2350-E10: where flash has a partition table, boot ROM A2 takes only files that begin with this block."""
    payload = b"\xef" * PAYLOAD + struct.pack("<I", _IGNORE)
    return _block(_HAS_FAMILY | _HAS_EXTENSIONS, _FLASH_END, 0, 2, _ABSOLUTE, payload)


def _block(flags: int, address: int, number: int, count: int, family: int, data: bytes) -> bytes:
    head = struct.pack("<8I", *_BEGIN, flags, address, PAYLOAD, number, count, family)
    return (head + data).ljust(BLOCK - 4, b"\0") + struct.pack("<I", _END)
