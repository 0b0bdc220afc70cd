# SPDX-License-Identifier: MIT
"""An experiment with all that the user asked for, checked: what boards are asked, and what comes of it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from minnorm import experiments
from minnorm.counts import counted
from minnorm.device import firmware
from minnorm.device.boards import Board
from minnorm.errors import UserError
from minnorm.experiments import sheets
from minnorm.experiments.glimpse import Detail, Glimpse
from minnorm.experiments.job import DataSet, Job, Sheet
from minnorm.experiments.options import Options, Preparation
from minnorm.link.recording import Recording
from minnorm.report.outcome import Group, Outcome


class Plan:
    """This one is for experiments that draw their own data: all they are asked for stands in their modules."""

    def __init__(self, options: Options) -> None:
        """Raises UserError for options that are not the experiment's."""
        if options.datasets or options.target is not None or options.data_dir is not None:
            raise UserError(f"{options.experiment} draws its own data; --dataset, --target and --data-dir are of those that are given data.")
        if options.preparation != Preparation():
            raise UserError(f"{options.experiment} draws its own data; --columns, --standardize and --intercept are of those that are given data.")
        options.selection.refuse(options.experiment)
        self.options = options

    def job(self, board: Board, like: Job | None = None) -> Job:
        """What the board is asked for; `like` is the job of the board that it is held against, whose limits hold for it too.

        Raises UserError if the board cannot do it.
        """
        options = self.options
        name = options.experiment
        return Job(
            experiment=name,
            firmware=board.firmware_for(options.scalar, name),
            settings=self.settings(board) | {"seed": options.seed or 0, "repeats": options.repeats, "shard": str(options.shard)},
            sets=[DataSet(name)],
            sheets=self._sheets,
            seed=options.seed or 0,
            repeats=options.repeats,
            shard=options.shard,
        )

    def settings(self, board: Board) -> dict[str, Any]:
        """What every run's settings begin with."""
        return {"experiment": self.options.experiment, "board": board.name, "scalar": self.options.scalar}

    def prepare(self, job: Job) -> None:
        """What takes long and needs no board: done while the boards compute."""
        experiments.module(self.options.experiment)  # imports what draws

    def stop(self) -> None:
        """Ends prepare(), which another thread is in."""

    def conclude(self, job: Job, recordings: Sequence[Recording]) -> Outcome:
        """Figures and numbers of a finished board's recordings, after prepare()."""
        module = experiments.module(self.options.experiment)
        table = recordings[0].table(sheets.RECORDS)
        values = module.values(table)
        repeats = len(np.unique(table["repeat"]))
        return Outcome(
            title=module.TITLE,
            groups=[Group(self.options.experiment, values, [("rows", str(len(table)))])],
            lines=[value.line for value in values],
            figures=module.FIGURES,
            data=table,
            note=f"{counted(repeats, 'repeats')}, seed {job.seed}.",
        )

    def so_far(self, recordings: Sequence[Recording]) -> Glimpse:
        """The figures of the part of the recordings that is complete, while boards still compute."""
        (recording,) = recordings
        return Glimpse(experiments.module(self.options.experiment).FIGURES, recording.table(sheets.RECORDS))

    def point(self, recordings: Sequence[Recording], key: str, place: int) -> Detail | None:
        """What stands behind a point of those figures: the one at that place of the series of that key. None if nothing more is known."""
        return None

    def _sheets(self, recordings: Sequence[Recording]) -> dict[str, Sheet]:
        (recording,) = recordings
        names = [] if recording.description is None else [table.name for table in recording.description.tables]
        return {sheets.file(name): sheets.sheet(recording.table(name), self.options.scalar) for name in names}


def plan_of(options: Options) -> Plan:
    """The plan of the experiment asked for. Raises UserError for options that cannot be used."""
    if firmware.is_given(options.experiment):
        return experiments.module(options.experiment).Plan(options)
    return Plan(options)
