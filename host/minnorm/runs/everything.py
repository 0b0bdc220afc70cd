# SPDX-License-Identifier: MIT
"""./minnorm run all: every experiment on one board, and one report of all."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from minnorm import experiments, paths, progress
from minnorm.device import boards, firmware
from minnorm.errors import Stopped, UserError
from minnorm.experiments import plan
from minnorm.experiments.options import Options
from minnorm.experiments.regression import datasets
from minnorm.report import page
from minnorm.report.outcome import Finished
from minnorm.runs import fleet, run
from minnorm.runs.folder import locked
from minnorm.shard import WHOLE


def run_everything(options: Options, execute: Callable[[Options], Finished] = run.execute) -> bool:
    """Runs, or goes on with, every experiment; returns whether none failed, nor differed from the desktop.

    What fails with one experiment is told at the end, and the others go on. Raises UserError for what is wrong with all.
    """
    start = time.monotonic()
    board = None if options.board == fleet.ALL else boards.load(options.board)
    if board is None or not (board.is_emulated or board.is_desktop) or options.shard != WHOLE or options.port is not None:
        raise UserError("All experiments run whole, on one emulated board or the desktop; name one experiment.")
    options.selection.refuse("a run of all")
    plan.plan_of(_options(options, experiments.REGRESSION))  # the first that is given files
    folder = options.out or run.fresh_folder(options)
    _check_is_ours(folder)
    with locked(folder, create=True):
        return _run(options, folder, execute, start)


def _run(options: Options, folder: Path, execute: Callable[[Options], Finished], start: float) -> bool:
    finished, failures = [], {}
    for name in filter(is_short, experiments.names()):
        progress.say(f"{name} ...")
        try:
            one = execute(replace(_options(options, name), out=folder / name))
        except Stopped:
            raise Stopped(f"Stopped. {run.TO_GO_ON} with --out {paths.shown(folder)}.") from None
        except UserError as error:
            failures[name] = str(error).partition(run.TO_GO_ON)[0].strip()
        else:
            print(f"{name}: {one.verdicts[0]}", flush=True)
            finished.append(one)
    if options.out is None and finished:
        run.point_latest_to(folder)
    if finished:
        written = page.write(folder, f"Five papers on {finished[0].board}", finished)
        print(f"{time.monotonic() - start:.1f} s in all; report: {paths.shown(written)}")
    for name in experiments.names():
        if not is_short(name):
            progress.say(f"{name} takes hours and was left out: ./minnorm run {name} --board {boards.DESKTOP}")
    for name, sentence in failures.items():
        progress.say(f"{name}: {sentence}")
    if failures:
        progress.say(f"{run.TO_GO_ON} with --out {paths.shown(folder)}.")
    return not failures and all(one.is_identical is not False for one in finished)


def _check_is_ours(folder: Path) -> None:
    held = [path.name for path in folder.iterdir() if not path.name.startswith(".")] if folder.is_dir() else []
    if (folder.exists() and not folder.is_dir()) or (held and not set(experiments.names()).intersection(held)):
        raise UserError(f"{folder} exists and holds no run of all experiments; choose another --out.")


def _options(options: Options, name: str) -> Options:
    """What of the options is that experiment's."""
    scalar = experiments.scalar(name) or options.scalar
    if firmware.is_given(name):
        has_all = options.data_dir is not None and name == experiments.REGRESSION
        names = options.datasets or (tuple(datasets.LOADERS) if has_all else ())
        return replace(options, experiment=name, scalar=scalar, datasets=names, repeats=None, seed=None)
    return replace(options, experiment=name, scalar=scalar, datasets=(), target=None, data_dir=None)


def is_short(name: str) -> bool:
    """Whether the experiment is part of a run of all."""
    return not getattr(experiments.module(name), "TAKES_HOURS", False)
