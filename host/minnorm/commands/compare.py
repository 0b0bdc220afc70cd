# SPDX-License-Identifier: MIT
"""./minnorm compare: two runs, to the bit."""

from argparse import Namespace
from pathlib import Path


def add(commands) -> None:
    """Adds the command's parser."""
    compare = commands.add_parser("compare", help="compare two runs to the bit")
    compare.add_argument("first", type=Path, metavar="RUN_A")
    compare.add_argument("second", type=Path, metavar="RUN_B")
    file = {"nargs": "?", "const": Path("comparison.html"), "type": Path, "metavar": "FILE.html"}
    compare.add_argument("--report", help="also draw their figures over each other, in that file (default: %(const)s)", **file)
    compare.set_defaults(command=_compare)


def _compare(arguments: Namespace) -> int:
    from minnorm.runs import compare

    comparisons = compare.compare(arguments.first, arguments.second)
    lines, is_identical = compare.lines(comparisons), compare.is_identical(comparisons)
    print("\n".join(lines))
    if arguments.report is not None:
        from minnorm import paths
        from minnorm.report import overlay

        folders = arguments.first, arguments.second
        overlay.write(arguments.report, folders, compare.names(*folders), lines, is_identical=is_identical)
        print(f"report: {paths.shown(arguments.report)}")
    return 0 if is_identical else 1
