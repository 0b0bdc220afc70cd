# SPDX-License-Identifier: MIT
"""Why a line is not run by the tests, or a mutant not noticed: host_tests/left.toml."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

from minnorm import paths
from minnorm.errors import UserError

FILE = paths.ROOT / "host_tests" / "left.toml"


@dataclass(frozen=True)
class Reason:
    """Why something of a file is left: lines that read as those of `code` or, of a mutant, the line and what it becomes."""

    file: str
    code: str
    why: str
    becomes: str | None = None  # empty if the statement is deleted

    @property
    def lines(self) -> list[str]:
        """Those of `code`."""
        return [line.strip() for line in self.code.strip().splitlines()]


def read(text: str | None = None) -> tuple[list[Reason], list[Reason]]:
    """The reasons of lines and those of mutants. Raises UserError if the file is not as its head says."""
    try:
        parts = tomllib.loads(FILE.read_text() if text is None else text)
        lines = [Reason(**one) for one in parts.pop("line", [])]
        mutants = [Reason(**one) for one in parts.pop("mutant", [])]
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise UserError(f"{paths.shown(FILE)} cannot be read ({error}); its head says what it has.") from None
    if parts or any(one.becomes is None for one in mutants):
        raise UserError(f"{paths.shown(FILE)} has more or less than lines and mutants; its head says what it has.")
    return lines, mutants


def of_line(reasons: Iterable[Reason], file: str, code: str) -> Reason | None:
    """That of a line of that text in the file, if there is one."""
    return next((one for one in reasons if one.file == file and code.strip() in one.lines), None)
