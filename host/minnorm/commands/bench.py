# SPDX-License-Identifier: MIT
"""./minnorm bench: what decompositions cost."""

from argparse import Namespace
from pathlib import Path

from minnorm.commands import arguments as kinds

_PRINTED = Path()  # no file


def add(commands) -> None:
    """Adds the command's parser."""
    bench = commands.add_parser(
        "bench",
        help="measure instructions, flash and stack beside Eigen's, or times beside Eigen's and LAPACK's",
        description="Counts, in the emulator, what decompositions cost on a board beside Eigen's: instructions, flash, stack. "
        "With --board desktop it times them beside Eigen's and LAPACK's. On two cores everything takes five minutes the first "
        "time, for every case is a program of its own, and two once they are built; a --case in one --scalar takes seconds.",
    )
    bench.add_argument("--board", default="mps2_an386", metavar="NAME", help="see ./minnorm boards (default: %(default)s)")
    kinds.add_names(bench, "--case", "MxN", "such as 8x8; repeat or separate by commas (default: all)")
    bench.add_argument("--scalar", choices=["float", "double"], help="(default: both; the desktop has float)")
    bench.add_argument("--cycles", action="store_true", help="also cycles, by a model of the board's core (see docs/COST.md)")
    bench.add_argument("--core", metavar="NAME", help="the same for another core, such as cortex-m7")
    kinds.add_port(bench, "flash each image and have the board count its cycles: its serial port")
    what = "write the results there, with a figure beside them (default: runs/bench-NAME.json); without FILE also print them in place of the tables"
    bench.add_argument("--json", nargs="?", type=Path, const=_PRINTED, metavar="FILE", help=what)
    bench.set_defaults(command=_bench)


def _bench(arguments: Namespace) -> int:
    from minnorm.bench import command

    scalars = () if arguments.scalar is None else (arguments.scalar,)
    sizes, counts_cycles = tuple(arguments.case), arguments.cycles or arguments.core is not None
    prints_json = arguments.json is _PRINTED
    file = None if prints_json else arguments.json
    command.run(command.Options(arguments.board, sizes, scalars, file, prints_json, counts_cycles, arguments.core, arguments.port), _put)
    return 0


def _put(board: str, program: Path) -> None:
    from minnorm.commands import flash

    flash.flash(flash.Options(board, None, None, None, False, program))
