# SPDX-License-Identifier: MIT
"""./minnorm monitor: what a serial port says."""

import sys
from argparse import Namespace
from contextlib import suppress

from minnorm import progress
from minnorm.commands import arguments as kinds
from minnorm.device import plugged

_BAUD = 115200
_PAUSE_SECONDS = 0.5  # after which what began is taken to be all of it
_QUIET_SECONDS = 5.0


def add(commands) -> None:
    """Adds the command's parser."""
    monitor = commands.add_parser(
        "monitor",
        help="print what a serial port says",
        description="Prints what comes in on a serial port until Ctrl-C: text as it is, minnorm's frames decoded, one a line. Sends nothing.",
    )
    kinds.add_port(monitor, "the serial port", plugged.AUTO)
    monitor.add_argument("--baud", type=kinds.baud, default=_BAUD, metavar="B", help="bits per second (default: %(default)s)")
    monitor.set_defaults(command=_monitor)


def _monitor(arguments: Namespace) -> int:
    port = plugged.anything().device if arguments.port == plugged.AUTO else arguments.port
    with suppress(KeyboardInterrupt):
        listen(port, arguments.baud)
    return 0


def listen(port: str, baud: int) -> None:
    """Prints what comes in until Ctrl-C. Raises UserError if the port cannot be opened, or is gone."""
    from minnorm.link.serial_port import Serial  # with what decodes, slow to import
    from minnorm.link.transcript import Transcript

    line, transcript = Serial(port, baud), Transcript()
    try:
        progress.say(f"Listening on {port} at {baud} baud; Ctrl-C ends this.")
        heard = line.read(_QUIET_SECONDS)
        if not heard:
            progress.say("Nothing has come in yet; minnorm's firmware speaks only when it is asked, or when its core faults.")
        while True:
            _put(transcript.feed(heard) if heard else transcript.flush())
            heard = line.read(_PAUSE_SECONDS)
    finally:
        _put(transcript.flush())
        line.close()


def _put(said: str) -> None:
    sys.stdout.write(said)
    sys.stdout.flush()
