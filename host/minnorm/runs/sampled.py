# SPDX-License-Identifier: MIT
"""An experiment that draws its own data, as a job for a board, and what comes of it."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from minnorm import experiments, files
from minnorm.device import boards
from minnorm.experiments.regression import tables
from minnorm.link import conversation, wire
from minnorm.report import drawing, markdown
from minnorm.runs import store
from minnorm.device.boards import Board, ExperimentFirmware
from minnorm.link.conversation import BoardError, Link
from minnorm.errors import UserError
from minnorm.runs.options import Options
from minnorm.report.outcome import Group, Outcome
from minnorm.link.reception import Reception
from minnorm.runs.shard import WHOLE, Shard
from minnorm.runs.side import Side
from minnorm.link.wire import Frame, Hello, Kind

KEYS = ("repeat", "case", "row")
LOG = "table"


@dataclass(frozen=True)
class Description:
    """What a board says of its experiment: the number of repeats that was published, of cases, and the columns of its table."""

    repeats: int
    cases: int
    columns: tuple[str, ...]


@dataclass
class Table:
    """Rows by unit, which is a repeat and a case, and by number. The first answer counts: the same request gives the same bits.

    `description` is None until the board has said it; rows count only after it and a hello.
    """

    seed: int
    repeats: int | None
    shard: Shard = WHOLE
    description: Description | None = None
    rows: dict[tuple[int, int], dict[int, list[float]]] = field(default_factory=dict)
    sizes: dict[tuple[int, int], int] = field(default_factory=dict)
    _is_greeted: bool = False

    def take(self, frame: Frame) -> None:
        """Takes one good frame of either side. Raises UserError for a payload that docs/WIRE.md does not describe."""
        if frame.kind == Kind.HELLO:
            self._is_greeted = False
        elif frame.kind == Kind.HELLO_REPLY:
            self._is_greeted = True
        elif frame.kind == Kind.DESCRIPTION:
            _, repeats, cases, columns = wire.unpack(frame)
            if not columns or cases < 1:
                raise wire.strange(frame)
            self.description = Description(repeats, cases, tuple(columns))
        elif frame.kind in (Kind.ROW, Kind.COMPUTED) and self._is_greeted and self.description is not None:
            self._take_result(frame)

    def units(self) -> list[tuple[int, int]]:
        """The shard's units in order. Those of a case, which cost alike, are dealt out to the shards in turn."""
        repeats, cases = self.extent()
        every = ((repeat, case) for repeat in range(repeats) for case in range(cases))
        return [(repeat, case) for repeat, case in every if self.shard.holds(case * repeats + repeat)]

    def extent(self) -> tuple[int, int]:
        """Repeats and cases of the whole run; none before the board has said them."""
        if self.description is None:
            return 0, 0
        return self.description.repeats if self.repeats is None else self.repeats, self.description.cases

    def is_complete(self, unit: tuple[int, int]) -> bool:
        """Whether everything about that unit has come."""
        return unit in self.sizes and all(number in self.rows.get(unit, ()) for number in range(self.sizes[unit]))

    def is_finished(self) -> bool:
        """Whether nothing is missing."""
        return self.description is not None and all(map(self.is_complete, self.units()))

    def done(self) -> int:
        """Units whose end has come."""
        return len(self.sizes)

    def in_order(self) -> Iterable[tuple[tuple[int, int, int], list[float]]]:
        """The rows, by repeat, case and number."""
        for unit in self.units():
            for number in range(self.sizes[unit]):
                yield (*unit, number), self.rows[unit][number]

    def _take_result(self, frame: Frame) -> None:
        seed, repeat, case, number, *values = wire.unpack(frame)
        unit = repeat, case
        if seed != self.seed:
            return
        if frame.kind == Kind.COMPUTED:
            self.sizes.setdefault(unit, number)
        elif len(values[0]) != len(self.description.columns):
            raise wire.strange(frame)
        else:
            self.rows.setdefault(unit, {}).setdefault(number, values[0])


@dataclass(frozen=True)
class SampledJob:
    """See job.Job."""

    experiment: str
    firmware: ExperimentFirmware
    settings: dict
    request: tuple[int, int | None, Shard]
    sources: dict = field(default_factory=dict)
    limits: Sequence[str] = ()
    unit: str = "units"

    def tables(self) -> dict[str, Table]:
        """The one table, empty."""
        return {LOG: Table(*self.request)}

    def total(self, receptions: Sequence[Reception]) -> int:
        """The number of units; 0 before the board has said how many cases there are."""
        return sum(len(reception.table.units()) for reception in receptions)

    def parts(self, link: Link, hello: Hello) -> int:
        """The number of units of the whole run."""
        seed, repeats, _ = self.request
        reception = Reception(Table(seed, repeats))
        with _refusals_told(hello):
            _begin(link, hello, reception.feed)
        return math.prod(reception.table.extent())

    def check(self, _: Hello) -> None:
        """The firmware was linked with memory for its experiment."""

    def converse(self, _: int, link: Link, hello: Hello, reception: Reception, log: Callable[[bytes], None]) -> None:
        """Asks for everything that is missing."""
        _converse(link, hello, reception, log)

    def files(self, filled: Sequence[Table]) -> dict[str, str]:
        """records.csv."""
        return {store.RECORDS: records(filled[0], self.settings["scalar"])}


