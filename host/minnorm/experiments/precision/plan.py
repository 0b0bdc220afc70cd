# SPDX-License-Identifier: MIT
"""The precision study: data in, solutions of many solvers in many arithmetics, and what each is off by."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from minnorm.counts import counted
from minnorm.device import boards
from minnorm.device.boards import Board
from minnorm.errors import UserError
from minnorm.experiments import plan
from minnorm.experiments.glimpse import Glimpse
from minnorm.experiments.job import DataSet, Job, Sheet
from minnorm.experiments.options import Options
from minnorm.experiments.precision import campaign, inputs, measure, scaling, solutions
from minnorm.experiments.precision.campaign import Piece
from minnorm.experiments.precision.reference import Reference, Solved, Wanted
from minnorm.experiments.precision.sources import Gaussian, Source, Tabular
from minnorm.experiments.precision.study import EXACT, GAUSSIAN, Study
from minnorm.experiments.precision.systems import Plane, Setting, Systems, setting
from minnorm.experiments.regression import capacity, datasets
from minnorm.link.recording import Recording
from minnorm.report.outcome import Outcome

_DEFAULT = ("diabetes", "synthetic")


@dataclass(frozen=True)
class PrecisionJob(Job):
    """`pieces` are what each of the sets is."""

    pieces: Sequence[Piece] = ()


class Plan(plan.Plan):
    """See experiments/plan.py."""

    def __init__(self, options: Options, sources: Sequence[Source] = ()) -> None:
        """Of the datasets asked for unless there are `sources`. Raises UserError for what cannot be used."""
        if options.repeats is not None or options.seed is not None:
            raise UserError(f"{options.experiment} has --splits, by which its draws go too, and no --repeats or --seed.")
        campaign.check(options.selection)
        self.options = options
        self.sources = sources or _load(options)
        self._systems = Systems()
        self._reference = Reference()
        self._solved: dict[Plane, Solved] = {}

    def job(self, board: Board, like: Job | None = None) -> PrecisionJob:
        """As far as the board's memory goes, and no farther than that of the board it is held against."""
        options = self.options
        if not any(one.scalar == options.scalar for one in board.capacities):
            raise UserError(f"{board.name} has no memory for the precision study; choose another board, such as mps2_an386.")
        firmware = capacity.choose(board, options.scalar, self.sources, options.experiment)
        lasts = [capacity.last(firmware, source) for source in self.sources]
        own = like.pieces if isinstance(like, PrecisionJob) else None
        pieces = own or campaign.pieces(options.selection, self.sources, options.splits, lasts)
        taken = {piece.source: max(other.sizes[-1] for other in pieces if other.source is piece.source) for piece in pieces}
        draws = campaign.draws(options.selection, options.splits)
        entries = [source.entry(draws) | {"training_rows": last} for source, last in taken.items()]
        return PrecisionJob(
            experiment=options.experiment,
            firmware=firmware,
            settings=self.settings(board)
            | {"splits": options.splits, "shard": str(options.shard), **options.selection.settings(), **options.preparation.settings(), "datasets": entries},
            sets=[DataSet(piece.name, partial(self._systems.given, piece), piece.cases, piece.splits) for piece in pieces],
            sheets=partial(self._solutions, pieces),
            repeats=options.splits,
            shard=options.shard,
            sources=self._sources(),
            limits=[*capacity.limits(board, firmware, self.sources), *campaign.left_out(options.selection, self.sources, lasts)],
            check=partial(capacity.check, firmware, list(taken), list(taken.values())),
            counts=True,
            pieces=pieces,
        )

    def prepare(self, job: Job) -> None:
        """The reference's solutions: of what the job solves, and of all inputs at the threshold."""
        from minnorm.experiments.precision import figures, words  # noqa: F401  slow to import

        assert isinstance(job, PrecisionJob)
        desktop = boards.load(boards.DESKTOP)
        firmware = capacity.choose(desktop, self.options.scalar, self.sources, self.options.experiment)
        self._solved = self._reference.solve(firmware, self._systems, wanted(settings(job.pieces)))

    def stop(self) -> None:
        self._reference.stop()

    def conclude(self, job: Job, recordings: Sequence[Recording]) -> Outcome:
        """Errors, figures and words of the finished solutions."""
        from minnorm.experiments.precision import figures, words

        assert isinstance(job, PrecisionJob)
        study = self.study(job, recordings, boards.load(job.settings["board"]))
        return Outcome(
            title="Double descent and precision: statistics, data and solvers",
            groups=words.groups(study),
            lines=words.lines(study),
            figures=figures.figures(study),
            data=study,
            note="Errors are against solutions in 106 bits, of the exact data and of the data as rounded. "
            f"{counted(self.options.splits, 'splits')}; N are the training rows, D the features.",
            files={"records.csv": measure.text(study.records), "inputs.csv": measure.text(study.inputs)},
            where=job.settings["board"],
        )

    def so_far(self, recordings: Sequence[Recording]) -> Glimpse:
        """Nothing: errors are known when the reference has solved all systems."""
        return Glimpse((), None)

    def study(self, job: PrecisionJob, recordings: Sequence[Recording], board: Board) -> Study:
        """What the board found, measured; after prepare()."""
        meter = measure.Meter(self._systems, self._solved)
        rate = board.instructions_per_cycle
        parts = (
            meter.records(piece, recording.table("solutions"), None if board.is_desktop else recording.table("costs"), rate)
            for piece, recording in zip(job.pieces, recordings, strict=True)
        )
        return Study(
            records=measure.joined(parts),
            inputs=measure.joined(meter.inputs(one, found.sizes, found.splits) for one, found in settings(job.pieces).items()),
            datasets=[source.dataset for source in self.sources if isinstance(source, Tabular)],
            splits=self.options.splits,
            draws=max((piece.splits for piece in job.pieces if isinstance(piece.source, Gaussian)), default=0),
            board=board.title,
            is_emulated=board.is_emulated,
        )

    def _solutions(self, pieces: Sequence[Piece], recordings: Sequence[Recording]) -> dict[str, Sheet]:
        tables = [recording.table("solutions") for recording in recordings]
        return {"solutions.csv": solutions.sheet(pieces, tables, self._systems)}

    def _sources(self) -> dict[str, Any]:
        names = [one.where for one in self.sources]
        data_dir = self.options.data_dir
        return {"datasets": names, "target": self.options.target, "data_dir": str(data_dir.absolute()) if data_dir else None}


