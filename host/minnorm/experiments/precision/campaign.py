# SPDX-License-Identifier: MIT
"""What a run solves: sets of cases, sizes and splits, each of one source, input and scaling."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from minnorm.errors import UserError
from minnorm.experiments.options import Selection
from minnorm.experiments.precision import inputs, scaling
from minnorm.experiments.precision.sources import Gaussian, Source

SOLVERS = (
    "jacobi", "jacobi-default", "jacobi-columns", "cod", "qr", "lq-sorted", "cholesky", "cholesky-eps", "cholesky-sqrt-eps",
    "cholesky-optimal", "eigen-jacobi", "cgls", "refined",
)  # fmt: skip
SCALARS = ("float32", "float32-fma", "float-float", "float64", "binary16", "bfloat16")
# Refinement wants a double length of its scalar. Eigen's own Jacobi is what its users have: in 16 bits some of its sweeps never end.
MISSING = (
    ("refined", "float-float"),
    *(("eigen-jacobi", scalar) for scalar in SCALARS if scalar not in ("float32", "float64")),
)
_FLOAT32 = "float32"
_SIZES = {"D": 1, "D/2": 2}  # what D is divided by, in --rows
_DRAWS, _DRAWS_IN_FULL = 20, 200  # Gaussian ones for each split of a dataset
_FEW = ("p8", "p11", "p16", "stochastic-p8", "stochastic-p11", "adc8", "adc10", "adc12", "adc16")


@dataclass(frozen=True)
class Piece:
    """Has a log of its own. `cases` are "solver/scalar"."""

    block: str
    source: Source
    input: str
    scaling: str
    sizes: tuple[int, ...]
    splits: int
    cases: tuple[str, ...]

    @property
    def name(self) -> str:
        """Of the log."""
        return f"{self.source.name}-{self.block}-{self.input}-{self.scaling}"


def pieces(selection: Selection, sources: Sequence[Source], splits: int, lasts: Sequence[int]) -> list[Piece]:
    """Of sources whose largest training sets are `lasts`. Raises UserError for a name that is none, and if nothing is left."""
    check(selection)
    if not any(_sizes(selection.rows, source.dimension, last) for source, last in zip(sources, lasts)):
        raise UserError(f"--rows leaves nothing to run: training sets have up to {max(lasts)} rows.")
    made = _product if selection.is_given else _default
    every = (piece for source, last in zip(sources, lasts) for piece in made(selection, source, splits, last))
    found = [piece for piece in every if piece.sizes and piece.cases]
    if not found:
        raise UserError("Nothing is left to run: columns are scaled from N = D on, rows below it, and not every solver has every scalar.")
    return found


def draws(selection: Selection, splits: int) -> int:
    """How many Gaussian ones."""
    return splits * (_DRAWS_IN_FULL if selection.full else _DRAWS)


def check(selection: Selection) -> None:
    """Raises UserError for a name that is none."""
    for option, given, known, listed in (
        ("--solvers", selection.solvers, SOLVERS, ", ".join(SOLVERS)),
        ("--scalars", selection.scalars, SCALARS, ", ".join(SCALARS)),
        ("--inputs", selection.inputs, inputs.KINDS, inputs.KNOWN),
        ("--scalings", selection.scalings, scaling.SCALINGS, ", ".join(scaling.SCALINGS)),
    ):
        for name in given:
            if name not in known:
                raise UserError(f"{option} has no {name!r}; there are {listed}.")
    _sizes(selection.rows, 1, 1)


def _default(selection: Selection, source: Source, splits: int, last: int) -> Iterator[Piece]:
    """Float32 at every size, and at the threshold the other scalars, scalings and inputs; of Gaussian draws some solvers."""
    at = (source.dimension,) if source.dimension <= last else ()
    half = (source.dimension // 2,) if 1 <= source.dimension // 2 <= last else ()
    all_solvers = _cases(SOLVERS, [_FLOAT32])
    if isinstance(source, Gaussian):
        few = _cases(["jacobi", "jacobi-default", "qr", "cholesky", "cgls"], [_FLOAT32])
        yield Piece("draws", source, inputs.FLOAT32, scaling.RAW, at, draws(selection, splits), few)
        return
    yield Piece("sizes", source, inputs.FLOAT32, scaling.RAW, tuple(range(1, last + 1)), splits, all_solvers)
    others = [scalar for scalar in SCALARS if scalar != _FLOAT32]
    yield Piece("scalars", source, inputs.FLOAT32, scaling.RAW, at, splits, _cases(SOLVERS, others))
    for kind, sizes in ((scaling.COLUMNS, at), (scaling.ROWS, half), (scaling.STANDARDIZED, tuple(sorted({*half, *at})))):
        yield Piece("scalings", source, inputs.FLOAT32, kind, sizes, splits, all_solvers)
    for kind in _FEW:
        yield Piece("inputs", source, kind, scaling.RAW, at, splits, _cases(["jacobi", "cholesky"], [_FLOAT32]))


def _product(selection: Selection, source: Source, splits: int, last: int) -> Iterator[Piece]:
    """All of what is given; of the rest what is usual, or everything."""
    full = selection.full
    cases = _cases(selection.solvers or SOLVERS, selection.scalars or (SCALARS if full else (_FLOAT32,)))
    kinds = selection.inputs or (inputs.KINDS if full else (inputs.FLOAT32,))
    scalings = selection.scalings or (scaling.SCALINGS if full else (scaling.RAW,))
    sizes = _sizes(selection.rows, source.dimension, last)
    repeats = splits
    if isinstance(source, Gaussian):
        sizes, repeats = tuple(n for n in sizes if n == source.dimension), draws(selection, splits)
    for kind, by in product(dict.fromkeys(kinds), dict.fromkeys(scalings)):
        fit = tuple(n for n in sizes if scaling.is_for(by, n, source.dimension))
        yield Piece("chosen", source, kind, by, fit, repeats, cases)


def _cases(solvers: Sequence[str], scalars: Sequence[str]) -> tuple[str, ...]:
    pairs = (pair for pair in product(scalars, solvers) if pair[::-1] not in MISSING)
    return tuple(dict.fromkeys(f"{solver}/{scalar}" for scalar, solver in pairs))


def left_out(selection: Selection, sources: Sequence[Source], lasts: Sequence[int]) -> list[str]:
    """A sentence for each source of which --rows names more training rows than there are."""
    found = []
    for source, last in zip(sources, lasts):
        more = [n for n in _asked(selection.rows, source.dimension) if n > last]
        if more:
            found.append(f"{source.name} has training sets of up to {last} rows: what --rows names beyond, up to {max(more)}, is left out.")
    return found


def _sizes(rows: Sequence[str], dimension: int, last: int) -> tuple[int, ...]:
    """What --rows says, as far as there are so many; all if it says nothing. Raises UserError for what is no number of rows."""
    return tuple(sorted(n for n in _asked(rows or (f"1..{last}",), dimension) if 1 <= n <= last))


def _asked(rows: Sequence[str], dimension: int) -> set[int]:
    found: set[int] = set()
    for text in rows:
        numbers = re.fullmatch(r"(\d{1,4})(?:(?:-|\.\.)(\d{1,4}))?", text, re.ASCII)
        if text in _SIZES:
            found.add(dimension // _SIZES[text])
        elif numbers is not None and 1 <= int(numbers[1]) <= int(numbers[2] or numbers[1]):
            found.update(range(int(numbers[1]), int(numbers[2] or numbers[1]) + 1))
        else:
            raise UserError(f"--rows has no {text!r}; give numbers such as 5 or 8..12, D, or D/2.")
    return found
