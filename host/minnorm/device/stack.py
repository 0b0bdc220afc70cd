# SPDX-License-Identifier: MIT
"""The worst case of a linked image's stack, by following every path through its machine code, the libraries' included.

In each routine the depth is tracked along all branches; where they meet, the larger one counts. Only what machine code leaves
open is assumed: a computed jump goes to code of its function that nothing else reaches, as the cases of a switch are, and
image_start calls what stands in the table of constructors.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from minnorm.device import disassembly
from minnorm.device.disassembly import Image, Instruction
from minnorm.errors import UserError

_RESET, _START = "image_reset", "image_start"
# Where a fault's handling begins, and what Arm's returns to, on an empty stack.
_FAULTS = ("image_exception", "image_trap", "(anonymous namespace)::report_fault()")
_CONSTRUCTORS = ("image_constructors_start", "image_constructors_end")
_RESERVED = "image_stack_size"
# GCC's for Thumb-1: called, it does not return but jumps by the table behind the call.
_SWITCH = "__gnu_thumb1_case_"
_ROUNDS = 100


@dataclass(frozen=True)
class Worst:
    """Bytes of stack, and the functions on the deepest path with the bytes of each, callers first.

    `fault` is what a fault takes, whose handler sets the stack up afresh. `reserved` is what the linker kept free. `indirect`
    are functions with a call whose target is not known: it counts as nothing.
    """

    bytes: int
    path: list[tuple[str, int]]
    fault: int
    reserved: int
    indirect: list[str]

    @property
    def fits(self) -> bool:
        """The figure is complete and within what is reserved."""
        return max(self.bytes, self.fault) <= self.reserved and not self.indirect


def worst(elf: Path, objdump: str) -> Worst:
    """Of the image at `elf`, read with the toolchain's objdump.

    Raises UserError for a recursion, for an amount of stack that depends on data, and for a file that is no image.
    """
    image = disassembly.disassemble(elf, objdump)
    for symbol in (_RESET, _RESERVED, *_CONSTRUCTORS):
        if symbol not in image.symbols:
            raise UserError(f"{elf} has no symbol {symbol}; name an image that minnorm_image() linked and nobody stripped.")
    table = disassembly.words(elf, objdump, *(image.symbols[symbol] for symbol in _CONSTRUCTORS))
    walk = Walk(image, [word & ~1 for word in table if word])
    reset = walk.routine(image.symbols[_RESET])
    fault = max((walk.routine(image.symbols[symbol]).bytes for symbol in _FAULTS if symbol in image.symbols), default=0)
    return Worst(reset.bytes, reset.path, fault, image.symbols[_RESERVED], sorted(walk.indirect))


def table(found: Worst) -> str:
    """For people: the deepest path, a function a line with its bytes, and the sum beside what is reserved."""
    lines = [f"{size:7}  {name}" for name, size in found.path]
    lines += [f"{found.bytes:7}  in all, of {found.reserved} bytes reserved; a fault takes {found.fault}"]
    lines += [f"         not followed: a call through a pointer in {name}" for name in found.indirect]
    return "\n".join(lines)


@dataclass
class Routine:
    """What a call to it takes, with all that it calls in turn, and along which path."""

    bytes: int = 0
    path: list[tuple[str, int]] = field(default_factory=list)


class Walk:
    """Follows the code of an image from entry to entry. `constructors` are the addresses that image_start calls."""

    def __init__(self, image: Image, constructors: Sequence[int] = ()) -> None:
        self.indirect: set[str] = set()
        self._image = image
        self._constructors = constructors
        self._known: dict[int, Routine] = {}
        self._open: list[int] = []

    def routine(self, entry: int) -> Routine:
        """What a call to `entry` does. Raises UserError as worst() does."""
        if entry in self._open:
            names = [self._image.name(address) for address in [*self._open[self._open.index(entry) :], entry]]
            raise UserError(f"The stack has no bound, for a function calls itself: {' -> '.join(names)}.")
        if entry not in self._known:
            self._open.append(entry)
            self._known[entry] = _Paths(self, self._image, entry).followed()
            self._open.pop()
        return self._known[entry]

    def callees(self, at: Instruction) -> list[Routine]:
        """What an instruction may call; of an unknown one is noted where it is."""
        if at.target is not None:
            return [self.routine(at.target)]
        name = self._image.name(at.address)
        if name != _START:
            self.indirect.add(name)
            return []
        return [self.routine(address) for address in self._constructors]


class _Paths:
    """All paths through one routine."""

    def __init__(self, walk: Walk, image: Image, entry: int) -> None:
        self._walk = walk
        self._image = image
        self._name = image.name(entry)
        self._routine = Routine(path=[(self._name, 0)])
        self._depths: dict[int, int] = {}
        self._visits: dict[int, int] = {}
        self._jumps: dict[range, int] = {}
        self._switches: set[range] = set()
        self._links: list[int] = []
        self._work = [(entry, 0)]

    def followed(self) -> Routine:
        while self._work or self._find_a_case():
            address, depth = self._work.pop()
            if address in self._image.code and depth > self._depths.get(address, -1 << 31):
                self._depths[address] = depth
                self._visits[address] = self._visits.get(address, 0) + 1
                if self._visits[address] > _ROUNDS:
                    raise UserError(f"The stack has no bound, for it grows in a loop of {self._image.name(address)}.")
                self._step(self._image.code[address], depth)
        # Computed jumps without cases are calls through a pointer.
        self._walk.indirect.update(self._image.name(function.start) for function in self._jumps.keys() - self._switches)
        return self._routine

    def _step(self, at: Instruction, depth: int) -> None:
        growth = self._image.growth(at)
        depth = 0 if growth is None else depth + growth
        self._note(depth, Routine())
        own = self._image.function(at.address)
        following = self._image.next.get(at.address)
        if at.is_millicode_return and self._links:
            self._work += [(link, depth) for link in self._links]
        elif at.is_table_jump:
            self._jump(own, depth)
        elif at.is_indirect_call:
            self._call(at, depth)
        elif at.is_millicode_call:
            assert following is not None
            self._links.append(following)
            following = at.target
        elif at.is_call and at.target in own[1:]:
            # Thumb-1's way to a far place of its own function.
            following = at.target
        elif at.is_call:
            self._call(at, depth)
            assert at.target is not None
            if self._image.name(at.target).startswith(_SWITCH):
                self._jump(own, depth)
                following = None
        elif at.target is not None and depth == 0 and at.target in self._image.names and at.target not in own:
            # With nothing left on the stack, a branch to another function is a call.
            self._call(at, depth)
        elif at.target is not None:
            self._work.append((at.target, depth))
        # A function that ends with a call or in padding does not run on into the next one.
        ends = following not in own and (at.is_padding or at.is_call and not at.is_millicode_call)
        if following is not None and at.falls_through and not ends:
            self._work.append((following, depth))

    def _call(self, at: Instruction, depth: int) -> None:
        for callee in self._walk.callees(at):
            self._note(depth, callee)

    def _note(self, depth: int, callee: Routine) -> None:
        if depth + callee.bytes > self._routine.bytes:
            self._routine.bytes = depth + callee.bytes
            self._routine.path = [(self._name, depth), *callee.path]

    def _jump(self, function: range, depth: int) -> None:
        self._jumps[function] = max(depth, self._jumps.get(function, depth))

    def _find_a_case(self) -> bool:
        """Goes on at the first code of a function with computed jumps that nothing has reached yet."""
        for function, depth in self._jumps.items():
            for address in function:
                if address not in self._depths and address in self._image.code and not self._image.code[address].is_padding:
                    self._switches.add(function)
                    self._work.append((address, depth))
                    return True
        return False


def main(arguments: Sequence[str]) -> int:
    """With an objdump and an image, for a build's tests: prints the table; 1 if the image reserves too little."""
    objdump, image = arguments
    try:
        found = worst(Path(image), objdump)
    except UserError as error:
        print(error)
        return 1
    print(table(found))
    if not found.fits:
        print("The STACK that this image's minnorm_image() reserves is too small, or its figure is not complete; correct it.")
    return 0 if found.fits else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
