# SPDX-License-Identifier: MIT
import numpy as np
import pytest
from minnorm.experiments.regression import splits


class MersenneTwister:
    """mt19937 from its definition (Matsumoto and Nishimura, 1998)."""

    def __init__(self, seed: int) -> None:
        self.state = [seed]
        for index in range(1, 624):
            last = self.state[-1]
            self.state.append((1812433253 * (last ^ last >> 30) + index) & 0xFFFFFFFF)
        self.index = 624

    def __call__(self) -> int:
        if self.index == 624:
            self._twist()
        word = self.state[self.index]
        self.index += 1
        word ^= word >> 11
        word ^= word << 7 & 0x9D2C5680
        word ^= word << 15 & 0xEFC60000
        return word ^ word >> 18

    def _twist(self) -> None:
        for index in range(624):
            word = (self.state[index] & 0x80000000) | (self.state[(index + 1) % 624] & 0x7FFFFFFF)
            self.state[index] = self.state[(index + 397) % 624] ^ word >> 1 ^ (0x9908B0DF if word & 1 else 0)
        self.index = 0


def legacy_permutation(seed: int, size: int) -> list[int]:
    draw = MersenneTwister(seed)
    order = list(range(size))
    for i in range(size - 1, 0, -1):
        mask = (1 << i.bit_length()) - 1
        j = draw() & mask
        while j > i:
            j = draw() & mask
        order[i], order[j] = order[j], order[i]
    return order


@pytest.mark.parametrize("rows", [40, 442, 1000, 1649])
@pytest.mark.parametrize("split", [0, 1, 49])
def test_a_split_is_the_legacy_permutation(split, rows):
    assert splits.order(split, rows).tolist() == legacy_permutation(split, rows)


def test_the_training_set_of_size_n_is_the_last_n_of_the_permutation():
    order = splits.order(7, 442)
    sent = splits.training_rows(7, 442)
    for n in (1, 10, 39):
        assert set(sent[:n]) == set(order[-n:])


def test_training_sets_leave_at_least_one_test_row():
    assert splits.largest(1000) == 39
    assert splits.largest(40) == 39
    assert splits.largest(20) == 19
    assert len(splits.training_rows(0, 40)) == 39


def test_the_probe_is_never_trained_on():
    for split in range(20):
        assert splits.probe_row(split, 40) not in splits.training_rows(split, 40)


def test_a_split_does_not_touch_numpys_global_state():
    np.random.seed(5)
    before = np.random.get_state()[1].copy()
    splits.order(3, 50)
    assert (np.random.get_state()[1] == before).all()
