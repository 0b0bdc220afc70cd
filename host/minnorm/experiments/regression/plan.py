# SPDX-License-Identifier: MIT
"""The regression: datasets in, tables, figures and numbers out."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from minnorm import experiments
from minnorm.counts import counted
from minnorm.device.boards import Board
from minnorm.errors import UserError
from minnorm.experiments import plan, sheets
from minnorm.experiments.job import DataSet, Job, Sheet
from minnorm.experiments.glimpse import Detail, Glimpse
from minnorm.experiments.options import Options
from minnorm.experiments.regression import capacity, csv_tables, datasets, problem, splits, sweep
from minnorm.experiments.regression.problem import Problem
from minnorm.link.recording import Recording
from minnorm.report import numbers
from minnorm.report.outcome import Group, Outcome

if TYPE_CHECKING:  # slow to import
    from minnorm.experiments.regression.summary import Summary

DATASETS = ("diabetes", "synthetic")
FACTORS = "factors"  # the second table
_ROUNDING = "rounding.csv"


@dataclass(frozen=True)
class RegressionJob(Job):
    """`lasts` are the largest training sets of each dataset."""

    lasts: Sequence[int] = ()


class Plan(plan.Plan):
    """See experiments/plan.py."""

    def __init__(self, options: Options, problems: Sequence[Problem] = ()) -> None:
        """Of the datasets asked for unless there are `problems`. Raises UserError for datasets that cannot be used."""
        if options.repeats is not None or options.seed is not None:
            raise UserError("The regression's data are given, not drawn: it has --splits, and no --repeats or --seed.")
        replace(options.selection, rows=()).refuse(options.experiment)
        options.shard.check(options.splits)
        self.options = options
        self.problems = problems or _load(options)
        self._references: list = []
        self._sent: list = []

    def only(self, one: Problem) -> "Plan":
        """The same of one of the datasets."""
        return Plan(replace(self.options, datasets=(one.name,)), [one])

    def job(self, board: Board, like: Job | None = None) -> RegressionJob:
        """As far as the board's memory goes, and no farther than that of the board it is held against."""
        options = self.options
        given = [one.dataset for one in self.problems]
        firmware = capacity.choose(board, options.scalar, given)
        lasts = like.lasts if isinstance(like, RegressionJob) else [capacity.last(firmware, one) for one in given]
        entries = [
            {
                "name": one.name,
                "rows": one.dataset.rows,
                "features": one.dataset.dimension,
                "target": one.dataset.target_name,
                "training_rows": last,
                "sha256": one.digest(),
            }
            for one, last in zip(self.problems, lasts, strict=True)
        ]
        return RegressionJob(
            experiment=experiments.REGRESSION,
            firmware=firmware,
            settings=self.settings(board)
            | {"splits": options.splits, "shard": str(options.shard), "rows": ",".join(options.selection.rows) or None}
            | options.preparation.settings()
            | {"datasets": entries},
            sets=[DataSet(one.name, partial(one.inputs, last=last)) for one, last in zip(self.problems, lasts)],
            sheets=self._sheets,
            repeats=options.splits,
            shard=options.shard,
            sources=self._sources(),
            limits=capacity.limits(board, firmware, given),
            unit="splits",
            check=partial(capacity.check, firmware, given, lasts),
            lasts=lasts,
        )

    def prepare(self, job: Job) -> None:
        """The float64 references of each dataset: of its data, and of what of it the board is sent."""
        from minnorm.experiments.regression import (  # noqa: F401  slow to import, and boards keep this process waiting now
            figures,
            reference,
        )

        assert isinstance(job, RegressionJob)
        scalar = self.options.scalar
        for one, last in zip(self.problems, job.lasts, strict=True):
            self._references.append(reference.test_errors(one.dataset, self.options.splits, last))
            # In double nothing is rounded on the way.
            self._sent.append(reference.sent_errors(one, self.options.splits, last, scalar) if scalar == "float" else None)

    def conclude(self, job: Job, recordings: Sequence[Recording]) -> Outcome:
        """Figures and numbers of the finished tables."""
        from minnorm.experiments.regression import figures, rounding, summary
        from minnorm.experiments.regression.result import Result

        assert isinstance(job, RegressionJob)
        scalar = self.options.scalar
        sweeps = [sweep.of(recording.table(sheets.RECORDS)) for recording in recordings]
        factors = [recording.table(FACTORS) for recording in recordings]
        parts = [
            None if sent is None else rounding.Parts(exact, sent, one.test, one.refined_test)
            for exact, sent, one in zip(self._references, self._sent, sweeps, strict=True)
        ]
        results = [
            Result(one, swept, table, scalar, part)
            for one, swept, table, part in zip(self.problems, sweeps, factors, parts, strict=True)
        ]
        summaries = [
            summary.summarize(*one) for one in zip(self.problems, sweeps, self._references, factors, parts, strict=True)
        ]
        known = [part for part in parts if part is not None]
        return Outcome(
            title="Double descent in linear regression: Schaeffer et al., figures 1 to 5",
            groups=groups(summaries),
            lines=[line for one in summaries for line in summary.lines(one)],
            figures=figures.figures(results),
            data=results,
            note=f"{self.options.preparation.words}; N = 1 to {max(job.lasts)}. Means, medians and quantiles are over "
            f"{counted(self.options.splits, 'splits')}; N are the training rows, D the features. The fit is the plain minimum-norm solution "
            "V S⁺ Uᵀ y of minnorm::JacobiSVD, with every singular value that is not 0; what is called refined is the same solution after "
            "iterative refinement, of the fits where that did not give up.",
            files={_ROUNDING: rounding.table(self.problems, known)} if len(known) == len(parts) else {},
        )

    def so_far(self, recordings: Sequence[Recording]) -> Glimpse:
        """Test errors and smallest singular values by split, of the splits that are complete."""
        from minnorm.experiments.regression import so_far

        return so_far.glimpse(self.problems, recordings, self.options.scalar)

    def point(self, recordings: Sequence[Recording], key: str, place: int) -> Detail | None:
        """The singular values and factors of equation 1 of the fit behind a point."""
        from minnorm.experiments.regression import so_far

        return so_far.detail(self.problems, recordings, key, place)

    def _sheets(self, recordings: Sequence[Recording]) -> dict[str, Sheet]:
        scalar = self.options.scalar
        begun = [(one, said) for one, said in zip(self.problems, recordings, strict=True) if said.description is not None]
        problems = [one for one, _ in begun]
        records, factors = ([said.table(name) for _, said in begun] for name in (sheets.RECORDS, FACTORS))
        return {
            sheets.file(sheets.RECORDS): csv_tables.records(problems, records, scalar),
            sheets.file(FACTORS): csv_tables.factors(problems, factors, scalar),
        }

    def _sources(self) -> dict:
        names = [os.path.abspath(one.dataset.source) if one.dataset.is_own else one.name for one in self.problems]
        data_dir = self.options.data_dir
        return {"datasets": names, "target": self.options.target, "data_dir": str(data_dir.absolute()) if data_dir else None}


