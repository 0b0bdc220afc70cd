# SPDX-License-Identifier: MIT
"""What a board says when its core faults: plain text between two zero bytes, where frames stand otherwise."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from minnorm.errors import UserError

STATUS = 125  # the exit status of a program whose core faulted
LONGEST = 512  # bytes of a report at most; what is longer is cut
_REPORT = re.compile(rb"\0fault: ([ -~]+)\0")
# Registers that hold addresses of code, as reports of Arm and RISC-V cores name them.
_CODE = re.compile(r"\b(pc|lr|ra) (0x[0-9a-fA-F]+)")


class Fault(UserError):
    """The board's core faulted; `report` is what it said."""

    def __init__(self, report: str) -> None:
        super().__init__(f"The board faulted: {report}.")
        self.report = report


def find(received: bytes) -> str | None:
    """The report in what came in on the line, or None."""
    found = _REPORT.search(received)
    return found[1][:LONGEST].decode().rstrip(" .\r\n") if found else None


def located(report: str, place: Callable[[str], str]) -> str:
    """The report with each address of code followed by what `place` knows of it."""

    def add(match: re.Match) -> str:
        known = place(match[2])
        return f"{match[0]} ({known})" if known else match[0]

    return _CODE.sub(add, report)


def place(tool: str | None, program: Path) -> Callable[[str], str]:
    """What looks up an address of the program with that addr2line: function, file and line as far as the image has them."""

    def look_up(address: str) -> str:
        if tool is None or not program.exists():
            return ""
        try:
            done = subprocess.run([tool, "-f", "-C", "-s", "-e", program, address], capture_output=True, text=True, errors="replace")
        except OSError:
            return ""
        function, where, *_ = [*done.stdout.splitlines(), "??", "??"]
        if function == "??":
            return ""
        return function if where.startswith("??") else f"{function} at {where.removesuffix(':?')}"

    return look_up
