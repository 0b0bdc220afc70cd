# SPDX-License-Identifier: MIT
"""What ./minnorm monitor makes of the bytes of a line, however they are cut."""

import msgpack
import pytest
from minnorm.link import wire
from minnorm.link.transcript import Transcript
from minnorm.link.wire import Kind

ROWS = wire.encode(Kind.ROWS, 10, wire.pack(1, 2, [0.5, -1.0]))
TEXT = "first line\nsecond, 23 °C\n"
FAULT = b"\0fault: usage fault at pc 0x100\0"


def said(data, size):
    transcript = Transcript()
    return "".join(transcript.feed(data[start : start + size]) for start in range(0, len(data), size)) + transcript.flush()


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (TEXT.encode(), TEXT),
        (ROWS, "[rows 10: 1, 2, [0.5, -1.0]]\n"),
        (2 * ROWS, 2 * "[rows 10: 1, 2, [0.5, -1.0]]\n"),
        (TEXT.encode() + ROWS + TEXT.encode(), f"{TEXT}[rows 10: 1, 2, [0.5, -1.0]]\n{TEXT}"),
        (ROWS + FAULT, "[rows 10: 1, 2, [0.5, -1.0]]\nfault: usage fault at pc 0x100\n"),
        (b"\0" + bytes(range(200, 255)) + b"\0", "[55 bytes, neither text nor a frame: c8 c9 ca cb cc cd ce cf d0 d1 d2 d3 d4 d5 d6 d7 ...]\n"),
        (b"\0\xff\x01\0", "[2 bytes, neither text nor a frame: ff 01]\n"),
        (wire.encode(0x99, 1, b"\x05"), "[kind 0x99 1: no array]\n"),
        (b"prompt> ", "prompt> "),
    ],
)
def test_what_comes_in_is_shown(data, shown, size):
    assert said(data, size) == shown


def test_lines_of_text_do_not_wait_for_the_end_of_it():
    transcript = Transcript()
    transcript.feed(ROWS)
    assert transcript.feed(b"a line\nand") == "a line\n"
    assert transcript.feed(b" another\nrest") == "and another\n"


def test_a_frame_with_newlines_in_it_waits_for_its_end():
    frame = wire.encode(Kind.DESCRIPTION, 10, wire.pack(10, 10, 10, wire.binary(b"\nname of a column\n" * 20)))
    transcript = Transcript()
    assert transcript.feed(frame[:-1]) == ""
    assert transcript.feed(frame[-1:]) == "[description 10: 10, 10, 10, 360 bytes]\n"


def test_noise_without_end_is_not_kept():
    transcript = Transcript()
    assert "neither text nor a frame" in "".join(transcript.feed(b"\xff" * 10_000) for _ in range(10))
    assert len(transcript._rest) < 70_000


def test_what_is_long_or_deep_is_cut():
    fields = b"\x93" + b"\x91" * 500 + b"\x01" + msgpack.packb({"a": 60_000 * "x"}) + msgpack.packb(999 * "x")
    shown = f"{7 * '['}... 1 in all{7 * ']'}, a map of 1, {120 * 'x'}"
    assert said(wire.encode(Kind.ERROR, 1, fields), 1000) == f"[error 1: {shown}]\n"
