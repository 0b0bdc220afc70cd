# SPDX-License-Identifier: MIT
"""./minnorm run: an experiment on a board, checked against the desktop."""

from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from minnorm import experiments, shard
from minnorm.commands import arguments as kinds
from minnorm.device import firmware, plugged
from minnorm.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from minnorm.experiments.options import Options
    from minnorm.report.outcome import Finished

_BOARD = "mps2_an386"
_DATASETS = ("diabetes", "synthetic")
_PARTS = {
    "solvers": "such as jacobi,cholesky",
    "scalars": "such as float32,float64",
    "inputs": "how the data are rounded, such as float32,p8,stochastic-p8,adc12",
    "scalings": "such as raw,columns,rows,standardized",
}


def add(commands) -> None:
    """Adds the command's parser."""
    run = commands.add_parser("run", help="run an experiment on a board and check it against the desktop")
    run.add_argument(
        "experiment",
        nargs="?",
        type=experiments.name,
        choices=[*experiments.names(), experiments.ALL],
        default=experiments.REGRESSION,
        metavar="EXPERIMENT",
        help=f"{', '.join(experiments.names())}; or all (default: %(default)s)",
    )
    run.add_argument(
        "--board", metavar="NAME", help=f"see ./minnorm boards; or all (default: {_BOARD}, or with --port {plugged.AUTO} what is plugged in)"
    )
    run.add_argument(
        "--scalar", choices=["float", "double"], help="what the board computes in (default: float)"
    )
    datasets = f"diabetes, synthetic, california, who or a CSV file; repeat or separate by commas (default: {','.join(_DATASETS)})"
    kinds.add_names(run, "--dataset", "NAME|FILE.csv", datasets)
    run.add_argument("--target", metavar="COLUMN", help="the column of the CSV file to be predicted")
    run.add_argument("--data-dir", type=Path, metavar="DIR", help="folder of cal_housing.data and life_expectancy.csv")
    run.add_argument("--splits", type=kinds.count, metavar="K", help="splits per dataset (default: 50)")
    run.add_argument("--repeats", type=kinds.count, metavar="K", help="of an experiment that draws its data (default: as many as the experiment has)")
    run.add_argument("--seed", type=kinds.seed, metavar="S", help="what such an experiment draws its data from (default: 0)")
    for name, what in _PARTS.items():
        kinds.add_names(run, f"--{name}", "NAME", f"of the precision study, {what}")
    kinds.add_names(run, "--rows", "N", "numbers of training rows: 1..N of the regression (default: 1..39); of the precision study, such as 5,8..12,D,D/2")
    kinds.add_names(run, "--columns", "NAME", "the features of the CSV file, such as a,b,c (default: all but the target)")
    run.add_argument("--standardize", action="store_true", help="each feature to mean 0 and variance 1, over all rows of the dataset")
    run.add_argument("--intercept", action="store_true", help="one more feature that is 1 in every row")
    run.add_argument("--full", action="store_true", help="of the precision study, all of what is not given; of everything that is days")
    run.add_argument("--shard", type=kinds.part, default=shard.WHOLE, metavar="I/N", help="only part I of N, which ./minnorm merge joins")
    run.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the run; one that was stopped goes on (default: runs/TIME-BOARD)"
    )
    kinds.add_port(run, "a real board's serial port")
    workers = run.add_mutually_exclusive_group()
    workers.add_argument("--workers", type=kinds.count, metavar="K", help="cut the run into shards and compute K at a time")
    workers.add_argument("--scheduler", metavar="ADDRESS", help="the same on a Dask cluster, such as tcp://host:8786")
    kinds.add_live(run)
    kinds.add_json(run)
    kinds.add_no_install(run)
    run.set_defaults(command=_run)


def _run(arguments: Namespace) -> int:
    from minnorm.live import spectators
    from minnorm.runs import fleet, run

    options, execute = _options(arguments), run.execute
    if arguments.json and (options.experiment == experiments.ALL or options.board == fleet.ALL):
        raise UserError("--json prints one run; name one experiment and one board.")
    if arguments.live is not None:
        if arguments.workers is not None or arguments.scheduler is not None or arguments.board == fleet.ALL:
            raise UserError("--live looks on at one board of this machine; leave out --workers, --scheduler and --board all.")
        with spectators.named(arguments.live) as spectator:
            return _status(options, partial(run.execute, spectator=spectator), arguments.json)
    if arguments.workers is not None or arguments.scheduler is not None:
        from minnorm.runs import cluster

        execute = partial(cluster.execute, cluster.Crew(arguments.workers or 0, arguments.scheduler))
    elif options.board == fleet.ALL and options.experiment != experiments.ALL:
        return 0 if fleet.run_all(options) else 1
    return _status(options, execute, arguments.json)


def _status(options: "Options", execute: "Callable[[Options], Finished]", as_json: bool) -> int:
    from minnorm.runs import everything, run

    if options.experiment == experiments.ALL:
        return 0 if everything.run_everything(options, execute) else 1
    return 0 if run.run(options, execute, as_json=as_json) else 1


def _options(arguments: Namespace) -> "Options":
    from minnorm.experiments.options import Options, Preparation, Selection

    name = arguments.experiment
    fixed = None if name == experiments.ALL else experiments.scalar(name)
    if fixed is not None and arguments.scalar is not None:
        raise UserError(f"{name} computes in every scalar of --scalars, and its firmware in {fixed} besides; leave out --scalar.")
    if arguments.splits is not None and name != experiments.ALL and not firmware.is_given(name):
        raise UserError(f"{name} draws its own data; it has --repeats, and --splits is of those that are given data.")
    is_found = arguments.board is None and arguments.port == plugged.AUTO
    return Options(
        board=plugged.board().name if is_found else arguments.board or _BOARD,
        scalar=fixed or arguments.scalar or "float",
        datasets=tuple(arguments.dataset),
        target=arguments.target,
        data_dir=arguments.data_dir,
        splits=arguments.splits or 50,
        out=arguments.out,
        port=arguments.port,
        experiment=name,
        repeats=arguments.repeats,
        seed=arguments.seed,
        shard=arguments.shard,
        selection=Selection(**{part: tuple(getattr(arguments, part)) for part in (*_PARTS, "rows")}, full=arguments.full),
        preparation=Preparation(tuple(arguments.columns), arguments.standardize, arguments.intercept),
    )
