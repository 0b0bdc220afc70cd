# SPDX-License-Identifier: MIT
"""What an image executed in each call of what it measures, as the plugin in bench/board/paths.cpp counts it in the emulator."""

from pathlib import Path
from tempfile import NamedTemporaryFile

from minnorm.bench.cycles import Path as Blocks
from minnorm.device import disassembly

_MEASURED = "bench::(anonymous namespace)::run()"
_ARCHITECTURE = "armv8.1-m.main"  # has all others' instructions; left alone, objdump does not find all of Helium's


class Executed:
    """`plugin` is for the emulator, `image` the code."""

    def __init__(self, program: Path, objdump: str, plugin: Path) -> None:
        """Raises UserError if the program cannot be disassembled."""
        self.image = disassembly.disassemble(program, objdump, _ARCHITECTURE)
        self._file = NamedTemporaryFile("r")
        self.plugin = f"{plugin},function={self.image.symbols[_MEASURED]},output={self._file.name}"

    def counts(self) -> dict[Blocks, float]:
        """Of all calls since the last time, a mean: how often blocks of code followed each other."""
        sums: dict[Blocks, float] = {}
        calls = 0
        for line in self._file:
            *places, count = line.split() or ("",)
            if not count:
                calls += 1
                continue
            addresses = [int(place, 16) for place in places]
            path = tuple(zip(addresses[::2], addresses[1::2]))
            sums[path] = sums.get(path, 0) + int(count)
        return {path: count / calls for path, count in sums.items()}

    def close(self) -> None:
        """Removes the file that the plugin writes."""
        self._file.close()
