# SPDX-License-Identifier: MIT
"""./minnorm example: runs programs of lib/examples and draws the pictures of docs/examples from what they print."""

import subprocess
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from minnorm import files, paths
from minnorm.device import boards, build
from minnorm.errors import UserError

if TYPE_CHECKING:  # slow to import
    from minnorm.report.examples import Table

PAGES = paths.ROOT / "docs" / "examples"
BOARDS = (boards.DESKTOP, "mps2_an386", "riscv_virt32")
_SECONDS = 60.0
_ROWS = 40  # of a table on a page, at most


def names() -> list[str]:
    """Of all examples."""
    return sorted(path.stem for path in (paths.ROOT / "lib" / "examples").glob("*.cpp"))


def add(commands) -> None:
    """Adds the command's parser."""
    example = commands.add_parser("example", help="run examples on a board, and write their pictures and tables in docs/examples")
    example.add_argument("name", nargs="*", metavar="NAME", help=f"{', '.join(names())} (default: all)")
    example.add_argument("--board", choices=BOARDS, default="mps2_an386", help="(default: %(default)s)")
    example.set_defaults(command=_example)


def _example(arguments: Namespace) -> int:
    unknown = [name for name in arguments.name if name not in names()]
    if unknown:
        raise UserError(f"There is no example {unknown[0]!r}; there are {', '.join(names())}.")
    for name in arguments.name or names():
        document(name, output(name, arguments.board))
        print(f"{name}: {paths.shown(PAGES / f'{name}.md')}", flush=True)
    return 0


def output(name: str, board_name: str) -> str:
    """What the example prints on the board. Raises UserError if it cannot be built, or finds its own answer wrong."""
    board = boards.load(board_name)
    program = build.build_test(board, f"example_{name}", "examples")
    try:
        done = subprocess.run(build.command(board, program), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        raise UserError(f"The example {name} has not ended after {_SECONDS:.0f} s.") from None
    if done.returncode:
        raise UserError(f"The example {name} ended with status {done.returncode}: its answer is not the known one.")
    return done.stdout


def document(name: str, text: str) -> None:
    """Draws what an example printed and writes its table into its page."""
    from minnorm.commands import generated
    from minnorm.report import examples, style

    tables = examples.parsed(text)
    page = PAGES / f"{name}.md"
    figure = examples.FIGURES[name]
    files.write(PAGES / figure.file(), style.render(figure, tables)["png"])
    files.write(page, generated.replaced(page.read_text(), name, f"![{figure.caption}]({figure.file()})\n\n{shown(tables[0])}"))


def shown(table: "Table") -> str:
    """A table as Markdown, to three digits, with every so many rows left out if it is long."""
    from minnorm.report import markdown

    rows: Sequence[Sequence[str]] = list(zip(*table.values()))
    return markdown.table(list(table), [[_short(cell) for cell in row] for row in rows[:: -(-len(rows) // _ROWS)]])


def _short(cell: str) -> str:
    """A number with an exponent to three digits, anything else as it is."""
    try:
        return cell if cell.lstrip("-").isdecimal() else f"{float(cell):.3g}"
    except ValueError:
        return cell
