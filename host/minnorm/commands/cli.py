# SPDX-License-Identifier: MIT
"""The command line: arguments in, exit status out. 0 is success, 1 a failure told in a sentence, 2 a wrong command line."""

import argparse
import io
import os
import signal
import sys
from collections.abc import Sequence

from minnorm import files, paths, progress
from minnorm.commands import (
    accuracy, bench, boards, compare, completion, coverage, debug, doctor, document, example, flash, fuzz, merge, monitor, mutants, new, replay, run,
    site, test, torture,
)  # fmt: skip
from minnorm.commands.parser import Parser
from minnorm.errors import Stopped, UserError

# Matrices here are small: more threads only cost, and one thread gives the same triangle on any number of cores.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

_COMMANDS = (
    run, replay, merge, test, new, flash, monitor, debug, boards, compare, bench, accuracy, example, torture, fuzz, coverage, mutants, document, site,
    doctor, completion,
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    _open_outputs()
    try:
        return _command(arguments)
    except UserError as error:
        progress.say(f"minnorm: {error}")
        return 1
    except ModuleNotFoundError as error:
        if (error.name or "minnorm").split(".")[0] == "minnorm":
            raise
        print(f"minnorm: The Python package {error.name} is not installed; ./minnorm doctor says what to type.", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, Stopped) as stop:
        print(f"\nminnorm: {str(stop) or 'Stopped.'}", file=sys.stderr)
        return 130
    except BrokenPipeError:
        _drop_output()
        return 1
    except OSError as error:
        if files.is_full(error):
            _drop_output()
            progress.say(f"minnorm: {files.cannot_write(error.filename or 'standard output or another file', error)}")
        else:
            progress.say(f"minnorm: {error.filename or 'This system'}: {error.strerror or type(error).__name__}.")
        return 1


def _open_outputs() -> None:
    """What is closed, or cannot show each character, is no reason to fail."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w"))
        elif isinstance(stream, io.TextIOWrapper) and name == "stdout":  # the other does that of itself
            stream.reconfigure(errors="replace")


def _command(arguments: Sequence[str] | None) -> int:
    try:
        options = parser().parse_args(arguments)
        signal.signal(signal.SIGTERM, _interrupt)
        return options.command(options)
    finally:
        sys.stdout.flush()  # now, while what that fails with is told in a sentence


def _drop_output() -> None:
    """What could not be printed is not tried again at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def parser() -> argparse.ArgumentParser:
    """Of all commands' arguments."""
    every = Parser(
        prog="minnorm",
        description="Numerical experiments on microcontrollers, recorded, checked and drawn.",
        epilog="Exit status: 0 it worked, and what was compared is identical; 1 it did not, and a sentence says why, or something differs; "
        "2 a wrong command line; 130 stopped by Ctrl-C.",
    )
    every.add_argument("--version", action="version", version=f"minnorm {paths.version()}")
    commands = every.add_subparsers(metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.add(commands)
    for one in commands._get_subactions():  # argparse shows a command's help in the list alone
        commands.choices[one.dest].description = f"{(one.help or '')[:1].upper()}{(one.help or '')[1:]}."
    return every
