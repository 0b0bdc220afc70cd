# SPDX-License-Identifier: MIT
"""The bench's results as tables: a title, headings, rows of text; for a terminal and for README.md."""

from collections.abc import Sequence
from dataclasses import dataclass

from minnorm.bench import board, desktop
from minnorm.bench.board import Cost
from minnorm.bench.desktop import Time
from minnorm.bench.matrices import ILL, RANDOM
from minnorm.bench.results import Results


@dataclass(frozen=True)
class Table:
    """Rows have a text for each heading; a heading has the line breaks that a terminal wants."""

    title: str
    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]


def of(results: Results) -> list[Table]:
    """Everything the bench found on one board."""
    return _of_times(results.times) if results.times else _of_costs(results.costs)


def _of_costs(costs: Sequence[Cost]) -> list[Table]:
    """Per scalar one table each of the SVD, of its refined solution, of the C function, and of the complete orthogonal decomposition."""
    tables = []
    for scalar in dict.fromkeys(cost.scalar for cost in costs):
        by_size: dict[str, dict[str, Cost]] = {}
        for cost in costs:
            if cost.scalar == scalar:
                by_size.setdefault(cost.size, {})[cost.algorithm] = cost
        tables.append(_svd(scalar, by_size))
        refined, in_c = "JacobiSVD with U and V, and one solution, refined / plain", "one solution, in C for any size / JacobiSVD of this one"
        tables.append(_beside_svd(scalar, by_size, board.REFINED, refined, "plain\n÷ refined"))
        tables.append(_beside_svd(scalar, by_size, board.C, in_c, "JacobiSVD\n÷ C"))
        tables.append(_cod(scalar, by_size))
    return tables


def _svd(scalar: str, by_size: dict[str, dict[str, Cost]]) -> Table:
    rows = []
    for size, costs in by_size.items():
        ours, plain, values, eigen = (costs[name] for name in (board.SVD, board.PLAIN, board.VALUES, board.EIGEN_SVD))
        rows.append(
            (
                *_against(size, ours, eigen),
                _ratio(ours.instructions[ILL], ours.instructions[RANDOM]),
                _ratio(plain.instructions[RANDOM], ours.instructions[RANDOM]),
                f"{values.instructions[RANDOM] / 1e3:.1f}",
                _ratio(ours.instructions[RANDOM], values.instructions[RANDOM]),
                *_bytes(ours, eigen),
            )
        )
    title = f"{scalar}: JacobiSVD with U and V, and one solution, minnorm / Eigen"
    extra = ("κ=1e5\n÷ random", "plain loops\n÷ minnorm", "values\nonly", "with U, V\n÷ values")
    return Table(title, (*_AGAINST, *extra, *_BYTES), rows)


def _beside_svd(scalar: str, by_size: dict[str, dict[str, Cost]], algorithm: str, title: str, ratio: str) -> Table:
    rows = []
    for size, costs in by_size.items():
        one, svd = costs[algorithm], costs[board.SVD]
        rows.append((*_against(size, one, svd), *_bytes(one, svd)))
    return Table(f"{scalar}: {title}", ("m×n", "thousand\ninstructions", ratio, "the same\nat κ=1e5", *_BYTES), rows)


def _cod(scalar: str, by_size: dict[str, dict[str, Cost]]) -> Table:
    rows = []
    for size, costs in by_size.items():
        ours, eigen = costs[board.COD], costs[board.EIGEN_COD]
        rows.append((*_against(size, ours, eigen), *_bytes(ours, eigen), f"{ours.heap} / {eigen.heap}"))
    title = f"{scalar}: CompleteOrthogonalDecomposition, and one solution, minnorm / Eigen"
    return Table(title, (*_AGAINST, *_BYTES, "heap\n[bytes]"), rows)


_AGAINST = ("m×n", "thousand\ninstructions", "Eigen\n÷ minnorm", "the same\nat κ=1e5")
_BYTES = ("flash\n[bytes]", "stack\n[bytes]", "RAM\n[bytes]")


def _against(size: str, ours: Cost, eigen: Cost) -> tuple[str, ...]:
    both = f"{ours.instructions[RANDOM] / 1e3:.1f} / {eigen.instructions[RANDOM] / 1e3:.1f}"
    ratios = (_ratio(eigen.instructions[kind], ours.instructions[kind]) for kind in (RANDOM, ILL))
    return (size.replace("x", "×"), both, *ratios)


def _bytes(ours: Cost, eigen: Cost) -> tuple[str, ...]:
    pairs = ((ours.flash, eigen.flash), (ours.stack, eigen.stack), (ours.ram, eigen.ram))
    return tuple(f"{one} / {other}" for one, other in pairs)


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


def _ratio(one: float, other: float) -> str:
    return f"{one / other:.2f}"
