# SPDX-License-Identifier: MIT
"""What is fitted: the rows of each split as rounded and scaled, the ridges, and what is held out. Each is made once, when it is wanted.

Rounding and solutions are of the data as they are, or standardized: that is a plane of its own here, with its own solutions.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from minnorm.experiments.precision import inputs, scaling
from minnorm.experiments.precision.campaign import Piece
from minnorm.experiments.precision.scaling import Scaled
from minnorm.experiments.precision.sources import Source
from minnorm.experiments.precision.study import EXACT

# Of the ridges: n times the mean square of the features times one of these.
SHARES = 10.0 ** -np.arange(0.0, 12.5, 0.5)


class Plane(NamedTuple):
    """The data of a source as they are, or standardized, as an input rounds them."""

    source: Source
    input: str
    is_standardized: bool

    @property
    def units(self) -> np.ndarray:
        """What each feature was divided by."""
        return self.source.deviations if self.is_standardized else np.ones(self.source.dimension)

    @property
    def exact(self) -> "Plane":
        """The same without rounding."""
        return self._replace(input=EXACT)


class Setting(NamedTuple):
    """What is fitted with one scaling, that of columns by their lengths over the first `last` rows."""

    source: Source
    input: str
    scaling: str
    last: int

    @property
    def plane(self) -> Plane:
        """Where its solutions are compared."""
        return Plane(self.source, self.input, self.scaling == scaling.STANDARDIZED)


def setting(piece: Piece) -> Setting:
    """Of the piece."""
    last = max(piece.sizes) if piece.scaling == scaling.COLUMNS else piece.source.largest
    return Setting(piece.source, piece.input, piece.scaling, last)


@dataclass(frozen=True)
class Held:
    """What is outside of the training sets: `triangles`, splits × (D+1) × (D+1), for the `outside` rows that are in none of a split,
    and `rows`, splits × N × (D+1), of which a training set has the first. All of the plane, without rounding."""

    triangles: np.ndarray
    rows: np.ndarray
    outside: int

    def means(self, first: np.ndarray, second: np.ndarray, sizes: np.ndarray) -> np.ndarray:
        """The mean, over the rows outside the training set, of the product of [x y]·first and [x y]·second.

        Both are splits × cases × sizes × (D+1).
        """
        total = (_times(self.triangles, first) * _times(self.triangles, second)).sum(axis=-1)
        is_out = np.arange(self.rows.shape[1]) >= sizes[:, None]
        by_row = _times(self.rows, first) * _times(self.rows, second)
        total += np.where(is_out, by_row, 0.0).sum(axis=-1)
        return total / (self.outside + is_out.sum(axis=-1))


def _times(matrices: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Each split's matrix by each of its vectors, splits × … × D."""
    flat = values.reshape(len(values), -1, values.shape[-1]) @ np.swapaxes(matrices, -1, -2)
    return flat.reshape(*values.shape[:-1], matrices.shape[1])


class Systems:
    """By what they are of, for so many splits as are asked for first."""

    def __init__(self) -> None:
        self._rounded: dict[tuple, np.ndarray] = {}
        self._scaled: dict[tuple, Scaled] = {}
        self._ridges: dict[tuple, np.ndarray] = {}
        self._held: dict[tuple, Held] = {}

    def rounded(self, plane: Plane, splits: int) -> np.ndarray:
        """Splits × rows × (D+1), the target last."""
        key = plane, splits
        if key not in self._rounded:
            self._rounded[key] = np.stack([_rounded(plane, split) for split in range(splits)])
        return self._rounded[key]

    def scaled(self, one: Setting, splits: int) -> Scaled:
        """As they are sent."""
        key = one, splits
        if key not in self._scaled:
            self._scaled[key] = scaling.scale(self.rounded(one.plane, splits)[:, : one.last], one.scaling)
        return self._scaled[key]

    def given(self, piece: Piece, split: int) -> dict[str, np.ndarray]:
        """What firmware/experiments/precision/inputs.hpp is given."""
        return {
            "rows": self.scaled(setting(piece), piece.splits).sent[split, : max(piece.sizes)].ravel(),
            "sizes": np.array([piece.source.dimension, *piece.sizes], dtype=np.float64),
            "ridges": self.ridges(piece),
        }

    def ridges(self, piece: Piece) -> np.ndarray:
        """For each size that λ of the grid which has the least median test error over the splits, of the data without rounding."""
        key = piece.source, piece.scaling, piece.sizes, piece.splits
        if key not in self._ridges:
            one = setting(piece)._replace(input=EXACT)
            scaled, held = self.scaled(one, piece.splits), self.held(one.plane, piece.splits)
            self._ridges[key] = np.array([_ridge(scaled, held, n) for n in piece.sizes])
        return self._ridges[key]

    def held(self, plane: Plane, splits: int) -> Held:
        """What the plane's test errors are taken over."""
        key = plane.exact, splits
        if key not in self._held:
            found = [plane.source.held(split) for split in range(splits)]
            triangles = np.stack([triangle for triangle, _ in found]) / np.append(plane.units, 1.0)
            rows = self.rounded(plane.exact, splits)
            self._held[key] = Held(triangles, rows if plane.source.is_finite else rows[:, :0], found[0][1])
        return self._held[key]


def _rounded(plane: Plane, split: int) -> np.ndarray:
    units = np.append(plane.units, 1.0)
    rows, ranges = plane.source.training(split), plane.source.ranges(split)
    return inputs.rounded(rows / units, plane.input, split, ranges / units)


def _ridge(scaled: Scaled, held: Held, n: int) -> float:
    matrices, targets = scaled.sent[:, :n, :-1], scaled.sent[:, :n, -1:]
    left, sigma, right = np.linalg.svd(matrices, full_matrices=False)
    along = np.swapaxes(left, -1, -2) @ targets
    ridges = SHARES * n * np.mean(matrices**2)
    sigma = sigma[..., None]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        beta = np.swapaxes(right, -1, -2) @ (sigma / (sigma**2 + ridges) * along)
        beta = np.swapaxes(beta, -1, -2) * scaled.columns[:, None, :]
        errors = with_target(beta)[:, :, None, :]
        medians = np.median(held.means(errors, errors, np.array([n])), axis=0)[:, 0]
    return float(ridges[np.argmin(np.where(np.isfinite(medians), medians, np.inf))])


def with_target(beta: np.ndarray) -> np.ndarray:
    """[β; −1], which [x y] makes an error of."""
    return np.concatenate([beta, np.full((*beta.shape[:-1], 1), -1.0)], axis=-1)
