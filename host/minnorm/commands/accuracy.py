# SPDX-License-Identifier: MIT
"""The figures of docs/ACCURACY.md: tables of what the numerical tests judge, from the same sources as those tests."""

import subprocess
from argparse import Namespace
from pathlib import Path

from minnorm import files, paths
from minnorm.device import boards, build
from minnorm.errors import UserError

DOCUMENT = paths.ROOT / "docs" / "ACCURACY.md"
TABLES = ("accuracy", "ratios", "sweeps")


def add(commands) -> None:
    """Adds the command's parser."""
    accuracy = commands.add_parser("accuracy", help="compare singular values with LAPACK's and rewrite docs/ACCURACY.md's tables")
    accuracy.set_defaults(command=_accuracy)


def _accuracy(_: Namespace) -> int:
    run()
    return 0


def run() -> None:
    """Makes the tables on this machine, prints them, and writes them into docs/ACCURACY.md.

    Raises UserError if the program that makes them fails, or a marker is missing.
    """
    from minnorm.commands import generated  # slow to import

    program = _build()
    text = DOCUMENT.read_text()
    for name in TABLES:
        table = _table(program, name)
        print(table, flush=True)
        text = generated.replaced(text, name, table)
    files.write(DOCUMENT, text)


def _build() -> Path:
    folder = paths.BUILD / boards.DESKTOP
    with build.locked(folder) as lock:
        build.configure(folder, boards.DESKTOP, lock, tests=True)
        build.run_logged(["ninja", "-C", str(folder), "numeric_report"], folder, "The build of numeric_report", lock)
    return folder / "host_tests" / "numeric" / "numeric_report"


def _table(program: Path, name: str) -> str:
    done = subprocess.run([program, name], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise UserError(f"{program.name} {name} ended with status {done.returncode}: {done.stderr.strip() or 'it said nothing'}")
    return done.stdout
