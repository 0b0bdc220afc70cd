# SPDX-License-Identifier: MIT
import random
import math
import struct

import msgpack
import pytest
from minnorm.errors import UserError
from minnorm.link import wire
from minnorm.link.wire import Decoder, Frame, Kind


def sample(source: random.Random) -> Frame:
    size = source.choice([0, 1, 20, 246, 247, 248, 253, 254, 255, 508, 509, 510, 3000])
    alphabet = source.choice([b"\0", b"\0\1", bytes(range(256)), bytes(range(1, 256))])
    return Frame(source.randrange(1, 256), source.randrange(1 << 16), bytes(source.choices(alphabet, k=size)))


@pytest.mark.parametrize(
    ("body", "coded"),
    [
        (b"", b"\x01"),
        (b"\0", b"\x01\x01"),
        (b"\0\0", b"\x01\x01\x01"),
        (b"\x11\x22\0\x33", b"\x03\x11\x22\x02\x33"),
        (bytes(range(1, 255)), b"\xff" + bytes(range(1, 255))),
        (b"\0" + bytes(range(1, 255)), b"\x01\xff" + bytes(range(1, 255))),
        (bytes(range(1, 256)), b"\xff" + bytes(range(1, 255)) + b"\x02\xff"),
        (bytes(range(1, 255)) + b"\0", b"\xff" + bytes(range(1, 255)) + b"\x01\x01"),
    ],
)
def test_cobs_is_the_published_code(body, coded):
    assert wire.cobs_encode(body) == coded
    if body:
        assert wire.cobs_decode(coded) == body


def test_cobs_leaves_no_zero_and_grows_by_one_byte_in_254():
    source = random.Random(2)
    for _ in range(500):
        body = sample(source).payload
        coded = wire.cobs_encode(body)
        assert 0 not in coded
        assert len(coded) <= len(body) + len(body) // 254 + 1


def test_a_short_frame_on_the_line_is_its_payload_and_what_is_around_it():
    assert len(wire.encode(Kind.ACK, 1, 200 * b"x")) == 200 + wire.AROUND


def test_frames_survive_any_cutting_into_pieces():
    source = random.Random(3)
    frames = [sample(source) for _ in range(200)]
    stream = b"".join(wire.encode(*frame) for frame in frames)
    decoder, got = Decoder(), []
    while stream:
        size = source.randrange(1, 600)
        got += decoder.feed(stream[:size])
        stream = stream[size:]
    assert got == frames
    assert decoder.damaged == 0


def test_a_damaged_frame_is_counted_and_costs_no_other():
    source = random.Random(4)
    for _ in range(400):
        first, second, third = (sample(source) for _ in range(3))
        data = bytearray(wire.encode(*second))
        data[source.randrange(1, len(data) - 1)] ^= 1 << source.randrange(8)
        decoder = Decoder()
        got = decoder.feed(wire.encode(*first) + bytes(data) + wire.encode(*third))
        assert got == [first, third]
        assert decoder.damaged >= 1


def test_a_torn_frame_does_not_spoil_the_next():
    frame, last = Frame(0x84, 1, b"x" * 300), Frame(0x86, 2, b"\0y")
    data = wire.encode(*frame)
    for cut in range(len(data)):
        assert Decoder().feed(data[:cut] + wire.encode(*last))[-1] == last


def test_noise_is_never_a_frame():
    source = random.Random(5)
    decoder = Decoder()
    assert [frame for _ in range(300) for frame in decoder.feed(source.randbytes(1000))] == []
    assert decoder.damaged > 0
    good = Frame(1, 2, b"z")
    assert decoder.feed(wire.encode(*good)) == [good]


def test_zeros_alone_are_neither_frame_nor_error():
    decoder = Decoder()
    assert decoder.feed(bytes(1000)) == []
    assert decoder.damaged == 0


def test_a_body_without_end_is_dropped_not_kept():
    decoder = Decoder()
    for _ in range(40):
        decoder.feed(b"\x55" * 10_000)
    assert len(decoder._rest) <= wire.LONGEST_BODY
    good = Frame(0x84, 2, b"z")
    assert decoder.feed(wire.encode(*good)) == [good]
    assert decoder.damaged == 1


def test_reals_travel_in_the_shortest_form_that_holds_them():
    assert len(wire.reals([0.1, 0.2], "float")) == 1 + 2 * 5
    assert len(wire.reals([0.1, 0.25, math.inf, 1e300], "double")) == 1 + 9 + 5 + 5 + 9
    assert msgpack.unpackb(wire.reals([0.1], "double")) == [0.1]
    assert msgpack.unpackb(wire.reals([0.1], "float")) == [struct.unpack("<f", struct.pack("<f", 0.1))[0]]


def test_whole_numbers_below_128_travel_as_one_byte():
    values = [0.0, 1.0, 127.0, 128.0, -1.0, -0.0, 0.5, float("nan"), float("inf")]
    packed = wire.reals(values, "float")
    assert len(packed) == 1 + 3 + 6 * 5
    back = msgpack.unpackb(packed)
    assert [struct.pack("<f", value) for value in back] == [struct.pack("<f", value) for value in values]


