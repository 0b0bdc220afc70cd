# SPDX-License-Identifier: MIT
"""The matrices that every algorithm is given, and the check of what it made of them."""

import numpy as np
from minnorm.errors import UserError

DRAWS = 20
CONDITION = 1e5
RANDOM, ILL = "random", "condition_1e5"
KINDS = (RANDOM, ILL)
_BOUND = 30.0  # LAPACK's threshold for the ratios of its least-squares drivers
_TYPES = {"float": np.float32, "double": np.float64}

Problem = tuple[np.ndarray, np.ndarray]  # m × n matrix and right-hand side


def problems(rows: int, cols: int, kind: str, scalar: str) -> list[Problem]:
    """DRAWS matrices with a right-hand side each, in the scalar; the same ones every time.

    RANDOM: normal entries. ILL: singular values from 1 to 1/CONDITION in geometric sequence between random orthogonal factors.
    """
    source = np.random.RandomState(100 * rows + cols)
    make = {RANDOM: lambda: source.randn(rows, cols), ILL: lambda: _ill(source, rows, cols)}[kind]
    return [(make().astype(_TYPES[scalar]), source.randn(rows).astype(_TYPES[scalar])) for _ in range(DRAWS)]


def _ill(source: np.random.RandomState, rows: int, cols: int) -> np.ndarray:
    count = min(rows, cols)
    left, right = (np.linalg.qr(source.randn(size, count))[0] for size in (rows, cols))
    return left * np.geomspace(1.0, 1.0 / CONDITION, count) @ right.T


def packed(problem: Problem) -> bytes:
    """The problem as the images read it."""
    matrix, rhs = problem
    return matrix.tobytes(order="F") + rhs.tobytes()


@np.errstate(invalid="ignore")  # a solution of 0 has no direction
def check_solution(name: str, problem: Problem, output: bytes, bound: float = _BOUND) -> float:
    """The error ratio of the minimum-norm least-squares solution, as LAPACK judges one. Raises UserError unless it is below the bound.

    The residual is to be orthogonal to the columns, and the solution in the row space, up to a few roundings of the matrix.
    """
    a, b, x, unit = _double(problem, output)
    size = np.linalg.norm(a, 2)
    residual = np.linalg.norm(a.T @ (b - a @ x)) / (size * (size * np.linalg.norm(x) + np.linalg.norm(b)))
    outside = np.linalg.norm(x - np.linalg.pinv(a) @ (a @ x)) / (np.linalg.norm(x) * np.linalg.cond(a))
    return _checked(name, "solution", max(residual, outside) / unit, bound)


def check_values(name: str, problem: Problem, output: bytes) -> float:
    """The error of the singular values in roundings of the largest. Raises UserError unless they are few."""
    a, _, sigma, unit = _double(problem, output)
    exact = np.linalg.svd(a, compute_uv=False)
    return _checked(name, "set of singular values", np.abs(sigma - exact).max() / (exact[0] * unit), _BOUND)


def _double(problem: Problem, output: bytes) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    a, b = problem
    got = np.frombuffer(output, a.dtype).astype(np.float64)
    return a.astype(np.float64), b.astype(np.float64), got, float(max(a.shape) * np.finfo(a.dtype).eps)


def _checked(name: str, what: str, ratio: float, bound: float) -> float:
    if not ratio < bound:  # NaN neither
        raise UserError(f"{name} returned a wrong {what} (error ratio {ratio:.3g}, bound {bound:g}), so it is not measured.")
    return float(ratio)
