# SPDX-License-Identifier: MIT
"""./minnorm compare: two runs, to the bit."""

import json
from argparse import Namespace
from pathlib import Path

from minnorm.commands import arguments as kinds


def add(commands) -> None:
    """Adds the command's parser."""
    compare = commands.add_parser("compare", help="compare two runs to the bit")
    compare.add_argument("first", type=Path, metavar="RUN_A")
    compare.add_argument("second", type=Path, metavar="RUN_B")
    file = {"nargs": "?", "const": Path("comparison.html"), "type": Path, "metavar": "FILE.html"}
    compare.add_argument("--report", help="also draw their figures over each other, in that file (default: %(const)s)", **file)
    kinds.add_json(compare)
    compare.set_defaults(command=_compare)


def _compare(arguments: Namespace) -> int:
    from minnorm.runs import compare

    comparisons = compare.compare(arguments.first, arguments.second)
    lines, is_identical = compare.lines(comparisons), compare.is_identical(comparisons)
    print(json.dumps(compare.values(comparisons), indent=2, ensure_ascii=False) if arguments.json else "\n".join(lines))
    if arguments.report is not None:
        from minnorm import paths, progress
        from minnorm.report import overlay

        folders = arguments.first, arguments.second
        overlay.write(arguments.report, folders, compare.names(*folders), lines, is_identical=is_identical)
        progress.say(f"report: {paths.shown(arguments.report)}")
    return 0 if is_identical else 1
