# SPDX-License-Identifier: MIT
"""records.csv and inputs.csv: what solutions are off by. Arrays are splits × cases × sizes (× D) until they become columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from minnorm.experiments.precision.campaign import Piece
from minnorm.experiments.precision.reference import Solved
from minnorm.experiments.precision.rows import UNITS
from minnorm.experiments.precision.study import INPUTS, RECORDS, TEXTS
from minnorm.experiments.precision.systems import Plane, Setting, Systems, setting, with_target
from minnorm.link.table import Table

_WHOLE = ("split", "n", "rank", "iterations", "cycles")  # columns of whole numbers
HAVE_BETA = ("ok", "unfinished")


@dataclass(frozen=True)
class Fits:
    """A piece's solutions. `beta` is of the plane, NaN where the status says that there is none."""

    status: np.ndarray
    rank: np.ndarray
    iterations: np.ndarray
    beta: np.ndarray


@dataclass(frozen=True)
class Errors:
    """Of solutions against a reference, relative to it."""

    beta: np.ndarray
    test: np.ndarray


class Meter:
    """Measures on what a run's solutions are held against."""

    def __init__(self, systems: Systems, solved: Mapping[Plane, Solved]) -> None:
        self._systems = systems
        self._solved = solved
        self._spectra: dict[tuple, tuple[np.ndarray, ...]] = {}

    @np.errstate(over="ignore", invalid="ignore", divide="ignore")
    def records(self, piece: Piece, solutions: Table, costs: Table | None, instructions_per_cycle: float | None) -> dict[str, np.ndarray]:
        """The piece's part of records.csv by column; without cycles if there are no `costs`."""
        one = setting(piece)
        sizes, splits = np.array(piece.sizes), piece.splits
        shape = splits, len(piece.cases), len(sizes)
        found = fits(piece, solutions, self._systems)
        exact, own = (self._errors(plane, found.beta, sizes, splits) for plane in (one.plane.exact, one.plane))
        cycles = np.full(shape, np.nan) if costs is None else costs["cycles"].reshape(shape)
        pairs = [case.split("/") for case in piece.cases]
        columns: dict[str, Any] = {
            "dataset": piece.source.name,
            "split": np.arange(splits)[:, None, None],
            "n": sizes,
            "solver": np.array([solver for solver, _ in pairs])[:, None],
            "scalar": np.array([scalar for _, scalar in pairs])[:, None],
            "input": piece.input,
            "scaling": piece.scaling,
            "status": found.status,
            "rank": found.rank,
            **self._of_matrix(one, piece.sizes, splits),
            "beta_norm": _length(found.beta / one.plane.units),
            "residual_norm": self._residuals(one, found.beta, sizes, splits),
            "beta_error": exact.beta,
            "beta_error_rounded": own.beta,
            "beta_ulps": self._ulps(one.plane, found.beta, sizes, [scalar for _, scalar in pairs]),
            "test_mse": self._mean_square(one.plane, found.beta, sizes, splits),
            "test_error": exact.test,
            "test_error_rounded": own.test,
            "iterations": found.iterations,
            "cycles": cycles,
            "instructions": cycles * (np.nan if instructions_per_cycle is None else instructions_per_cycle),
        }
        return {name: _column(name, columns[name], shape) for name in RECORDS}

    @np.errstate(over="ignore", invalid="ignore", divide="ignore")
    def inputs(self, one: Setting, sizes: Sequence[int], splits: int) -> dict[str, np.ndarray]:
        """The setting's part of inputs.csv by column."""
        at = np.array(sizes)
        shape = splits, 1, len(sizes)
        high, _ = self._reference(one.plane, at, splits)
        errors = self._reference_errors(one.plane, at, splits)
        columns: dict[str, Any] = {
            "dataset": one.source.name,
            "split": np.arange(splits)[:, None, None],
            "n": at,
            "input": one.input,
            "scaling": one.scaling,
            **self._of_matrix(one, sizes, splits),
            "beta_norm": _length(high / one.plane.units),
            "test_mse": self._mean_square(one.plane, high, at, splits),
            "beta_error": errors.beta,
            "test_error": errors.test,
        }
        return {name: _column(name, columns[name], shape) for name in INPUTS}

    def _ulps(self, plane: Plane, beta: np.ndarray, sizes: np.ndarray, scalars: Sequence[str]) -> np.ndarray:
        """How far the worst coefficient is from the plane's own reference, in units of its last place in the scalar."""
        high, low = self._reference(plane, sizes, len(beta))
        _, exponents = np.frexp(high)
        units = np.array([2.0 * UNITS[scalar] for scalar in scalars])[:, None, None]
        return (np.abs((beta - high) - low) / np.ldexp(units, exponents - 1)).max(axis=-1)

    def _reference(self, plane: Plane, sizes: np.ndarray, splits: int) -> tuple[np.ndarray, np.ndarray]:
        high, low = self._solved[plane].at(sizes.tolist(), splits)
        return high[:, None], low[:, None]

    def _errors(self, plane: Plane, beta: np.ndarray, sizes: np.ndarray, splits: int) -> Errors:
        """Of the plane's own reference."""
        high, low = self._reference(plane, sizes, splits)
        return self._relative(plane, (beta - high) - low, high, sizes, splits)

    def _reference_errors(self, plane: Plane, sizes: np.ndarray, splits: int) -> Errors:
        """Of the rounded data's reference, held against the exact data's."""
        (high, low), (exact, rest) = (self._reference(one, sizes, splits) for one in (plane, plane.exact))
        return self._relative(plane, (high - exact) + (low - rest), exact, sizes, splits)

    def _relative(self, plane: Plane, off: np.ndarray, reference: np.ndarray, sizes: np.ndarray, splits: int) -> Errors:
        """From the difference to the reference: without cancellation, for Σ(r + δ)² − Σr² = Σδ(2r + δ)."""
        lengths = plane.source.lengths / plane.units
        held = self._systems.held(plane, splits)
        residual = with_target(reference)
        change = np.concatenate([off, np.zeros((*off.shape[:-1], 1))], axis=-1)
        difference = held.means(change, change + 2.0 * residual, sizes)
        test = np.abs(difference) / held.means(residual, residual, sizes)
        return Errors(_length(off * lengths) / _length(reference * lengths), test)

    def _mean_square(self, plane: Plane, beta: np.ndarray, sizes: np.ndarray, splits: int) -> np.ndarray:
        errors = with_target(beta)
        return self._systems.held(plane, splits).means(errors, errors, sizes)

    def _residuals(self, one: Setting, beta: np.ndarray, sizes: np.ndarray, splits: int) -> np.ndarray:
        """‖Xβ − y‖ over the fitted rows as rounded."""
        rows = self._systems.rounded(one.plane, splits)[:, : one.last]
        flat = with_target(beta).reshape(splits, -1, rows.shape[-1]) @ np.swapaxes(rows, -1, -2)
        residuals = flat.reshape(*beta.shape[:-1], rows.shape[1])
        return _length(np.where(np.arange(rows.shape[1]) < sizes[:, None], residuals, 0.0))

    def _of_matrix(self, one: Setting, sizes: Sequence[int], splits: int) -> dict[str, np.ndarray]:
        """kappa, kappa_scaled and sigma_min of the matrices as fitted, splits × 1 × sizes."""
        found = np.array([self._spectrum(one, n, splits) for n in sizes])
        return dict(zip(("kappa", "kappa_scaled", "sigma_min"), np.transpose(found, (1, 2, 0))[:, :, None, :]))

    def _spectrum(self, one: Setting, n: int, splits: int) -> tuple[np.ndarray, ...]:
        key = one, n, splits
        if key not in self._spectra:
            matrices = self._systems.scaled(one, splits).sent[:, :n, :-1]
            lengths = np.linalg.norm(matrices, axis=1 if n >= one.source.dimension else 2, keepdims=True)
            units = matrices / np.where(lengths > 0, lengths, 1.0)
            sigma, scaled = (np.linalg.svd(each, compute_uv=False) for each in (matrices, units))
            self._spectra[key] = sigma[:, 0] / sigma[:, -1], scaled[:, 0] / scaled[:, -1], sigma[:, -1]
        return self._spectra[key]


