# SPDX-License-Identifier: MIT
"""What pytest says on its way with -v, by xdist's workers, and what says the same, a line at a time."""

import re

_TOTAL = re.compile(r"^(?:collected |gw0 \[|\d+ workers? \[)(\d+)")
_CASE = re.compile(r"^\[\w+\](?: \[ *\d+%\])? (PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS) (\S+::.+?) *$")


def total(line: str) -> int | None:
    """How many tests there are, if the line says it."""
    found = _TOTAL.match(line)
    return int(found[1]) if found else None


def case(line: str) -> tuple[str, bool] | None:
    """The test that the line is the end of, and whether it failed."""
    found = _CASE.match(line)
    return (found[2], found[1] in ("FAILED", "ERROR")) if found else None
