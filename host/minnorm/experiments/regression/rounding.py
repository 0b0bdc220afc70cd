# SPDX-License-Identifier: MIT
"""Where a board's test error leaves float64's: what rounding its input causes, and what its algorithm adds, plain and refined."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from minnorm.counts import counted
from minnorm.experiments.regression.problem import Problem
from minnorm.report.values import Value

COLUMNS = "dataset,split,n,test_float64,test_rounded_input,test_plain,test_refined,input_part,plain_part,refined_part"
_ALLOWED = 2.0  # times the input's part


@dataclass(frozen=True)
class Parts:
    """Test errors, splits × N: of the data in float64, of what the board was sent in float64, and the board's two solutions'.

    The input's part is the step from the first to the second, the algorithm's part that from the second to one of the board's. A
    board's are NaN where it has no result.
    """

    exact: np.ndarray
    sent: np.ndarray
    plain: np.ndarray
    refined: np.ndarray

    @property
    def input_part(self) -> np.ndarray:
        """In the unit of the errors."""
        return _distance(self.exact, self.sent)

    @property
    def algorithm_parts(self) -> dict[str, np.ndarray]:
        """The plain and the refined solution's, in the unit of the errors."""
        return {name: _distance(self.sent, errors) for name, errors in self.solutions.items()}

    @property
    def solutions(self) -> dict[str, np.ndarray]:
        """The board's errors by the solution's name."""
        return {"plain": self.plain, "refined": self.refined}

    @np.errstate(invalid="ignore", divide="ignore")
    def relative(self) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """The input's part and the algorithm's as shares of the exact error."""
        return self.input_part / self.exact, {name: part / self.exact for name, part in self.algorithm_parts.items()}


def table(problems: Sequence[Problem], parts: Sequence[Parts]) -> str:
    """rounding.csv: one line per dataset, split and n."""
    lines = [COLUMNS]
    for problem, one in zip(problems, parts, strict=True):
        columns = [one.exact, one.sent, one.plain, one.refined, one.input_part, *one.algorithm_parts.values()]
        for split, rows in enumerate(np.stack(columns, axis=-1).tolist()):
            lines += [f"{problem.name},{split},{n},{','.join(map(repr, row))}" for n, row in enumerate(rows, start=1)]
    return "\n".join(lines) + "\n"


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def values(problem: Problem, parts: Parts) -> list[Value]:
    """How far each solution is from float64 at N ≥ D, and below D how often its algorithm adds little to its input's part."""
    return [value for name in parts.solutions for value in _values(problem.dataset.dimension, parts, name)]


def _values(dimension: int, parts: Parts, solution: str) -> list[Value]:
    found = []
    exact, errors = (part[:, dimension - 1 :] for part in (parts.exact, parts.solutions[solution]))
    has_result = np.isfinite(errors)
    left_out = int((~has_result).sum())
    fits = f"{counted(left_out, 'fits')} without a result left out" if left_out else "all fits"
    means = [np.where(has_result, part, 0.0).sum(axis=0)[has_result.any(axis=0)] for part in (exact, errors)]
    if means[0].size:
        name = f"{solution}: largest relative difference of the mean test error to float64, N ≥ D, {fits}"
        found.append(Value(name, float(np.max(np.abs(means[1] - means[0]) / means[0]))))
        each = np.sort(np.where(has_result, _distance(exact, errors) / exact, np.inf), axis=0)
        kept = each[-(-95 * len(each) // 100) - 1]  # by 95% of the splits at least
        name = f"{solution}: relative difference of the test error to float64 that 95% of the splits keep at every N ≥ D"
        found.append(Value(name, float(kept.max())))
    by_input, by_algorithm = parts.relative()
    by_input, by_this = (part[:, : dimension - 1] for part in (by_input, by_algorithm[solution]))
    known = np.isfinite(by_input) & np.isfinite(by_this)
    if known.any():
        small = "whose algorithm's part is at most twice the input's"
        few = by_this[known] <= _ALLOWED * by_input[known]
        found.append(Value(f"{solution}: share of the fits at N < D {small}", float(few.mean())))
        sums = [np.where(known, part, 0.0).sum(axis=1)[known.any(axis=1)] for part in (by_input, by_this)]
        name = f"{solution}: share of the splits {small}, means over N < D"
        found.append(Value(name, float((sums[1] <= _ALLOWED * sums[0]).mean())))
    return found


@np.errstate(invalid="ignore")  # infinite errors
def _distance(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.abs(other - one)
