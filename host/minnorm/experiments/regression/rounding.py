# SPDX-License-Identifier: MIT
"""Where a board's test error leaves float64's: what rounding its input causes, and what its algorithm adds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from minnorm.experiments.regression.problem import Problem
from minnorm.report.values import Value

COLUMNS = "dataset,split,n,test_float64,test_rounded_input,test_board,input_part,algorithm_part"
_ALLOWED = 2.0  # times the input's part


@dataclass(frozen=True)
class Parts:
    """Test errors, splits × N: of the data in float64, of what the board was sent in float64, and the board's.

    The input's part is the step from the first to the second, the algorithm's part that from the second to the third.
    """

    exact: np.ndarray
    sent: np.ndarray
    board: np.ndarray

    @property
    def input_part(self) -> np.ndarray:
        """In the unit of the errors."""
        return _distance(self.exact, self.sent)

    @property
    def algorithm_part(self) -> np.ndarray:
        """In the unit of the errors; NaN where the board's fit has no result."""
        return _distance(self.sent, self.board)

    @np.errstate(invalid="ignore", divide="ignore")
    def relative(self) -> tuple[np.ndarray, np.ndarray]:
        """Both parts as shares of the exact error."""
        return self.input_part / self.exact, self.algorithm_part / self.exact


def table(problems: Sequence[Problem], parts: Sequence[Parts]) -> str:
    """rounding.csv: one line per dataset, split and n."""
    lines = [COLUMNS]
    for problem, one in zip(problems, parts, strict=True):
        columns = np.stack([one.exact, one.sent, one.board, one.input_part, one.algorithm_part], axis=-1)
        for split, rows in enumerate(columns.tolist()):
            lines += [f"{problem.name},{split},{n},{','.join(map(repr, row))}" for n, row in enumerate(rows, start=1)]
    return "\n".join(lines) + "\n"


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def values(problem: Problem, parts: Parts) -> list[Value]:
    """How far the board is from float64 at N ≥ D, and below D how often its algorithm adds little to its input's part."""
    dimension = problem.dataset.dimension
    found = []
    exact = parts.exact.mean(axis=0)
    away = (np.abs(parts.board.mean(axis=0) - exact) / exact)[dimension - 1 :]
    if np.isfinite(away).any():
        name = "largest relative difference of the mean test error to float64, N ≥ D"
        found.append(Value(name, float(away[np.isfinite(away)].max())))
    by_input, by_algorithm = (part[:, : dimension - 1] for part in parts.relative())
    known = np.isfinite(by_input) & np.isfinite(by_algorithm)
    if known.any():
        small = "whose algorithm's part is at most twice the input's"
        few = by_algorithm[known] <= _ALLOWED * by_input[known]
        found.append(Value(f"share of the fits at N < D {small}", float(few.mean())))
        sums = [np.where(known, part, 0.0).sum(axis=1)[known.any(axis=1)] for part in (by_input, by_algorithm)]
        found.append(Value(f"share of the splits {small}, means over N < D", float((sums[1] <= _ALLOWED * sums[0]).mean())))
    return found


@np.errstate(invalid="ignore")  # infinite errors
def _distance(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.abs(other - one)
