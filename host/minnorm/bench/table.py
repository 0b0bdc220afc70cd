# SPDX-License-Identifier: MIT
"""The bench's results as tables: a title, headings, rows of text; for a terminal and for README.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


def of(results: Results) -> list[Table]:
    """Everything the bench found on one board."""
    if results.times:
        return _of_times(results.times)
    return [*(_of_costs(results.costs) if results.timings != board.MEASURED else []), *_of_cycles(results)]


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
    title = f"{scalar}: {_COD}, and one solution, minnorm / Eigen"
    return Table(title, (*_AGAINST, *_BYTES, "heap\n[bytes]"), rows)


def _of_cycles(results: Results) -> list[Table]:
    """Per scalar a table of each decomposition beside Eigen's; of the SVD also other readings, and microseconds on boards with that core."""
    if not results.timings:
        return []
    tables = []
    is_measured = results.timings == board.MEASURED
    source = results.timings if is_measured else f"the timings of {results.timings}"
    alike = [one for one in boards.load_all() if one.name == results.board or cycles.name(one.core) == results.timings]
    clocks = {one.name: one.clock_hz / 1e6 for one in alike}
    for scalar in dict.fromkeys(cost.scalar for cost in results.costs):
        svd, eigen_svd, cod, eigen_cod = (
            [cost for cost in results.costs if cost.scalar == scalar and cost.algorithm == name]
            for name in (board.SVD, board.EIGEN_SVD, board.COD, board.EIGEN_COD)
        )
        of_svd, of_cod = (f"{scalar}: {name}, and one solution, minnorm / Eigen" for name in ("JacobiSVD with U and V", _COD))
        tables.append(_cycles(f"{of_svd}, by {source}", svd, eigen_svd))
        if not is_measured:
            tables.append(_readings(f"{of_svd}, thousand cycles by other readings", svd, eigen_svd))
        tables.append(_microseconds(f"{of_svd}, microseconds at a board's clock", clocks, svd, eigen_svd))
        tables.append(_cycles(f"{of_cod}, by {source}", cod, eigen_cod))
    return tables


def _cycles(title: str, ours: Sequence[Cost], eigen: Sequence[Cost]) -> Table:
    """With the instructions, where an emulator counted them."""
    has_instructions = bool(ours[0].instructions)
    rows = []
    for one, other in zip(ours, eigen):
        mine, its = _cycles_of(one), _cycles_of(other)
        cells = (one.size.replace("x", "×"), _thousands(mine[RANDOM], its[RANDOM]))
        ratios = (*(_ratio(its[kind], mine[kind]) for kind in (RANDOM, ILL)), _ratio(mine[ILL], mine[RANDOM]))
        counted = _against("", one, other)[1:3] if has_instructions else ()
        rows.append((*cells, *ratios, *counted, *_bytes(one, other)[:2]))
    counted = _AGAINST[1:3] if has_instructions else ()
    return Table(title, ("m×n", "thousand\ncycles", *_AGAINST[2:], "κ=1e5\n÷ random", *counted, *_BYTES[:2]), rows)


def _readings(title: str, ours: Sequence[Cost], eigen: Sequence[Cost]) -> Table:
    names = list(ours[0].cycles)[1:]
    rows = [
        (one.size.replace("x", "×"), *(_thousands(one.cycles[name][RANDOM], other.cycles[name][RANDOM]) for name in names))
        for one, other in zip(ours, eigen)
    ]
    return Table(title, ("m×n", *(name.replace(" ", "\n", 1) for name in names)), rows)


def _microseconds(title: str, clocks: Mapping[str, float], ours: Sequence[Cost], eigen: Sequence[Cost]) -> Table:
    rows = []
    for one, other in zip(ours, eigen):
        mine, its = _cycles_of(one)[RANDOM], _cycles_of(other)[RANDOM]
        rows.append((one.size.replace("x", "×"), *(f"{mine / clock:.0f} / {its / clock:.0f}" for clock in clocks.values())))
    return Table(title, ("m×n", *(f"{name}\n{clock:g} MHz" for name, clock in clocks.items())), rows)


def _cycles_of(cost: Cost) -> dict[str, float]:
    """By the core's table."""
    return next(iter(cost.cycles.values()))


def _thousands(one: float, other: float) -> str:
    return f"{one / 1e3:.1f} / {other / 1e3:.1f}"


_COD = "CompleteOrthogonalDecomposition"
_AGAINST = ("m×n", "thousand\ninstructions", "Eigen\n÷ minnorm", "the same\nat κ=1e5")
_BYTES = ("flash\n[bytes]", "stack\n[bytes]", "RAM\n[bytes]")


def _against(size: str, ours: Cost, eigen: Cost) -> tuple[str, ...]:
    both = _thousands(ours.instructions[RANDOM], eigen.instructions[RANDOM])
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
