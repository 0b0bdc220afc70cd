# SPDX-License-Identifier: MIT
"""./minnorm test: builds and runs the tests."""

from argparse import Namespace
from pathlib import Path

from minnorm.commands import arguments


def add(commands) -> None:
    """Adds the command's parser."""
    test = commands.add_parser("test", help="build and run the tests, on the desktop and in emulators")
    choices = "only these: quick (the fast ones), desktop, a board's name, python or tidy"
    test.add_argument("names", nargs="*", metavar="NAME", help=choices)
    test.add_argument("--long", action="store_true", help="those that take long too: other hosts, kills, bad lines, fuzz")
    test.add_argument("--junit", type=Path, metavar="FILE", help="one JUnit file with the cases of all")
    arguments.add_no_install(test)
    test.set_defaults(command=_test)


def _test(options: Namespace) -> int:
    from minnorm.commands import suite

    return suite.run(options.names, options.junit, options.long)
