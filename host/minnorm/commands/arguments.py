# SPDX-License-Identifier: MIT
"""Kinds of arguments that several commands take."""

from argparse import ArgumentTypeError

from minnorm import shard
from minnorm.device import plugged
from minnorm.errors import UserError
from minnorm.shard import Shard


def count(text: str) -> int:
    """A number of things."""
    if not text.isdecimal() or not 1 <= int(text) <= 10_000:
        raise ArgumentTypeError(f"{text!r} is no number from 1 to 10000")
    return int(text)


def matrices(text: str) -> int:
    """How many to draw."""
    if not text.isdecimal() or not 1 <= int(text) < 1 << 32:
        raise ArgumentTypeError(f"{text!r} is no number from 1 to 4294967295")
    return int(text)


def baud(text: str) -> int:
    """Bits per second."""
    if not text.isdecimal() or not 1 <= int(text) <= 10_000_000:
        raise ArgumentTypeError(f"{text!r} is no number from 1 to 10000000")
    return int(text)


def seed(text: str) -> int:
    """What a generator of random numbers starts from."""
    if not text.isdecimal() or int(text) >= 1 << 31:
        raise ArgumentTypeError(f"{text!r} is no number from 0 to 2147483647")
    return int(text)


def part(text: str) -> Shard:
    """A part of a run."""
    try:
        return shard.parse(text)
    except UserError as error:
        raise ArgumentTypeError(str(error)) from None


def names(text: str) -> list[str]:
    """One or more, with commas between them."""
    found = [name for name in text.split(",") if name]
    if not found:
        raise ArgumentTypeError(f"{text!r} names nothing; leave the option out, or name what you mean")
    return found


def add_names(command, option: str, metavar: str, what: str) -> None:
    """An option that may be repeated and takes lists; none is an empty one."""
    command.add_argument(option, action="extend", type=names, default=[], metavar=metavar, help=what)


def add_live(command, default: str | None = None) -> None:
    """The option of a command that can be looked on at; `default` is where without it."""
    where = {"nargs": "?", "const": "page", "default": default, "choices": ["page", "terminal"], "metavar": "page|terminal"}
    command.add_argument("--live", help="watch the figures grow, on a page of this machine or on the terminal", **where)


def add_json(command) -> None:
    """The option of a command whose result programs read."""
    command.add_argument("--json", action="store_true", help="print the result as JSON")


def add_no_install(command) -> None:
    """The option of a command that installs what it needs; ./minnorm itself heeds it."""
    command.add_argument("--no-install", action="store_true", help="install nothing: go on with what is there")


def add_port(command, what: str, default: str | None = None) -> None:
    """The option that names a serial port, or has it found."""
    command.add_argument(
        "--port",
        default=default,
        metavar="DEVICE",
        help=f"{what}, such as /dev/ttyACM0 or socket://HOST:PORT, or {plugged.AUTO}: by its USB id" + (f" (default: {default})" if default else ""),
    )


def add_program(command) -> None:
    """The options that choose a program of a board."""
    command.add_argument("--board", required=True, metavar="NAME", help="see ./minnorm boards")
    command.add_argument("--scalar", choices=["float", "double"], help="(default: float, or the firmware's)")
    command.add_argument(
        "--firmware",
        metavar="NAME",
        help="such as float_regression_39x10 or float_geometry (default: the first of the regression in that scalar)",
    )
