# SPDX-License-Identifier: MIT
"""What ./minnorm asks before it installs anything: whether the arguments are right. It needs nothing but Python."""

import sys
from collections.abc import Sequence

from minnorm import progress
from minnorm.commands import cli
from minnorm.device import boards
from minnorm.errors import UserError, did_you_mean

GO_ON = 64  # an exit status of no command; others have been told all, such as the help they asked for
_EVERY = "all"
_GROUPS = ("quick", "python", "tidy")  # of ./minnorm test, beside boards


def main(arguments: Sequence[str]) -> int:
    """GO_ON, or the exit status of a command line that needs nothing installed, told of on standard error."""
    options = vars(cli.parser().parse_args(arguments))
    try:
        check(options)
    except UserError as error:
        progress.say(f"minnorm: {error}")
        return 1
    return GO_ON


def check(options: dict) -> None:
    """Raises UserError for a board, or tests, that there are not."""
    given = options.get("board") or ()
    for name in [given] if isinstance(given, str) else given:
        if "/" not in name and name != _EVERY:
            boards.check_name(name)
    tests = (*_GROUPS, *boards.names())
    for name in options.get("names") or ():
        if name not in tests:
            raise UserError(f"There are no tests {name!r}{did_you_mean(name, tests)}; there are {', '.join(tests)}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
