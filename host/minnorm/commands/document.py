# SPDX-License-Identifier: MIT
"""./minnorm document: the generated parts of README.md and docs/."""

from argparse import Namespace
from pathlib import Path


def add(commands) -> None:
    """Adds the command's parser."""
    document = commands.add_parser("document", help="rewrite the tables of docs/ from a finished run or bench, or from what is measured now")
    source = "what ./minnorm run or ./minnorm bench wrote; c: the flash of the C functions; python: the speed of minnorm.kernel; "
    source += "worst-case: bounds in cycles"
    document.add_argument("source", type=Path, metavar="RUN|BENCH.json|c|python|worst-case", help=source)
    document.set_defaults(command=_document)


def _document(arguments: Namespace) -> int:
    from minnorm.commands import generated

    generated.document(arguments.source)
    return 0
