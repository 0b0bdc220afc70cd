# SPDX-License-Identifier: MIT
"""./minnorm document: the generated parts of README.md and docs/."""

from argparse import Namespace
from pathlib import Path


def add(commands) -> None:
    """Adds the command's parser."""
    document = commands.add_parser("document", help="rewrite the tables of README.md and docs/ from a finished run or bench")
    document.add_argument("source", type=Path, metavar="RUN|BENCH.json", help="what ./minnorm run or ./minnorm bench wrote")
    document.set_defaults(command=_document)


def _document(arguments: Namespace) -> int:
    from minnorm.commands import generated

    generated.document(arguments.source)
    return 0
