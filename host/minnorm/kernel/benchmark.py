# SPDX-License-Identifier: MIT
"""The table of speed of docs/PYTHON.md, which ./minnorm document python writes: python3 -m minnorm.kernel.benchmark prints it."""

import os
import time

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[_variable] = "1"

import numpy as np

from minnorm import kernel

SIZES = (3, 6, 16)
MATRICES = 10_000
REPEATS = 3


def table(matrices: int = MATRICES, repeats: int = REPEATS) -> str:
    """Microseconds of processor time a matrix, and how many times numpy.linalg's time that is: the least of the repeats, which take turns."""
    lines = ["| | scalar | " + " | ".join(f"{size}×{size}" for size in SIZES) + " |", "|---|---|" + "---|" * len(SIZES)]
    for name in ("svd", "pinv", "svd, S alone"):
        for dtype in (np.float32, np.float64):
            cells = [_cell(name, size, dtype, matrices, repeats) for size in SIZES]
            lines.append(f"| {name} | {np.dtype(dtype)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(name: str, size: int, dtype, matrices: int, repeats: int) -> str:
    a = np.random.default_rng(size).standard_normal((matrices, size, size)).astype(dtype)
    calls = {
        "svd": (lambda: kernel.svd(a), lambda: np.linalg.svd(a, full_matrices=False)),
        "pinv": (lambda: kernel.pinv(a), lambda: np.linalg.pinv(a)),
        "svd, S alone": (lambda: kernel.svd(a, compute_uv=False), lambda: np.linalg.svd(a, compute_uv=False)),
    }[name]
    times = [[_seconds(call) for call in calls] for _ in range(repeats)]
    ours, theirs = (min(column) / matrices for column in zip(*times, strict=True))
    return f"{ours * 1e6:.1f} µs, {ours / theirs:.2f}"


def _seconds(call) -> float:
    start = time.thread_time()
    call()
    return time.thread_time() - start


if __name__ == "__main__":
    print(table())
