# SPDX-License-Identifier: MIT
"""The bench's results as tables: a title, headings, rows of text; for a terminal, docs/COST.md and README.md."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap

from minnorm.bench import board, cycles, desktop
from minnorm.bench.board import Cost
from minnorm.bench.desktop import Time
from minnorm.bench.matrices import ILL, RANDOM
from minnorm.bench.results import Results
from minnorm.device import boards


@dataclass(frozen=True)
class Table:
    """Rows have a text for each heading; a heading has the line breaks that a terminal wants."""

    title: str
    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]


Values = Callable[[Cost], Mapping[str, float]]  # by kind of matrix
Column = tuple[str, Callable[..., str]]  # the heading, and what makes a cell of a row's costs: ours, those beside it, others


def of(results: Results) -> list[Table]:
    """Everything the bench found on one board."""
    if results.times:
        return _of_times(results.times)
    counted = [] if results.timings in board.COUNTERS else _of_instructions(results)
    return [*counted, *_of_cycles(results), *_of_peers(results)]


def headline(results: Results) -> Table:
    """A few rows and columns of the cycles that the SVD takes in float beside Eigen's."""
    svd, eigen = ([cost for cost in _of(results, "float", name) if cost.size in _HEADLINE] for name in (board.SVD, board.EIGEN_SVD))
    return _table("", [_SIZE, *_compared("cycles", "Eigen\n÷ minnorm", _cycles_of), *_FLASH_AND_STACK], svd, eigen)


def _of_instructions(results: Results) -> list[Table]:
    """Per scalar one table each of the SVD, of its refined solution, of the C function, and of the complete orthogonal decomposition."""
    tables = []
    of_svd = [_ill(_instructions), _plain(_instructions), *_OF_VALUES]
    for scalar in dict.fromkeys(cost.scalar for cost in results.costs):
        svd, plain, values, eigen_svd, cod, eigen_cod = (
            _of(results, scalar, name) for name in (board.SVD, board.PLAIN, board.VALUES, board.EIGEN_SVD, board.COD, board.EIGEN_COD)
        )
        to_eigen = [_SIZE, *_compared("instructions", "Eigen\n÷ minnorm", _instructions)]
        tables.append(_table(f"{scalar}: {_SVD}, minnorm / Eigen", [*to_eigen, *of_svd, *_FLASH_AND_STACK, _RAM], svd, eigen_svd, plain, values))
        for name, title, ratio in (
            (board.REFINED, f"{_SVD}, refined / plain", "plain\n÷ refined"),
            (board.C, "one solution, in C for any size / JacobiSVD of this one", "JacobiSVD\n÷ C"),
        ):
            columns = [_SIZE, *_compared("instructions", ratio, _instructions), *_FLASH_AND_STACK, _RAM]
            tables.append(_table(f"{scalar}: {title}", columns, _of(results, scalar, name), svd))
        heap = _both("heap\n[bytes]", lambda cost: cost.heap)
        tables.append(_table(f"{scalar}: {_COD}, minnorm / Eigen", [*to_eigen, *_FLASH_AND_STACK, _RAM, heap], cod, eigen_cod))
    return tables


def _of_cycles(results: Results) -> list[Table]:
    """Per scalar a table of each decomposition beside Eigen's; of the SVD also other readings, and microseconds on boards with that core."""
    if not results.timings:
        return []
    tables = []
    alike = [one for one in boards.load_all() if one.name == results.board or cycles.name(one.core) == results.timings]
    clocks = {one.name: one.clock_hz / 1e6 for one in alike}
    for scalar in dict.fromkeys(cost.scalar for cost in results.costs):
        svd, plain, eigen_svd, cod, eigen_cod = (
            _of(results, scalar, name) for name in (board.SVD, board.PLAIN, board.EIGEN_SVD, board.COD, board.EIGEN_COD)
        )
        of_svd = f"{scalar}: {_SVD}, minnorm / Eigen"
        tables.append(_beside(of_svd, results, "Eigen", [_ill(_cycles_of), _plain(_cycles_of)], svd, eigen_svd, plain))
        if results.timings not in board.COUNTERS:
            tables.append(_readings(f"{of_svd}, thousand cycles by other readings", svd, eigen_svd))
        tables.append(_microseconds(f"{of_svd}, microseconds at a board's clock, without wait states", clocks, svd, eigen_svd))
        tables.append(_beside(f"{scalar}: {_COD}, minnorm / Eigen", results, "Eigen", [_ill(_cycles_of)], cod, eigen_cod))
    return tables


def _of_peers(results: Results) -> list[Table]:
    """Beside what the bench has of its own, and how wrong that is."""
    return [
        _beside(f"float: {title}, minnorm / {name}", results, name, _ERRORS, *costs)
        for title, name, algorithms in ((_SVD, "Hestenes", (board.SVD, board.HESTENES)), (_COD, "geninv", (board.COD, board.GENINV)))
        if all(costs := [_of(results, "float", algorithm) for algorithm in algorithms])
    ]


