# SPDX-License-Identifier: MIT
"""What ./minnorm asks before it installs anything: whether the arguments are right. It needs nothing but Python."""

import sys
from collections.abc import Sequence

from minnorm.commands import cli
from minnorm.device import boards
from minnorm.errors import UserError

GO_ON = 64  # an exit status of no command; others have been told all, such as the help they asked for
_EVERY = "all"
_GROUPS = ("quick", "asan", "python", "tidy")  # of ./minnorm test, beside boards


def main(arguments: Sequence[str]) -> int:
    """GO_ON, or the exit status of a command line that needs nothing installed, told of on standard error."""
    options = vars(cli.parser().parse_args(arguments))
    try:
        check(options)
    except UserError as error:
        print(f"minnorm: {error}", file=sys.stderr)
        return 1
    return GO_ON


def check(options: dict) -> None:
    """Raises UserError for a board, or tests, that there are not."""
    known = boards.names()
    board = options.get("board")
    if isinstance(board, str) and "/" not in board and board not in (*known, _EVERY):
        raise UserError(f"There is no board {board!r}; the boards are {', '.join(known)}.")
    for name in options.get("names") or ():
        if name not in (*known, *_GROUPS):
            raise UserError(f"There are no tests {name!r}; there are {', '.join((*_GROUPS, *known))}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