def _converse(link: Link, hello: Hello, reception: Reception, log: Callable[[bytes], None]) -> None:
    def receive(data: bytes) -> list[Frame]:
        log(data)
        return reception.feed(data)

    table = reception.table
    with _refusals_told(hello):
        _begin(link, hello, receive)
        for unit in table.units():
            _complete(link, hello, table, unit, receive)


def _begin(link: Link, hello: Hello, receive: conversation.Receive) -> None:
    conversation.greet(link, hello, receive)
    conversation.request(link, receive, Kind.DESCRIBE, wire.pack(), Kind.DESCRIPTION)


@contextmanager
def _refusals_told(hello: Hello) -> Iterator[None]:
    try:
        yield
    except BoardError as error:
        raise UserError(conversation.sentence(hello.board, hello.experiment, error)) from None


def _complete(link: Link, hello: Hello, table: Table, unit: tuple[int, int], receive: conversation.Receive) -> None:
    """Asks for the unit until nothing of it is missing."""
    request = [table.seed, *unit]
    for attempt in range(link.patience.rounds):
        if table.is_complete(unit):
            return
        link.asked_again += attempt > 0
        conversation.stream(
            link,
            receive,
            Kind.COMPUTE,
            wire.pack(*request),
            records=(Kind.ROW,),
            is_end=lambda frame: frame.kind == Kind.COMPUTED and wire.unpack(frame)[:3] == request,
            is_complete=lambda: table.is_complete(unit),
        )
    if not table.is_complete(unit):
        raise UserError(
            f"The line to {hello.board} loses too much (repeat {unit[0]} of case {unit[1]} did not come in "
            f"{link.patience.rounds} rounds); check the cable."
        )


def records(table: Table, scalar: str) -> str:
    """records.csv: a line for each row by repeat, case and number."""
    lines = [",".join((*KEYS, *table.description.columns))]
    lines += [",".join((*map(str, key), *tables.texts(values, scalar))) for key, values in table.in_order()]
    return "\n".join(lines) + "\n"


def arrays(table: Table) -> experiments.Table:
    """The finished table by column, as figures and values are made of."""
    rows = [(*key, *values) for key, values in table.in_order()]
    columns = (*KEYS, *table.description.columns)
    return dict(zip(columns, np.array(rows, dtype=np.float64).reshape(-1, len(columns)).T, strict=True))


class Sampled:
    """See run.Plan."""

    def __init__(self, options: Options) -> None:
        """Raises UserError for options that are the regression's."""
        if options.datasets or options.target is not None or options.data_dir is not None:
            raise UserError(f"{options.experiment} draws its own data; --dataset, --target and --data-dir are the regression's.")
        self._options = options

    def sides(self, board: Board, folder: Path) -> list[Side]:
        """The board's and the desktop's."""
        made = [self._side(board, folder, self._options.port)]
        if not board.is_desktop:
            made.append(self._side(boards.load(boards.DESKTOP), folder / boards.DESKTOP, None))
        return made

    def _side(self, board: Board, folder: Path, port: str | None) -> Side:
        options = self._options
        seed = options.seed or 0
        settings = {
            "experiment": options.experiment,
            "board": board.name,
            "scalar": options.scalar,
            "seed": seed,
            "repeats": options.repeats,
            "shard": str(options.shard),
        }
        firmware = ExperimentFirmware(options.scalar, experiments.file(options.experiment))
        return Side(board, folder, SampledJob(options.experiment, firmware, settings, (seed, options.repeats, options.shard)), port)

    def prepare(self, _: Side) -> None:
        """Imports what draws."""
        experiments.module(self._options.experiment)

    def conclude(self, side: Side, folder: Path) -> Outcome:
        """Figures and numbers of the finished table."""
        module = experiments.module(self._options.experiment)
        table = arrays(side.tables[0])
        captions = drawing.draw_all(
            [drawing.Picture(one.file, one.caption, partial(one.draw, table=table), one.size) for one in module.FIGURES],
            folder / store.FIGURES,
        )
        values = module.values(table)
        group = Group(self._options.experiment, values, [("rows", str(len(table["row"])))])
        files.write(folder / store.SUMMARY, markdown.value_table(f"{side.board.name}, {side.settings['scalar']}", [group]))
        repeats = len(np.unique(table["repeat"]))
        return Outcome(
            title=module.TITLE,
            groups=[group],
            lines=[_line(value) for value in values],
            captions=captions,
            note=f"{repeats} {'repeats' if repeats > 1 else 'repeat'}, seed {side.settings['seed']}.",
        )


def _line(value) -> str:
    beside = "" if value.published is None else f", published {value.published:.4g}"
    return f"{value.name}: {value.measured:.6g}{beside}" + (f" ({value.percent})" if value.percent else "")
