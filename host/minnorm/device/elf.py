# SPDX-License-Identifier: MIT
"""What a linked image puts into a board's memory, from its program headers."""

from dataclasses import dataclass
from pathlib import Path

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile
from minnorm.device.boards import Region
from minnorm.errors import UserError


@dataclass(frozen=True)
class Segment:
    """Bytes that stand at `address` before the image starts, and how many bytes from `run_address` on it has when it runs."""

    address: int
    data: bytes
    run_address: int
    run_size: int


def segments(path: Path) -> list[Segment]:
    """The image's parts by address. Raises UserError if the file is no ELF."""
    try:
        with open(path, "rb") as file:
            found = [
                Segment(part["p_paddr"], part.data(), part["p_vaddr"], part["p_memsz"])
                for part in ELFFile(file).iter_segments("PT_LOAD")
                if part["p_memsz"]
            ]
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).") from None
    except ELFError as error:
        raise UserError(f"{path} is no ELF file ({error}); build it again.") from None
    return sorted(found, key=lambda segment: segment.address)


def flash_used(parts: list[Segment]) -> int:
    """Bytes that are written to flash."""
    return sum(len(part.data) for part in parts)


def ram_used(parts: list[Segment], ram: Region) -> int:
    """Bytes of RAM that the image's variables take; the stack has the rest."""
    return sum(part.run_size for part in parts if part.run_address in ram)
