# SPDX-License-Identifier: MIT
"""svd, pinv and lstsq as numpy.linalg has them, with the bits that a board's firmware computes: docs/PYTHON.md."""

import ctypes
from typing import Any, NamedTuple

import numpy as np

from minnorm.kernel import library

MAX_SIZE = 128
OK, NO_CONVERGENCE, INVALID_INPUT = range(3)

_LIBRARY = library.load()
_INFO = np.dtype([("rank", np.intc), ("sweeps", np.intc), ("condition", np.float32)])
_NAMES = {np.dtype(np.float32): "f32", np.dtype(np.float64): "f64"}
_SCALARS = {np.dtype(np.float32): ctypes.c_float, np.dtype(np.float64): ctypes.c_double}


class Info(NamedTuple):
    """What minnorm.h's info and status say; of a stack, arrays of its shape."""

    rank: Any
    sweeps: Any
    condition: Any
    status: Any


def svd(a, full_matrices: bool = False, compute_uv: bool = True, return_info: bool = False):
    """U, S and Vh, thin: full_matrices is False; or S alone; with return_info also an Info, behind them."""
    if full_matrices:
        raise ValueError("The factors are thin: full_matrices has to be False.")
    a = _matrices(_real("a", a), "a")
    stack, (m, n) = a.shape[:-2], a.shape[-2:]
    narrow = min(m, n)
    s = np.empty((*stack, narrow), a.dtype)
    u, v = (np.empty((*stack, size, narrow), a.dtype) if compute_uv else None for size in (m, n))
    info = _call("svd", stack, a.dtype, (m, n), (a, s, u, v), (), return_info)
    results: tuple = (s,) if u is None or v is None else (u, s, np.swapaxes(v, -1, -2))
    return (*results, info) if return_info else results if compute_uv else s


def pinv(a, rcond: float | None = None, damping: float = 0.0, return_info: bool = False):
    """The pseudoinverse, or with damping (AᵀA + damping²·I)⁻¹Aᵀ; with return_info a pair, of it and an Info."""
    a = _matrices(_real("a", a), "a")
    stack, (m, n) = a.shape[:-2], a.shape[-2:]
    p = np.empty((*stack, n, m), a.dtype)
    info = _call("pinv", stack, a.dtype, (m, n), (a, p), _tolerances(a.dtype, rcond, damping), return_info)
    return (p, info) if return_info else p


def lstsq(a, b, rcond: float | None = None, damping: float = 0.0, return_info: bool = False):
    """x, residuals, rank and S as numpy.linalg has them; with return_info also an Info, behind them.

    In a stack b is a vector for all if it has one dimension, else matrices; residuals are then those of every matrix, whatever its rank.
    """
    a, b = _real("a", a), _real("b", b)
    dtype = np.result_type(a, b)
    is_vector = b.ndim == 1
    a, b = (_matrices(values.astype(dtype, copy=False), name) for name, values in (("a", a), ("b", b[:, None] if is_vector else b)))
    (m, n), sides = a.shape[-2:], b.shape[-1]
    if b.shape[-2] != m:
        raise ValueError(f"b has {b.shape[-2]} rows where a has {m}.")
    try:
        stack = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    except ValueError:
        raise ValueError(f"Stacks of shapes {a.shape[:-2]} of a and {b.shape[:-2]} of b do not go together.") from None
    a, b = (np.ascontiguousarray(np.broadcast_to(values, (*stack, *values.shape[-2:]))) for values in (a, b))
    x, s = np.empty((*stack, n, sides), dtype), np.empty((*stack, min(m, n)), dtype)
    info = _call("lstsq", stack, dtype, (m, n, sides), (a, b, x, s), _tolerances(dtype, rcond, damping), return_info)
    with np.errstate(over="ignore", invalid="ignore"):
        residuals = np.sum((b - a @ x) ** 2, axis=-2) if stack or (info.rank == n and m > n) else np.empty(0, dtype)
    results = (x[..., 0] if is_vector else x, residuals, info.rank, s)
    return (*results, info) if return_info else results


def _real(name: str, values) -> np.ndarray:
    """In float32 if it is in that, in float64 if it is or has integers."""
    array = np.asarray(values)
    if array.dtype.kind in "biu":
        return array.astype(np.float64)
    if array.dtype.newbyteorder("=") not in _NAMES:
        raise TypeError(f"{name} is of type {array.dtype}; give float32, float64 or integers.")
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def _matrices(array: np.ndarray, name: str) -> np.ndarray:
    if array.ndim < 2:
        raise ValueError(f"{name} has {array.ndim} dimension{'s' if array.ndim != 1 else ''}; give a matrix or a stack of them.")
    if max(array.shape[-2:]) > MAX_SIZE:
        raise ValueError(f"{name} is {array.shape[-2]}×{array.shape[-1]}; the sizes are up to {MAX_SIZE}.")
    return np.ascontiguousarray(array)


def _tolerances(dtype: np.dtype, rcond: float | None, damping: float) -> tuple:
    """As the C functions take them. None and negative numbers are the default rcond, min(m, n)·ε."""
    with np.errstate(over="ignore"):
        given = [dtype.type(-1 if rcond is None else rcond), dtype.type(damping)]
    if not np.isfinite(given[0]):
        raise ValueError(f"rcond is {rcond}; give a number of type {dtype}, or None.")
    if not (np.isfinite(given[1]) and given[1] >= 0):
        raise ValueError(f"damping is {damping}; give a number of type {dtype} that is not negative.")
    return tuple(_SCALARS[dtype](float(value)) for value in given)


def _pointer(array: np.ndarray | None) -> ctypes.c_void_p:
    return ctypes.c_void_p(None if array is None else array.ctypes.data)


def _call(function: str, stack: tuple, dtype: np.dtype, sizes: tuple, arrays: tuple, tolerances: tuple, return_info: bool) -> Info:
    """Raises LinAlgError, as numpy.linalg does, unless the caller is given the status."""
    info, status = np.zeros(stack, _INFO), np.zeros(stack, np.intc)
    getattr(_LIBRARY, f"minnorm_stack_{function}_{_NAMES[dtype]}")(
        ctypes.c_ssize_t(info.size), *map(ctypes.c_int, sizes), *map(_pointer, arrays), *tolerances, _pointer(info), _pointer(status)
    )
    if not return_info and status.any():
        raise np.linalg.LinAlgError("A NaN or infinity is given." if (status == INVALID_INPUT).any() else "The SVD did not converge.")
    if stack:
        return Info(info["rank"], info["sweeps"], info["condition"], status)
    return Info(int(info["rank"]), int(info["sweeps"]), float(info["condition"]), int(status))
