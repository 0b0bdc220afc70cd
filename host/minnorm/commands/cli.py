# SPDX-License-Identifier: MIT
"""The command line: arguments in, exit status out. 0 is success, 1 a failure told in a sentence, 2 a wrong command line."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from minnorm import experiments
from minnorm.runs import shard
from minnorm.errors import Stopped, UserError

if TYPE_CHECKING:
    from minnorm.runs.options import Options

# Matrices here are small: more threads only cost, and one thread gives the same triangle on any number of cores.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

_DATASETS = ("diabetes", "synthetic")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return options.command(options)
    except UserError as error:
        print(f"minnorm: {error}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, Stopped) as stop:
        print(f"\nminnorm: {str(stop) or 'Stopped.'}", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="minnorm", description="Numerical experiments on microcontrollers, recorded, checked and drawn."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_run(commands)
    _add_merge(commands)
    test = commands.add_parser("test", help="build and run every test, on the desktop and in emulators")
    test.add_argument("names", nargs="*", metavar="NAME", help="only these: desktop, asan, a board's name, or python")
    test.set_defaults(command=_test)
    _add_flash(commands)
    _add_debug(commands)
    listing = commands.add_parser("boards", help="list the boards")
    listing.set_defaults(command=_boards)
    compare = commands.add_parser("compare", help="compare two runs to the bit")
    compare.add_argument("first", type=Path, metavar="RUN_A")
    compare.add_argument("second", type=Path, metavar="RUN_B")
    compare.set_defaults(command=_compare)
    _add_bench(commands)
    accuracy = commands.add_parser("accuracy", help="compare singular values with LAPACK's and rewrite docs/ACCURACY.md's tables")
    accuracy.set_defaults(command=_accuracy)
    document = commands.add_parser("document", help="rewrite the tables of README.md and docs/EXPERIMENTS.md from a finished run or bench")
    document.add_argument("source", type=Path, metavar="RUN|BENCH.json", help="what ./minnorm run or ./minnorm bench wrote")
    document.set_defaults(command=_document)
    return parser


def _add_run(commands) -> None:
    run = commands.add_parser("run", help="run an experiment on a board and check it against the desktop")
    run.add_argument(
        "experiment",
        nargs="?",
        type=experiments.name,
        choices=[experiments.REGRESSION, *experiments.names(), experiments.ALL],
        default=experiments.REGRESSION,
        metavar="EXPERIMENT",
        help=f"{', '.join([experiments.REGRESSION, *experiments.names()])}; or all (default: %(default)s)",
    )
    run.add_argument(
        "--board", default="mps2_an386", metavar="NAME", help="see ./minnorm boards; or all (default: %(default)s)"
    )
    run.add_argument(
        "--scalar", choices=["float", "double"], default="float", help="what the board computes in (default: %(default)s)"
    )
    run.add_argument(
        "--dataset",
        action="append",
        metavar="NAME|FILE.csv",
        help=f"diabetes, synthetic, california, who or a CSV file; repeat or separate by commas (default: {','.join(_DATASETS)})",
    )
    run.add_argument("--target", metavar="COLUMN", help="the column of the CSV file to be predicted")
    run.add_argument("--data-dir", type=Path, metavar="DIR", help="folder of cal_housing.data and life_expectancy.csv")
    run.add_argument("--splits", type=_count, metavar="K", help="splits per dataset (default: 50)")
    run.add_argument("--repeats", type=_count, metavar="K", help="repeats of an experiment that draws its data (default: as published)")
    run.add_argument("--seed", type=_seed, metavar="S", help="what such an experiment draws its data from (default: 0)")
    run.add_argument("--shard", metavar="I/N", help="only part I of N, which ./minnorm merge joins")
    run.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the run; one that was stopped goes on (default: runs/TIME-BOARD)"
    )
    run.add_argument("--port", metavar="DEVICE", help="serial port of a real board, such as /dev/ttyACM0")
    workers = run.add_mutually_exclusive_group()
    workers.add_argument("--workers", type=_count, metavar="K", help="cut the run into shards and compute K at a time")
    workers.add_argument("--scheduler", metavar="ADDRESS", help="the same on a Dask cluster, such as tcp://host:8786")
    run.set_defaults(command=_run)


def _add_merge(commands) -> None:
    merge = commands.add_parser("merge", help="join the shards of a run into the run that one command would have made")
    merge.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="the folder of each shard")
    merge.add_argument("--out", type=Path, metavar="DIR", help="folder of the whole run (default: runs/TIME-BOARD)")
    merge.set_defaults(command=_merge)


def _add_flash(commands) -> None:
    flash = commands.add_parser(
        "flash",
        help="build a board's firmware and put it on the board",
        description="Builds a board's firmware and flashes it with the first tool of boards/NAME/board.json that is installed.",
    )
    _add_program(flash)
    flash.add_argument("--with", dest="tool", metavar="TOOL", help="openocd, copy, ... (default: the first that is there)")
    flash.add_argument("--dry-run", action="store_true", help="print the command line instead; needs neither tool nor board")
    flash.set_defaults(command=_flash)


def _add_debug(commands) -> None:
    debug = commands.add_parser(
        "debug",
        help="debug a board's firmware with GDB, in its emulator or through a probe",
        description="Starts the board's emulator, or the server of its debug probe, and GDB at main().",
    )
    _add_program(debug)
    debug.add_argument("--probe", action="store_true", help="on the board itself, although it has an emulator")
    debug.add_argument("--server", action="store_true", help="without GDB: something else will connect, such as an editor")
    debug.add_argument("--dry-run", action="store_true", help="print both command lines instead")
    debug.set_defaults(command=_debug)


def _add_program(command) -> None:
    command.add_argument("--board", required=True, metavar="NAME", help="see ./minnorm boards")
    command.add_argument("--scalar", choices=["float", "double"], help="(default: float, or the firmware's)")
    command.add_argument(
        "--firmware", metavar="NAME", help="such as float_39x10, of those in board.json, or float_geometry (default: the first in that scalar)"
    )


def _add_bench(commands) -> None:
    bench = commands.add_parser(
        "bench",
        help="measure instructions, flash and stack beside Eigen's, or times beside Eigen's and LAPACK's",
        description="Counts, in the emulator, what decompositions cost on a board beside Eigen's: instructions, flash, stack. "
        "With --board desktop it times them beside Eigen's and LAPACK's. On two cores everything takes five minutes the first "
        "time, for every case is a program of its own, and two once they are built; a --case in one --scalar takes seconds.",
    )
    bench.add_argument("--board", default="mps2_an386", metavar="NAME", help="see ./minnorm boards (default: %(default)s)")
    bench.add_argument("--case", action="append", metavar="MxN", help="such as 8x8; repeat or separate by commas (default: all)")
    bench.add_argument("--scalar", choices=["float", "double"], help="(default: both; the desktop has float)")
    bench.add_argument(
        "--json", type=Path, metavar="FILE", help="the results; a figure comes beside them (default: runs/bench-NAME.json)"
    )
    bench.set_defaults(command=_bench)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to 10000")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 1 << 31:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 2147483647")
    return int(text)


def _names(entries: list[str] | None) -> list[str]:
    """Of an option that may be repeated and takes lists."""
    return [name for entry in entries or [] for name in entry.split(",") if name]


def _run(arguments: argparse.Namespace) -> int:
    from minnorm.runs import everything, fleet, run

    options, execute = _options(arguments), run.execute
    if arguments.workers is not None or arguments.scheduler is not None:
        from minnorm.runs import cluster

        execute = partial(cluster.execute, cluster.Crew(arguments.workers or 0, arguments.scheduler))
    elif options.board == fleet.ALL and options.experiment != experiments.ALL:
        return 0 if fleet.run_all(options) else 1
    return 0 if (everything.run_everything if options.experiment == experiments.ALL else run.run)(options, execute) else 1


def _options(arguments: argparse.Namespace) -> "Options":
    from minnorm.runs.options import Options

    if arguments.splits is not None and arguments.experiment not in (experiments.REGRESSION, experiments.ALL):
        raise UserError(f"{arguments.experiment} draws its own data; it has --repeats, and --splits is the regression's.")
    return Options(
        board=arguments.board,
        scalar=arguments.scalar,
        datasets=tuple(_names(arguments.dataset)),
        target=arguments.target,
        data_dir=arguments.data_dir,
        splits=arguments.splits or 50,
        out=arguments.out,
        port=arguments.port,
        experiment=arguments.experiment,
        repeats=arguments.repeats,
        seed=arguments.seed,
        shard=shard.parse(arguments.shard) if arguments.shard is not None else shard.WHOLE,
    )


def _merge(arguments: argparse.Namespace) -> int:
    from minnorm.runs import merge

    return 0 if merge.merge(arguments.runs, arguments.out) else 1


def _flash(arguments: argparse.Namespace) -> int:
    from minnorm.commands import flash

    chosen = arguments.board, arguments.tool, arguments.scalar, arguments.firmware
    flash.flash(flash.Options(*chosen, arguments.dry_run, _DATASETS))
    return 0


def _debug(arguments: argparse.Namespace) -> int:
    from minnorm.commands import debug

    chosen = arguments.board, arguments.scalar, arguments.firmware
    debug.debug(debug.Options(*chosen, arguments.probe, arguments.server, arguments.dry_run))
    return 0


def _bench(arguments: argparse.Namespace) -> int:
    from minnorm.bench import command

    scalars = () if arguments.scalar is None else (arguments.scalar,)
    command.run(command.Options(arguments.board, tuple(_names(arguments.case)), scalars, arguments.json))
    return 0


def _accuracy(_: argparse.Namespace) -> int:
    from minnorm.commands import accuracy

    accuracy.run()
    return 0


def _test(arguments: argparse.Namespace) -> int:
    from minnorm.commands import suite

    return suite.run(arguments.names)


def _boards(_: argparse.Namespace) -> int:
    from minnorm.device import boards

    boards.print_table()
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    from minnorm.runs import compare

    comparisons = compare.compare(arguments.first, arguments.second)
    print("\n".join(compare.lines(comparisons)))
    return 0 if compare.is_identical(comparisons) else 1


def _document(arguments: argparse.Namespace) -> int:
    from minnorm.commands import document

    document.document(arguments.source)
    return 0