def fits(piece: Piece, solutions: Table, systems: Systems) -> Fits:
    """The piece's solutions, the scaling by powers of two undone."""
    shape = piece.splits, len(piece.cases), len(piece.sizes)
    labels = np.array(solutions.labels["status"])
    status = labels[solutions["status"].astype(int)].reshape(shape)
    sent = solutions["beta"].reshape(*shape, -1)[..., : piece.source.dimension]
    beta = sent * systems.scaled(setting(piece), piece.splits).columns[:, None, None, :]
    has_beta = np.isin(status, HAVE_BETA)
    rank, iterations = (solutions[name].reshape(shape) for name in ("rank", "iterations"))
    return Fits(status, rank, iterations, np.where(has_beta[..., None], beta, np.nan))


def joined(parts: Iterable[Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """One after the other."""
    every = list(parts)
    return {name: np.concatenate([part[name] for part in every]) for name in every[0]}


def text(columns: Mapping[str, np.ndarray]) -> str:
    """As CSV; what is not known is empty."""
    cells = [_texts(name, column) for name, column in columns.items()]
    return "".join(",".join(row) + "\n" for row in ((*columns,), *zip(*cells, strict=True)))


def _texts(name: str, column: np.ndarray) -> list[str]:
    if name in TEXTS:
        return column.tolist()
    values = column.tolist()
    return ["" if value != value else str(int(value)) if name in _WHOLE else repr(value) for value in values]


def _column(name: str, values: Any, shape: tuple[int, ...]) -> np.ndarray:
    whole = np.broadcast_to(values, shape).ravel()
    return whole if name in TEXTS else whole.astype(np.float64)


def _length(vectors: np.ndarray) -> np.ndarray:
    return np.linalg.norm(vectors, axis=-1)
