# SPDX-License-Identifier: MIT
"""Parts of a long run that can be computed apart from each other."""

from dataclasses import dataclass

from minnorm.counts import counted
from minnorm.errors import UserError

_MOST = 10_000


@dataclass(frozen=True)
class Shard:
    """Part `index` of `count`, from 1. The parts hold each number once, and neighbours in different ones."""

    index: int
    count: int

    def holds(self, number: int) -> bool:
        """Whether the part has that split, or that unit of work."""
        return number % self.count == self.index - 1

    def check(self, parts: int) -> None:
        """Raises UserError if a shard would have nothing of a run that has so many parts."""
        if self.count > parts:
            raise UserError(f"This run can be cut into {counted(parts, 'shards')} at most; choose a smaller N in --shard I/N.")

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"


WHOLE = Shard(1, 1)


def parse(text: str) -> Shard:
    """What "2/8" says. Raises UserError if that is no shard."""
    index, slash, count = text.partition("/")
    if slash and index.isdecimal() and count.isdecimal() and 1 <= int(index) <= int(count) <= _MOST:
        return Shard(int(index), int(count))
    raise UserError(f"{text!r} is no shard; give one as 2/8, which is the second of eight, of {_MOST} at most.")