def test_pack_makes_one_array_of_values_and_packed_parts():
    packed = wire.pack(3, wire.reals([1.5], "float"), 70_000, *range(20))
    assert msgpack.unpackb(packed) == [3, [1.5], 70_000, *range(20)]


@pytest.mark.parametrize("payload", [b"", b"\x01", b"\x90", b"\xc1", b"\x92\x01"])
def test_a_payload_that_is_no_array_is_an_error_in_words(payload):
    with pytest.raises(UserError, match="docs/WIRE.md"):
        wire.unpack(Frame(Kind.ROWS, 0, payload))


ROWS = [0, 1, 0, 0, 1, 0, [1.5, 2, 3.0]]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.ACK, ["one"]),
        (Kind.ACK, [True]),
        (Kind.ERROR, [1, 2]),
        (Kind.ERROR, [1, 2, "too", "long"]),
        (Kind.ERROR, [1, 2, 3]),
        (Kind.ROWS, ROWS[:-1]),
        (Kind.ROWS, [*ROWS[:6], 1]),
        (Kind.ROWS, [*ROWS[:6], ["text"]]),
        (Kind.ROWS, [*ROWS[:6], [True]]),
        (Kind.ROWS, [*ROWS[:5], None, ROWS[6]]),
        (Kind.DESCRIPTION, [0, 1, 1, "text"]),
        (Kind.DESCRIPTION, [0, 1, 1, [1]]),
        (Kind.COMPUTED, [0, 1, 2]),
        (Kind.COMPUTED, [0, 1, 2, 3, ["a"], 1]),
    ],
)
def test_a_payload_of_other_fields_is_an_error_in_words(kind, fields):
    with pytest.raises(UserError, match=f"kind 0x{kind:02x} that docs/WIRE.md does not describe"):
        wire.unpack(Frame(kind, 0, msgpack.packb(fields)))


def test_a_payload_as_described_is_unpacked():
    assert wire.unpack(Frame(Kind.ROWS, 0, msgpack.packb(ROWS))) == ROWS


@pytest.mark.parametrize(
    "fields", [[0], [0, 1], [0, 4, 2, "c", "d", "float", "e", 1], [0, 4, "b", "c", "d", "float", "e", "1"]]
)
def test_a_hello_of_other_fields_is_an_error_in_words(fields):
    with pytest.raises(UserError, match="build and flash"):
        wire.hello(Frame(Kind.HELLO_REPLY, 0, msgpack.packb(fields)))


def test_what_a_session_was_cut_short_in_is_not_damage():
    record, hello = wire.encode(Kind.ROWS, 1, b"x" * 40), wire.encode(Kind.HELLO, 2, b"y")
    for cut in range(1, len(record) - 1):
        decoder = Decoder()
        decoder.feed(record[:cut])
        assert len(decoder.feed(hello)) == 1
        assert decoder.damaged == 0
    broken = record[:9] + b"z" + record[10:]
    decoder = Decoder()
    decoder.feed(broken + hello + broken + record)
    assert decoder.damaged == 2


def test_another_protocol_is_an_error_in_words():
    with pytest.raises(UserError, match=f"The board speaks protocol 3 and this host protocol {wire.PROTOCOL}; build and flash"):
        wire.hello(Frame(Kind.HELLO_REPLY, 0, msgpack.packb([0, 3, "b", "c", "d", "float", "e", 1, 2, 3, 4])))


def test_a_frame_that_is_too_long_is_damage_however_it_is_cut():
    """Live it comes in pieces, on replay at once."""
    frame = wire.encode(Kind.ROWS, 1, bytes(wire.LONGEST_BODY))
    for size in (1000, len(frame)):
        decoder = Decoder()
        assert not [found for start in range(0, len(frame), size) for found in decoder.feed(frame[start : start + size])]
        assert decoder.damaged == 1


def test_texts_are_cut_and_cannot_rule_a_terminal():
    sentence = "\x1b[2J\nminnorm: forged\r" + 60_000 * "é"
    _, _, told = wire.unpack(Frame(Kind.ERROR, 0, msgpack.packb([1, 1, sentence])))
    assert told.startswith("?[2J?minnorm: forged?é") and told.isprintable() and 100 < len(told.encode()) <= 120
    hello = wire.hello(Frame(Kind.HELLO_REPLY, 0, msgpack.packb([0, wire.PROTOCOL, sentence, "\u202e", "d", "float", "e", 1])))
    assert hello.board == told and hello.core == "?"


def test_arrays_in_arrays_without_end_are_no_answer():
    fields = [0, wire.PROTOCOL, *"abc"]
    for _ in range(500):
        fields = [fields]
    with pytest.raises(UserError, match="does not describe"):
        wire.hello(Frame(Kind.HELLO_REPLY, 0, msgpack.packb(fields)))
    assert wire.plain([[[1]]], 2) == [[[]]]
