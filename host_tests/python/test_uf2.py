# SPDX-License-Identifier: MIT
"""UF2 files, byte by byte as the format's description has them."""

import struct

import pytest
from minnorm.device import elf, uf2
from minnorm.device.elf import Segment
from minnorm.errors import UserError

FAMILY = 0xE48BFF56
RP2350 = 0xE48BFF59


def blocks(file: bytes) -> list[bytes]:
    assert len(file) % 512 == 0
    return [file[start : start + 512] for start in range(0, len(file), 512)]


def head(block: bytes) -> tuple[int, ...]:
    return struct.unpack("<8I", block[:32])


def test_a_block_is_the_one_written_by_hand():
    (block,) = blocks(uf2.file([Segment(0x10000000, b"\xde\xad\xbe\xef", 0x10000000, 4)], FAMILY))
    by_hand = bytes.fromhex(
        "55 46 32 0a 57 51 5d 9e"  # "UF2\n", WQ]\x9e
        "00 20 00 00 00 00 00 10"  # the family is given; address
        "00 01 00 00 00 00 00 00"  # 256 bytes; block 0
        "01 00 00 00 56 ff 8b e4"  # of 1; family
        "de ad be ef"
    )
    assert block == by_hand + bytes(512 - 4 - len(by_hand)) + bytes.fromhex("30 6f b1 0a")


def test_payloads_are_aligned_numbered_and_hold_every_byte():
    data = bytes(range(256)) * 3
    parts = [Segment(0x20000080, data, 0, 0), Segment(0x20001000, b"\x01", 0, 0)]
    made = blocks(uf2.file(parts, FAMILY))
    assert [head(block)[3] for block in made] == [0x20000000, 0x20000100, 0x20000200, 0x20000300, 0x20001000]
    assert [head(block)[5:7] for block in made] == [(number, 5) for number in range(5)]
    memory = b"".join(block[32 : 32 + 256] for block in made[:4])
    assert memory == bytes(128) + data + bytes(128)


def test_segments_that_share_a_payload_are_one_block():
    (block,) = blocks(uf2.file([Segment(0x0, b"a", 0, 1), Segment(0x10, b"b", 0, 1)], FAMILY))
    assert block[32] == ord("a") and block[48] == ord("b")


def test_a_file_for_the_rp2350_begins_with_the_block_of_erratum_10():
    first, *others = blocks(uf2.file([Segment(0x10000000, b"x", 0, 1), Segment(0x10001200, b"y", 0, 1)], RP2350))
    assert head(first)[2:] == (0x2000 | 0x8000, 0x10FFFF00, 256, 0, 2, 0xE48BFF57)
    assert first[32:288] == b"\xef" * 256
    assert first[288:292] == struct.pack("<I", 0x9957E304)
    # Its sectors of 4 KB are whole, but for the last.
    assert [head(block)[3] for block in others] == [0x10000000 + 256 * page for page in range(19)]
    assert {head(block)[7] for block in others} == {RP2350}


def image(*parts: tuple[int, int, bytes, int]) -> bytes:
    """A small ELF file of (physical address, virtual address, data, size in memory)."""
    offset = 52 + 32 * len(parts)
    headers = body = b""
    for physical, virtual, data, size in parts:
        headers += struct.pack("<8I", 1, offset + len(body), virtual, physical, len(data), size, 5, 4)
        body += data
    start = struct.pack("<HHIIIIIHHHHHH", 2, 40, 1, 0, 52, 0, 0, 52, 32, len(parts), 0, 0, 0)
    return b"\x7fELF\x01\x01\x01".ljust(16, b"\0") + start + headers + body


def test_an_image_is_what_its_program_headers_say(tmp_path):
    from minnorm.device.boards import Region

    path = tmp_path / "a.elf"
    path.write_bytes(image((0x108, 0x20000000, b"data", 4), (0x100, 0x100, b"codecode", 8), (0x0, 0x20000004, b"", 96)))
    parts = elf.segments(path)
    assert [(part.address, part.data) for part in parts] == [(0x0, b""), (0x100, b"codecode"), (0x108, b"data")]
    assert elf.flash_used(parts) == 12
    assert elf.ram_used(parts, Region(0x20000000, 0x1000)) == 100


@pytest.mark.parametrize("content", [b"", b"text", b"\x7fELF\x01\x01\x01"])
def test_another_file_is_one_sentence(content, tmp_path):
    path = tmp_path / "a.elf"
    path.write_bytes(content)
    with pytest.raises(UserError, match="is no ELF file"):
        elf.segments(path)
    with pytest.raises(UserError, match="cannot be read"):
        elf.segments(tmp_path / "none.elf")
