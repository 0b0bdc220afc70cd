# SPDX-License-Identifier: MIT
"""The regression as a job for a board, and what comes of it: datasets in, tables, figures and numbers out."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from minnorm import experiments, files
from minnorm.device import boards
from minnorm.experiments.regression import capacity, datasets, problem, session, table, tables
from minnorm.report import markdown
from minnorm.runs import store
from minnorm.device.boards import Board, RegressionFirmware
from minnorm.link.conversation import Link
from minnorm.errors import UserError
from minnorm.runs.options import Options
from minnorm.report.outcome import Group, Outcome
from minnorm.experiments.regression.problem import Problem
from minnorm.link.reception import Reception
from minnorm.runs.side import Side
from minnorm.experiments.regression.table import Shape, Table
from minnorm.link.wire import Hello

if TYPE_CHECKING:  # slow to import
    from minnorm.experiments.regression.summary import Summary

DATASETS = ("diabetes", "synthetic")


@dataclass(frozen=True)
class RegressionJob:
    """See job.Job. There is a table for each problem, and a shape."""

    board: Board
    firmware: RegressionFirmware
    settings: dict
    sources: dict
    problems: Sequence[Problem]
    shapes: Sequence[Shape]
    experiment: str = experiments.REGRESSION
    unit: str = "fits"

    @property
    def limits(self) -> list[str]:
        """A sentence for each dataset that the board has no memory for as a whole."""
        return capacity.limits(self.board, self.firmware, [made.dataset for made in self.problems])

    def tables(self) -> dict[str, Table]:
        """Empty tables by dataset."""
        return {made.name: Table(shape) for made, shape in zip(self.problems, self.shapes)}

    def total(self, _: Sequence[Reception]) -> int:
        """The number of fits."""
        return sum(shape.fits for shape in self.shapes)

    def parts(self, *_: object) -> int:
        """The number of splits."""
        return self.settings["splits"]

    def check(self, hello: Hello) -> None:
        """Raises UserError if the board has no memory for a problem."""
        needs = zip(self.shapes, self.problems)
        if not all(capacity.fits(hello.rows, hello.features, shape.last, made.dataset) for shape, made in needs):
            raise UserError(
                f"{hello.board} runs a firmware for {hello.rows} × {hello.features}, and this run needs the one for "
                f"{self.firmware.rows} × {self.firmware.features}: "
                f"./minnorm flash --board {hello.board} --firmware {self.firmware.name}."
            )
        for made, shape in zip(self.problems, self.shapes):
            session.check_capacity(hello, made, shape.last)

    def converse(self, place: int, link: Link, hello: Hello, reception: Reception, log: Callable[[bytes], None]) -> None:
        """Asks for everything that is missing of one dataset."""
        session.run(link, hello, self.problems[place], reception, log)

    def files(self, filled: Sequence[Table]) -> dict[str, str]:
        """records.csv and factors.csv."""
        scalar = self.settings["scalar"]
        return {
            store.RECORDS: tables.records(self.problems, filled, scalar),
            store.FACTORS: tables.factors(self.problems, filled, scalar),
        }


def load(options: Options) -> list[Problem]:
    """The datasets asked for, checked. Raises UserError."""
    if options.target is not None and not any(map(datasets.is_file, options.datasets)):
        raise UserError("--target names a column of a CSV file; give the file with --dataset FILE.csv.")
    problems = []
    for name in options.datasets or DATASETS:
        dataset = datasets.load(name, target=options.target, data_dir=options.data_dir)
        if dataset.name in (done.name for done in problems):
            raise UserError(f"The dataset {dataset.name} is given twice; rename one file or leave one out.")
        datasets.check_columns(dataset)
        datasets.check_range(dataset, options.scalar)
        problems.append(problem.make(dataset, options.scalar))
    return problems


def make_side(
    options: Options, board: Board, folder: Path, problems: Sequence[Problem], lasts: Sequence[int] | None = None
) -> Side:
    """The run on one board, up to N = `lasts` of each dataset or else as far as its memory goes. Raises UserError."""
    firmware = capacity.choose(board, options.scalar, [made.dataset for made in problems])
    if lasts is None:
        lasts = [capacity.last(firmware, made.dataset) for made in problems]
    shapes = [
        table.shape(made, options.splits, last, options.shard) for made, last in zip(problems, lasts, strict=True)
    ]
    settings = {
        "experiment": experiments.REGRESSION,
        "board": board.name,
        "scalar": options.scalar,
        "splits": options.splits,
        "shard": str(options.shard),
        "datasets": [
            {
                "name": made.name,
                "rows": made.dataset.rows,
                "features": made.dataset.dimension,
                "target": made.dataset.target_name,
                "training_rows": last,
                "sha256": made.digest(options.scalar),
            }
            for made, last in zip(problems, lasts)
        ],
    }
    port = None if board.is_desktop else options.port
    return Side(board, folder, RegressionJob(board, firmware, settings, _sources(options, problems), problems, shapes), port)


def _sources(options: Options, problems: Sequence[Problem]) -> dict:
    names = [os.path.abspath(made.dataset.source) if made.dataset.is_own else made.name for made in problems]
    return {"datasets": names, "target": options.target, "data_dir": options.data_dir and str(options.data_dir.absolute())}


class Regression:
    """See run.Plan."""

    def __init__(self, options: Options) -> None:
        """Raises UserError for datasets that cannot be used."""
        if options.repeats is not None or options.seed is not None:
            raise UserError("The regression's data are given, not drawn: it has --splits, and no --repeats or --seed.")
        options.shard.check(options.splits)
        self._options = options
        self._problems = load(options)
        self._references: list = []
        self._sent: list = []

    def sides(self, board: Board, folder: Path) -> list[Side]:
        """The board's, and the desktop's as far as the board's memory goes."""
        made = [make_side(self._options, board, folder, self._problems)]
        if not board.is_desktop:
            lasts = [shape.last for shape in made[0].job.shapes]
            desktop = boards.load(boards.DESKTOP)
            made.append(make_side(self._options, desktop, folder / boards.DESKTOP, self._problems, lasts))
        return made

    def prepare(self, side: Side) -> None:
        """The float64 references of each dataset: of its data, and of what of it the board is sent."""
        from minnorm.experiments.regression import figures, reference  # noqa: F401  slow to import, and the boards keep this process waiting now

        scalar = self._options.scalar
        for made, shape in zip(self._problems, side.job.shapes):
            extent = shape.splits, shape.last
            self._references.append(reference.test_errors(made.dataset, *extent))
            # In double nothing is rounded on the way.
            self._sent.append(reference.sent_errors(made, *extent, scalar) if scalar == "float" else None)

    def conclude(self, side: Side, folder: Path) -> Outcome:
        """Figures and numbers of the finished tables."""
        from minnorm.experiments.regression import figures, rounding, summary

        scalar = side.settings["scalar"]
        sweeps = [table.sweep(filled) for filled in side.tables]
        parts = [
            None if sent is None else rounding.Parts(exact, sent, sweep.test)
            for exact, sent, sweep in zip(self._references, self._sent, sweeps)
        ]
        factors = [filled.factors for filled in side.tables]
        results = [figures.Result(*one, scalar, part) for *one, part in zip(self._problems, sweeps, factors, parts)]
        captions = figures.draw_all(results, folder / store.FIGURES)
        summaries = [summary.summarize(*one) for one in zip(self._problems, sweeps, self._references, factors, parts)]
        if None not in parts:
            files.write(folder / store.ROUNDING, rounding.table(self._problems, parts))
        grouped = groups(summaries)
        files.write(folder / store.SUMMARY, markdown.value_table(f"{side.board.name}, {scalar}", grouped))
        note = (
            f"Lines are means over {self._options.splits} splits, bands their 95% bootstrap intervals, N the training rows, "
            "D the features."
        )
        return Outcome(
            title="Double descent in linear regression: Schaeffer et al., figures 1 to 5",
            groups=grouped,
            lines=[line for one in summaries for line in summary.lines(one)],
            captions=captions,
            note=note,
        )


def groups(summaries: Sequence["Summary"]) -> list[Group]:
    """The numbers of each dataset."""
    difference = "median over N, relative difference of the mean test error to float64"
    return [
        Group(
            one.dataset,
            one.values,
            [(difference, f"{one.to_float64:.1e}"), ("fits", str(one.fits)), ("fits without a result", str(one.failed))],
        )
        for one in summaries
    ]