def settings(pieces: Sequence[Piece]) -> dict[Setting, Wanted]:
    """Of what inputs.csv has rows: all that the pieces fit, the same without rounding, and each input of a dataset at the threshold."""
    found: dict[Setting, Wanted] = {}

    def add(one: Setting, sizes: Sequence[int], splits: int) -> None:
        known = found.get(one, Wanted((), 0))
        found[one] = Wanted(tuple(sorted({*known.sizes, *sizes})), max(known.splits, splits))

    for piece in pieces:
        one = setting(piece)
        add(one, piece.sizes, piece.splits)
        like = scaling.STANDARDIZED if one.plane.is_standardized else scaling.RAW
        add(Setting(piece.source, EXACT, like, piece.source.largest), piece.sizes, piece.splits)
        if isinstance(piece.source, Tabular) and piece.source.dimension in piece.sizes:
            for kind in inputs.KINDS:
                add(Setting(piece.source, kind, scaling.RAW, piece.source.largest), (piece.source.dimension,), piece.splits)
    return found


def wanted(settings: dict[Setting, Wanted]) -> dict[Plane, Wanted]:
    """Of each plane all sizes and splits that some setting has."""
    found: dict[Plane, Wanted] = {}
    for one, needed in settings.items():
        known = found.get(one.plane, Wanted((), 0))
        found[one.plane] = Wanted(tuple(sorted({*known.sizes, *needed.sizes})), max(known.splits, needed.splits))
    return found


def _load(options: Options) -> list[Source]:
    """The datasets asked for, checked, and Gaussian draws if those are, or if no data are. Raises UserError."""
    usual = tuple(datasets.LOADERS) if options.data_dir is not None else _DEFAULT
    names = dict.fromkeys(options.datasets or (*usual, GAUSSIAN))
    is_drawn = names.pop(GAUSSIAN, "") is None
    found = datasets.load_all(tuple(names), target=options.target, data_dir=options.data_dir, preparation=options.preparation)
    for dataset in found:
        if dataset.name == GAUSSIAN:
            raise UserError(f"{dataset.source}: {GAUSSIAN} is what the draws are called; rename the file.")
        datasets.check_range(dataset, "float", "scale the column")
    return [*map(Tabular, found), *([Gaussian()] if is_drawn else [])]
