# SPDX-License-Identifier: MIT
"""How a host finds out what a line carries, and what it asks for then."""

import math
import random

import pytest
from minnorm.link.loss import Loss
from minnorm.link.wish import Wish


def seen(rate: float, length: int, frames: int = 4000) -> Loss:
    """After frames of that length over a line that damages that share of the bytes."""
    source, loss = random.Random(1), Loss()
    for _ in range(frames):
        is_whole = source.random() < math.exp(-rate * length)
        loss.note(length * is_whole, length * (not is_whole), not is_whole)
    return loss


@pytest.mark.parametrize("rate", [0.001, 0.01, 0.03, 0.05])
def test_the_rate_is_found_from_frames_of_the_length_that_it_asks_for(rate):
    length = round(11 + math.sqrt(121 + 22 / rate))
    loss = seen(rate, length)
    assert loss.rate == pytest.approx(rate, rel=0.12)
    assert loss.longest(22, 10_000, alone=False) == pytest.approx(length, rel=0.1)


@pytest.mark.parametrize(("alone", "carried"), [(False, lambda size: (size - 22) / size), (True, lambda size: size - 22)])
def test_no_other_length_carries_more(alone, carried):
    loss = seen(0.01, 60)

    def value(size):
        return carried(size) * math.exp(-loss.rate * size)

    best = loss.longest(22, 10_000, alone=alone)
    assert value(best) >= 0.999 * max(map(value, range(23, 2000)))


def test_a_clean_line_has_frames_as_long_as_they_may_be_and_so_it_has_again():
    loss = Loss()
    loss.note(1000, 0, 0)
    assert loss.longest(22, 600, alone=False) == 600
    loss.note(0, 600, 1)
    assert loss.is_seen and loss.longest(22, 600, alone=False) < 300
    loss.note(100_000, 0, 0)
    assert not loss.is_seen and loss.longest(22, 600, alone=False) == 600


def test_noise_without_end_after_a_damaged_frame_is_only_more_loss():
    loss = Loss()
    loss.note(0, 30, 1)
    for _ in range(10):
        loss.note(0, 1 << 24, 1)
    assert 0 < loss.rate <= 1 / 15


def test_at_first_nothing_is_known_of_the_frames():
    assert (Wish().longest, Wish().frames, Wish().have) == (0, 0, set())


def test_what_is_here_is_not_asked_for_and_little_is_asked_for_often():
    wish = Wish()
    wish.adapt(60)
    assert wish.rest(100) == (1, b"")
    wish.have, wish.frames = {0, 1, 9}, 12
    assert wish.rest(100) == (1, b"\x03\x02")
    wish.have |= {2, 3, 4, 5, 6, 7, 8}
    assert wish.rest(100) == (6, b"\xff\x03")
    assert wish.rest(1) == (3, b"\xff"), "what there is no room for comes again"
    assert wish.rest(-5) == (1, b"")


def test_frames_of_another_length_have_other_numbers():
    wish = Wish()
    wish.adapt(300)
    wish.have, wish.frames = {3}, 7
    wish.adapt(290)
    assert (wish.longest, wish.have, wish.frames) == (300, {3}, 7)
    wish.adapt(60)
    assert (wish.longest, wish.have, wish.frames) == (60, set(), 0)
