# SPDX-License-Identifier: MIT
"""Cycles of a core with an in-order pipeline, by its table in bench/cores, for the blocks of code that an emulator executed."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from minnorm import paths
from minnorm.bench.operation import Operation, operation
from minnorm.device.disassembly import Image
from minnorm.errors import UserError

_CORES = paths.ROOT / "bench" / "cores"
Block = tuple[int, int]  # address of the first instruction and that behind the last; (0, 0) is what came before the first block
Path = tuple[Block, ...]  # blocks one after another; the last one's cycles are wanted


@dataclass(frozen=True)
class Timing:
    """Of a class of instructions, see docs/COST.md; cycles are counted from the issue."""

    issue: int = 1
    per_word: float = 0.0
    result: int | None = None
    address: int | None = None
    late: int = 0
    units: Sequence[str] = ()
    busy: int | None = None
    alone: bool = False
    leads: bool = False
    follows: bool = False


@dataclass(frozen=True)
class Core:
    """How a core issues: `width` instructions a cycle; to a place that is not the next one it takes `refill` cycles more.

    Where `partners` are named, two go together only if both are of 16 bits and one is of those classes. `mispredicted` is what a
    branch costs each time that it goes the rarer way.
    """

    timings: Mapping[str, Timing]
    width: int
    refill: int
    mispredicted: int
    units: Mapping[str, int]
    partners: frozenset[str]


def names() -> list[str]:
    """Of the cores that there is a table of."""
    return sorted(path.stem for path in _CORES.glob("*.json"))


def name(core: str) -> str:
    """What the table is called of a core as boards name it, such as Cortex-M4F."""
    return core.lower().removesuffix("f")


def load(name: str) -> dict[str, Core]:
    """A core by its table, and what other sources make of it, by what they say. Raises UserError for an unknown name."""
    if name not in names():
        raise UserError(f"There is no table of cycles for {name}; choose a --core of {', '.join(names())}.")
    data = _table(name)
    variants: dict[str, dict[str, Any]] = {"table": {}, **data.get("variants", {})}
    return {variant: _core(data, changes) for variant, changes in variants.items()}


def _table(name: str) -> dict[str, Any]:
    data = json.loads((_CORES / f"{name}.json").read_text())
    if "like" not in data:
        return data
    base = _table(data["like"])
    return {**base, **data, "classes": {**base["classes"], **data.get("classes", {})}}


def _core(data: Mapping[str, Any], changes: Mapping[str, Any]) -> Core:
    classes = {**data["classes"], **changes.get("classes", {})}
    values = {**data, **changes}
    return Core(
        timings={name: Timing(**entry) for name, entry in classes.items()},
        width=values["width"],
        refill=values["refill"],
        mispredicted=values.get("mispredicted", 0),
        units=values.get("units", {}),
        partners=frozenset(values.get("partners", ())),
    )


class Pipeline:
    """A core's, empty at first: `free` is the cycle in which the next instruction can be issued if nothing holds it up."""

    def __init__(self, core: Core) -> None:
        self.free = 0
        self._core = core
        self._ready: dict[str, tuple[int, int]] = {}
        self._busy: dict[str, list[int]] = {}
        self._last: tuple[int, int, Operation, Timing] | None = None  # when, how many in that cycle, the last of them

    def issue(self, one: Operation) -> None:
        """Raises UserError for a class that the core's table lacks."""
        timing = self._core.timings.get(one.kind)
        if timing is None:
            raise UserError(f"The core's table in bench/cores has no {one.kind!r}, which {one.name} is.")
        at = self._earliest(one, timing)
        for registers, late, place in ((one.reads, 0, 0), (one.late, timing.late, 0), (one.address, 0, 1)):
            for register in registers:
                at = max(at, self._ready.get(register, (0, 0))[place] - late)
        issue = timing.issue + math.ceil(timing.per_word * one.words)
        busy = issue if timing.busy is None else timing.busy
        for name in set(timing.units):
            lanes = self._busy.setdefault(name, [0] * self._core.units.get(name, 1))
            at = max(at, sorted(lanes)[timing.units.count(name) - 1])
        for name in set(timing.units):
            taken = timing.units.count(name)
            self._busy[name] = [*[at + busy] * taken, *sorted(self._busy[name])[taken:]]
        together = self._last[1] + 1 if self._last is not None and self._last[0] == at else 1
        self._last = (at, together, one, timing)
        self.free = at + issue
        result = issue if timing.result is None else timing.result + math.ceil(timing.per_word * one.words)
        for register in one.writes:
            self._ready[register] = (at + result, at + (result if timing.address is None else timing.address))
        for register in one.base:
            self._ready[register] = (at + 1, at + 1)

    def jump(self) -> None:
        """The next instruction stands elsewhere."""
        if self._last is not None and self._last[2].kind != "loop":
            self.free += self._core.refill
        self._last = None

    def _earliest(self, one: Operation, timing: Timing) -> int:
        if self._last is None:
            return self.free
        at, together, other, before = self._last
        if before.leads and timing.follows:
            return self.free - 1
        if together >= self._core.width or before.alone or timing.alone or self.free > at + 1:
            return self.free
        partners = self._core.partners
        if partners and not (one.size == other.size == 2 and partners & {one.kind, other.kind}):
            return self.free
        return at