def _beside(title: str, results: Results, name: str, extra: Sequence[Column], *costs: Sequence[Cost]) -> Table:
    """Cycles and instructions, each where there are any."""
    columns, ratio = [_SIZE], f"{name}\n÷ minnorm"
    if results.timings:
        title += f", by {results.timings}" if results.timings in board.COUNTERS else f", by the timings of {results.timings}"
        columns += _compared("cycles", ratio, _cycles_of)
    columns += extra
    if costs[0][0].instructions:
        columns += _compared("instructions", ratio, _instructions)[: 2 if results.timings else 3]
    return _table(title, [*columns, *_FLASH_AND_STACK], *costs)


def _readings(title: str, ours: Sequence[Cost], eigen: Sequence[Cost]) -> Table:
    def column(name: str) -> Column:
        return name.replace(" ", "\n", 1), lambda one, other: _thousands(one.cycles[name][RANDOM], other.cycles[name][RANDOM])

    return _table(title, [_SIZE, *map(column, list(ours[0].cycles)[1:])], ours, eigen)


def _microseconds(title: str, clocks: Mapping[str, float], ours: Sequence[Cost], eigen: Sequence[Cost]) -> Table:
    def column(name: str, clock: float) -> Column:
        return _both(f"{name}\n{clock:g} MHz", lambda cost: f"{_cycles_of(cost)[RANDOM] / clock:.0f}")

    return _table(title, [_SIZE, *starmap(column, clocks.items())], ours, eigen)


def _of(results: Results, scalar: str, algorithm: str) -> list[Cost]:
    return [cost for cost in results.costs if cost.scalar == scalar and cost.algorithm == algorithm]


def _table(title: str, columns: Sequence[Column], *costs: Sequence[Cost]) -> Table:
    return Table(title, tuple(heading for heading, _ in columns), [tuple(cell(*row) for _, cell in columns) for row in zip(*costs)])


def _compared(what: str, ratio: str, values: Values) -> list[Column]:
    return [
        (f"thousand\n{what}", lambda one, other, *_: _thousands(values(one)[RANDOM], values(other)[RANDOM])),
        (ratio, lambda one, other, *_: _ratio(values(other)[RANDOM], values(one)[RANDOM])),
        ("the same\nat κ=1e5", lambda one, other, *_: _ratio(values(other)[ILL], values(one)[ILL])),
    ]


def _ill(values: Values) -> Column:
    return "κ=1e5\n÷ random", lambda one, *_: _ratio(values(one)[ILL], values(one)[RANDOM])


def _plain(values: Values) -> Column:
    return "plain loops\n÷ minnorm", lambda one, _, plain, *__: _ratio(values(plain)[RANDOM], values(one)[RANDOM])


def _both(heading: str, value: Callable[[Cost], object]) -> Column:
    return heading, lambda one, other, *_: f"{value(one)} / {value(other)}"


def _instructions(cost: Cost) -> dict[str, float]:
    return cost.instructions


def _cycles_of(cost: Cost) -> dict[str, float]:
    """By the core's table."""
    return next(iter(cost.cycles.values()))


def _thousands(one: float, other: float) -> str:
    return f"{one / 1e3:.1f} / {other / 1e3:.1f}"


def _ratio(one: float, other: float) -> str:
    return f"{one / other:.2f}"


_SVD, _COD = "JacobiSVD with U and V, and one solution", "CompleteOrthogonalDecomposition, and one solution"
_HEADLINE = ("3x3", "4x4", "8x8", "16x16")
_SIZE: Column = ("m×n", lambda one, *_: one.size.replace("x", "×"))
_FLASH_AND_STACK = [_both("flash\n[bytes]", lambda cost: cost.flash), _both("stack\n[bytes]", lambda cost: cost.stack)]
_RAM = _both("RAM\n[bytes]", lambda cost: cost.ram)
_OF_VALUES: list[Column] = [
    ("values\nonly", lambda one, _, plain, values: f"{values.instructions[RANDOM] / 1e3:.1f}"),
    ("with U, V\n÷ values", lambda one, _, plain, values: _ratio(one.instructions[RANDOM], values.instructions[RANDOM])),
]
_ERRORS: list[Column] = [
    ("error\nratio", lambda _, other: f"{other.errors[RANDOM]:.2g}"),
    ("the same\nat κ=1e5", lambda _, other: f"{other.errors[ILL]:.2g}"),
]


def _of_times(times: Sequence[Time]) -> list[Table]:
    """One table: minnorm's time, and the others' as ratios to it."""
    by_size: dict[str, dict[str, float]] = {}
    for time in times:
        by_size.setdefault(time.size, {})[time.algorithm] = time.seconds
    rows = []
    for size, seconds in by_size.items():
        ours = seconds[desktop.SVD]
        ratios = (_ratio(seconds[name], ours) for name in desktop.ALGORITHMS if name != desktop.SVD)
        rows.append((size.replace("x", "×"), f"{ours * 1e6:.2f}", *ratios))
    others = ("Eigen JacobiSVD", "sgesvj", "sgejsv", "sgesdd")
    headings = ("n×n", "minnorm\n[µs]", *(f"{name}\n÷ minnorm" for name in others))
    return [Table("float: with U and V, one thread", headings, rows)]
