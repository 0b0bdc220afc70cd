# SPDX-License-Identifier: MIT
"""./minnorm merge: the shards of a run become the run."""

from argparse import Namespace
from pathlib import Path


def add(commands) -> None:
    """Adds the command's parser."""
    merge = commands.add_parser("merge", help="join the shards of a run into the run that one command would have made")
    merge.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="the folder of each shard")
    merge.add_argument("--out", type=Path, metavar="DIR", help="folder of the whole run (default: runs/TIME-BOARD)")
    merge.set_defaults(command=_merge)


def _merge(arguments: Namespace) -> int:
    from minnorm.runs import merge

    return 0 if merge.merge(arguments.runs, arguments.out) else 1
