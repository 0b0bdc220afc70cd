# SPDX-License-Identifier: MIT
"""./minnorm replay: the raw logs of a run, played as if its board computed now."""

from argparse import Namespace
from pathlib import Path

from minnorm.commands import arguments as kinds


def add(commands) -> None:
    """Adds the command's parser."""
    replay = commands.add_parser("replay", help="play the raw log of a run into the live view")
    replay.add_argument("run", type=Path, metavar="RUN")
    replay.add_argument("--seconds", type=kinds.count, default=20, metavar="S", help="how long it takes (default: %(default)s)")
    kinds.add_live(replay, default="page")
    kinds.add_no_install(replay)
    replay.set_defaults(command=_replay)


def _replay(arguments: Namespace) -> int:
    from minnorm.live import replay, spectators

    with spectators.named(arguments.live, is_run=False) as spectator:
        replay.play(arguments.run, arguments.seconds, spectator)
    return 0
