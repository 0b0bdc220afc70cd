# SPDX-License-Identifier: MIT
"""./minnorm compare: two runs, to the bit."""

from argparse import Namespace
from pathlib import Path


def add(commands) -> None:
    """Adds the command's parser."""
    compare = commands.add_parser("compare", help="compare two runs to the bit")
    compare.add_argument("first", type=Path, metavar="RUN_A")
    compare.add_argument("second", type=Path, metavar="RUN_B")
    compare.set_defaults(command=_compare)


def _compare(arguments: Namespace) -> int:
    from minnorm.runs import compare

    comparisons = compare.compare(arguments.first, arguments.second)
    print("\n".join(compare.lines(comparisons)))
    return 0 if compare.is_identical(comparisons) else 1
