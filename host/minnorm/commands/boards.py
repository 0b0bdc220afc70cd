# SPDX-License-Identifier: MIT
"""./minnorm boards: the boards as a table."""

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from minnorm.commands import arguments as kinds

if TYPE_CHECKING:
    from minnorm.device.boards import Board

_HEADINGS = ("board", "core", "what it is", "emulator", "flashed by", "largest N × D")
_PORT_HEADINGS = ("port", "device", "serial number", "USB id", "may be")
_WIDEST = 1000


def add(commands) -> None:
    """Adds the command's parser."""
    command = commands.add_parser("boards", help="list the boards", description="Lists the boards; into a pipe as columns with a tab between two.")
    command.add_argument("--plugged", action="store_true", help="list the serial ports that are plugged in instead, and which boards may be there")
    kinds.add_json(command)
    command.set_defaults(command=_boards)


def _boards(arguments: Namespace) -> int:
    from minnorm.device import boards

    every = boards.load_all()
    facts, rows = _plugged(every) if arguments.plugged else ([asdict(board) for board in every], [_HEADINGS, *map(_row, every)])
    if arguments.json:
        print(json.dumps(facts, indent=2, ensure_ascii=False))
    elif sys.stdout.isatty():
        _show(rows)
    else:
        print("\n".join("\t".join(row) for row in rows))
    return 0


def _row(board: "Board") -> tuple[str, ...]:
    tools = ", ".join(tool for tool, *_ in board.tools) or "-"
    return board.name, board.core, board.title, board.emulator[0] if board.emulator else "-", tools, board.largest("float")


def _plugged(every: Sequence["Board"]) -> tuple[list[dict], list[tuple[str, ...]]]:
    """The ports that are plugged in, for programs and as rows."""
    from minnorm.device import plugged

    found = [(port, [board.name for board in plugged.at(port, every)]) for port in plugged.ports()]
    rows = [(port.device, port.title or "-", port.serial or "-", port.usb, " or ".join(names) or "-") for port, names in found]
    return [asdict(port) | {"boards": names} for port, names in found], [_PORT_HEADINGS, *rows]


def _show(rows: Sequence[Sequence[str]]) -> None:
    """In columns, or one below the other where the terminal has no room for them."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console, table = Console(), Table(box=None, header_style="bold", pad_edge=False)
    for heading in rows[0]:
        table.add_column(heading)
    for row in rows[1:]:
        table.add_row(*row)
    if console.measure(table, options=console.options.update(width=_WIDEST)).maximum <= console.width:
        console.print(table)
        return
    for row in rows[1:]:
        console.print(Text(row[0], style="bold"))
        for heading, cell in zip(rows[0][1:], row[1:]):
            console.print(Text(f"  {heading}: {cell}"))