def _load(options: Options) -> list[Problem]:
    """The datasets asked for, checked. Raises UserError."""
    found = datasets.load_all(
        options.datasets or DATASETS,
        target=options.target,
        data_dir=options.data_dir,
        preparation=options.preparation,
        most=_most(options.selection.rows),
    )
    for dataset in found:
        datasets.check_range(dataset, options.scalar)
    return [problem.make(dataset, options.scalar) for dataset in found]


def _most(rows: Sequence[str]) -> int:
    """How many training rows the sweep ends with. Raises UserError for what is no sweep from one row on."""
    if not rows:
        return splits.LARGEST_TRAINING_SET
    found = re.fullmatch(r"1\.\.([1-9]\d{0,3})", ",".join(rows), re.ASCII)
    if found is None:
        last = re.fullmatch(r"(?:1-)?([1-9]\d{0,3})", ",".join(rows), re.ASCII)
        meant = last[1] if last else splits.LARGEST_TRAINING_SET
        raise UserError(f"--rows has {','.join(rows)!r}; the regression trains on one row, then on two, and so on: give it as 1..{meant}.")
    return int(found[1])


def groups(summaries: Sequence["Summary"]) -> list[Group]:
    """The numbers of each dataset."""
    difference = "median over N, relative difference of the mean test error to float64"
    return [
        Group(
            one.dataset,
            one.values,
            [
                (difference, numbers.text(one.to_float64, 2)),
                ("fits", str(one.fits)),
                ("fits without a result", str(one.failed)),
                ("what came of refining the fits with a result", ", ".join(f"{name} {count}" for name, count in one.refinements.items())),
                *one.drivers,
            ],
        )
        for one in summaries
    ]
