# SPDX-License-Identifier: MIT
"""./minnorm boards: the boards as a table."""

import sys
from argparse import Namespace


def add(commands) -> None:
    """Adds the command's parser."""
    commands.add_parser("boards", help="list the boards").set_defaults(command=_boards)


def _boards(_: Namespace) -> int:
    from minnorm.device import boards
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("board", "core", "what it is", "emulator", "flashed by", "largest N × D"):
        table.add_column(heading, overflow="fold")
    for board in boards.load_all():
        table.add_row(
            board.name,
            board.core,
            board.title,
            board.emulator[0] if board.emulator else "-",
            ", ".join(tool for tool, *_ in board.tools) or "-",
            board.largest("float"),
        )
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    return 0