class Model:
    """Cycles of an image's code on a core."""

    def __init__(self, image: Image, core: Core) -> None:
        self._image = image
        self._core = core
        self._operations: dict[Block, Sequence[Operation]] = {}
        self._known: dict[Path, int] = {}

    def cycles(self, counts: Mapping[Path, float]) -> float:
        """For paths of blocks that were each executed so often. Raises UserError for an instruction that nothing is known of."""
        total = sum(count * self._of_last(path) for path, count in counts.items())
        return total + self._core.mispredicted * _rarer(counts)

    def instructions(self, counts: Mapping[Path, float]) -> float:
        """That were executed."""
        return sum(count * len(self._block(path[-1])) for path, count in counts.items())

    def _of_last(self, path: Path) -> int:
        """How much later the pipeline is free with the last block than without it."""
        if path not in self._known:
            pipeline, before, end = Pipeline(self._core), 0, 0
            for block in path:
                before = pipeline.free
                if end not in (0, block[0]):
                    pipeline.jump()
                for one in self._block(block):
                    pipeline.issue(one)
                end = block[1]
            self._known[path] = pipeline.free - before
        return self._known[path]

    def _block(self, block: Block) -> Sequence[Operation]:
        if block not in self._operations:
            places = [address for address in range(*block, 2) if address in self._image.code]
            sizes = [end - place for place, end in zip(places, [*places[1:], block[1]])]
            if sum(sizes) != block[1] - block[0] or not {2, 4}.issuperset(sizes):
                raise UserError(f"The code at {block[0]:#x} was executed, but the image's disassembly does not have it.")
            self._operations[block] = [operation(self._image.code[place], size) for place, size in zip(places, sizes)]
        return self._operations[block]


def _rarer(counts: Mapping[Path, float]) -> float:
    """How often branches with two ways went the rarer one."""
    ways: dict[Block, dict[int, float]] = {}
    for path, count in counts.items():
        to = ways.setdefault(path[-2], {})
        to[path[-1][0]] = to.get(path[-1][0], 0) + count
    return sum(min(to.values()) for block, to in ways.items() if block[1] in to and len(to) == 2)


def sequence(lines: Iterable[str]) -> list[Operation]:
    """Instructions as objdump writes them, such as "vmul.f32 s0, s1, s2", each of 16 bits if its name ends in .n."""
    image = Image("".join(f"{4 * place:8x}:\t{line.replace(' ', chr(9), 1)}\n" for place, line in enumerate(lines)))
    sizes = [2 if line.split(" ")[0].endswith(".n") else 4 for line in lines]
    return [operation(one, size) for one, size in zip(image.code.values(), sizes)]
