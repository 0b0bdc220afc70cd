# SPDX-License-Identifier: MIT
"""What a recording counts of the frames that it takes."""

from minnorm.link import wire
from minnorm.link.recording import Recording
from minnorm.link.wire import Kind


def test_frames_that_are_missing_are_counted_and_a_restart_is_none():
    found = Recording(1, lambda said: [])
    for sequence, lost in ((65533, 0), (65535, 1), (0, 1), (3, 3), (1, 3), (2, 3), (32771, 3), (32772, 3), (4, 32770)):
        found.feed(wire.encode(Kind.ACK, sequence, wire.pack(1)))
        assert found.lost == lost
    assert found.frames == 9
