# SPDX-License-Identifier: MIT
"""What a firmware takes of its board, and what the board takes for a small decomposition: built, linked, run and counted."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from minnorm import paths
from minnorm.bench import board as bench
from minnorm.device import build, elf, stack
from minnorm.device.boards import Board, Firmware
from minnorm.errors import UserError, not_installed

SIZE = "8x8"  # of the decomposition whose instructions are counted
_PAINTED = re.compile(rb"stack: (\d+) bytes used, (\d+) kept free")
_SECONDS = 300.0


@dataclass
class Facts:
    """Of one board and firmware. Bytes, but for `instructions`; None where nothing could be built or run.

    The stack is that of the image that fits the largest problem on a painted stack; `notes` say why something is None that one
    would expect.
    """

    firmware: str
    flash_used: int | None = None
    ram_used: int | None = None
    stack_kept: int | None = None
    stack_painted: int | None = None
    stack_static: int | None = None
    instructions: float | None = None
    notes: list[str] = field(default_factory=list)


def measure(board: Board, firmware: Firmware) -> Facts:
    """Builds the firmware and the images that measure it, and runs them if the board is emulated. Never raises UserError."""
    facts = Facts(firmware.name)
    with _noted(facts, "no firmware"):
        program = build.build(board, firmware, tests=True)
        parts = elf.segments(program)
        assert board.ram is not None
        facts.flash_used, facts.ram_used = elf.flash_used(parts), elf.ram_used(parts, board.ram)
        with _noted(facts, "no stack"):
            image = build.build_test(board, f"firmware_{firmware.name}_stack")
            facts.stack_static = stack.worst(image, build.tool(board, "OBJDUMP") or "objdump").bytes
            if board.is_emulated:
                facts.stack_painted, facts.stack_kept = _painted_stack(board, image)
        if board.is_emulated:
            with _noted(facts, "no instructions"):
                counted = bench.Bench(board, paths.BUILD / "bench" / board.name).cost(bench.SVD, SIZE, "float")
                facts.instructions = counted.instructions["random"]
    return facts


@contextmanager
def _noted(facts: Facts, what: str) -> Iterator[None]:
    try:
        yield
    except UserError as error:
        facts.notes.append(f"{what}: {str(error).splitlines()[0]}")


def _painted_stack(board: Board, image: Path) -> tuple[int, int]:
    """Bytes that a fit at capacity took of the stack, and bytes that the linker kept free for it."""
    done = _run(build.command(board, image), image)
    found = _PAINTED.search(done.stdout)
    if found is None:
        raise UserError(f"{image.name} ended with status {done.returncode} and did not say how much stack was used.")
    return int(found[1]), int(found[2])


def _run(command: list[str], image: Path) -> subprocess.CompletedProcess:
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS)
    except FileNotFoundError:
        raise not_installed(command[0]) from None
    except subprocess.TimeoutExpired:
        raise UserError(f"{image.name} has not ended after {_SECONDS:.0f} s.") from None
