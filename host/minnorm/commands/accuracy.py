# SPDX-License-Identifier: MIT
"""The figures of docs/ACCURACY.md: tables of what the numerical tests judge, from the same sources as those tests."""

import subprocess
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from minnorm import files, paths
from minnorm.commands import arguments
from minnorm.device import boards, build
from minnorm.errors import UserError

DOCUMENT = paths.ROOT / "docs" / "ACCURACY.md"
HOSTILE = "hostile"
TABLES: Mapping[str, Sequence[int]] = {"accuracy": (), "ratios": (), "sweeps": ()}


def add(commands) -> None:
    """Adds the command's parser."""
    accuracy = commands.add_parser("accuracy", help="compare singular values with LAPACK's and rewrite docs/ACCURACY.md's tables")
    accuracy.add_argument("--hostile", type=arguments.matrices, metavar="MATRICES", help="rewrite the table of hostile matrices alone: draw so many")
    accuracy.add_argument("--climb", type=arguments.count, metavar="MINUTES", help="with --hostile: change the worst for so long to make them worse")
    accuracy.set_defaults(command=_accuracy)


def _accuracy(given: Namespace) -> int:
    if given.hostile:
        run({HOSTILE: [given.hostile, given.climb or 0]})
    elif given.climb:
        raise UserError("--climb goes on from drawn matrices; give --hostile MATRICES too.")
    else:
        run(TABLES)
    return 0


def run(tables: Mapping[str, Sequence[int]]) -> None:
    """Makes tables on this machine, each by its name and with the numbers that say how much of it, prints them, and writes them
    into docs/ACCURACY.md.

    Raises UserError if the program that makes them fails, or a marker is missing.
    """
    from minnorm.commands import generated  # slow to import

    program = _build()
    text = DOCUMENT.read_text()
    for name, numbers in tables.items():
        table = _table(program, name, numbers)
        print(table, flush=True)
        text = generated.replaced(text, name, table)
    files.write(DOCUMENT, text)


def _build() -> Path:
    folder = paths.BUILD / boards.DESKTOP
    with build.locked(folder) as lock:
        build.configure(folder, boards.DESKTOP, lock, tests=True)
        build.run_logged(["ninja", "-C", str(folder), "numeric_report"], folder, "The build of numeric_report", lock)
    return folder / "host_tests" / "numeric" / "numeric_report"


def _table(program: Path, name: str, numbers: Sequence[int]) -> str:
    """The table; what else the program says, such as the worst matrices, goes to stderr."""
    done = subprocess.run([program, name, *map(str, numbers)], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise UserError(f"{program.name} {name} ended with status {done.returncode}: {done.stderr.strip() or 'it said nothing'}")
    print(done.stderr, end="", file=sys.stderr)
    return done.stdout
