#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes frames.txt beside this file: frames that every implementation of docs/WIRE.md must make and take.

A line is: kind, sequence, payload in hexadecimal ("-" if empty), the bytes on the wire in hexadecimal.
"""

import pathlib
import zlib


def cobs(body: bytes) -> bytes:
    *runs, last = body.split(b"\0")
    encoded = bytearray()
    for run in runs:
        while len(run) >= 254:
            encoded += b"\xff" + run[:254]
            run = run[254:]
        encoded += bytes([len(run) + 1]) + run
    # A full block at the very end needs no empty one after it.
    while len(last) > 254:
        encoded += b"\xff" + last[:254]
        last = last[254:]
    return bytes(encoded + bytes([len(last) + 1]) + last)


def wire(kind: int, sequence: int, payload: bytes) -> bytes:
    body = bytes([kind]) + sequence.to_bytes(2, "little") + payload
    body += zlib.crc32(body).to_bytes(4, "little")
    return b"\0" + cobs(body) + b"\0"


def frames():
    yield 0x01, 0, b""
    yield 0x01, 1, bytes.fromhex("9101")
    yield 0x05, 0xFF00, b"\0"
    yield 0x81, 0xFFFF, bytes(16)
    yield 0x84, 0x0100, bytes(range(256))
    # Around the lengths at which a COBS block is full: with this sequence number nothing but the payload, and now and
    # then the CRC, has a zero.
    for length in (*range(245, 255), *range(499, 509)):
        yield 0x84, 0x0101, b"\x11" * length
    for length in range(250, 255):
        yield 0x84, 0x0101, b"\x11" * (length - 1) + b"\0"
        yield 0x84, 0x0101, b"\0" + b"\x11" * (length - 1)
    yield 0x03, 0x1234, bytes((7 * i + i // 256) % 256 for i in range(1500))


def main():
    lines = [
        f"{kind} {sequence} {payload.hex() or '-'} {wire(kind, sequence, payload).hex()}\n"
        for kind, sequence, payload in frames()
    ]
    pathlib.Path(__file__).with_name("frames.txt").write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    main()
