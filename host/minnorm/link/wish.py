# SPDX-License-Identifier: MIT
"""How the rows of a unit are to come: what a compute asks for besides the unit."""

from dataclasses import dataclass, field

_MOST_COPIES = 16
_WORSE = 0.7  # shorter than so much of before, frames are worth being cut anew


@dataclass
class Wish:
    """Frames of at most `longest` bytes, without those that are here: `have`, by their numbers. `frames` is how many there are at all.

    Numbers hold for one length alone. 0 stands for what is not known.
    """

    longest: int = 0
    frames: int = 0
    have: set[int] = field(default_factory=set)

    def adapt(self, longest: int) -> None:
        """Cuts anew, and knows nothing of what is here, if frames are to be that much shorter."""
        if not self.longest or longest < _WORSE * self.longest:
            self.longest, self.frames = longest, 0
            self.have.clear()

    def rest(self, room: int) -> tuple[int, bytes]:
        """How many copies of each frame to ask for, and in at most `room` bytes a bit for each that is here, from the lowest on.

        As many as would go over the line if all frames did: where few are missing they come at once, and a unit is not computed
        again and again.
        """
        bits = bytearray(max(0, min(room, max(self.have, default=-1) // 8 + 1)))
        known = [number for number in self.have if number < 8 * len(bits)]
        for number in known:
            bits[number // 8] |= 1 << number % 8
        missing = self.frames - len(known)
        return (max(1, min(_MOST_COPIES, self.frames // missing)) if missing > 0 else 1), bytes(bits)
