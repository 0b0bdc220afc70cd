# SPDX-License-Identifier: MIT
"""A small Study made by hand: what each fit is off by is as it is told."""

import numpy as np
from minnorm.experiments.precision.study import EXACT, GAUSSIAN, GAUSSIAN_DIMENSION, INPUTS, RECORDS, TEXTS, Study
from minnorm.experiments.regression.datasets import Dataset

D = 4
LAST = 8
KINDS = (EXACT, "float32", *(f"p{p}" for p in range(3, 24)), *(f"stochastic-p{p}" for p in range(3, 25)), "adc8", "adc12", "adc16")
SOLVERS = {"jacobi": 1e-6, "jacobi-default": 1e-6, "qr": 2e-6, "cholesky": 1e-3, "refined": 1e-8}


def dataset(name="first", rows=60):
    generator = np.random.RandomState(1)
    features = generator.randn(rows, D) * [1.0, 10.0, 0.1, 1.0]
    return Dataset(name, name, tuple(f"x{at}" for at in range(D)), "y", features, features @ np.ones(D) + generator.randn(rows), is_own=True)


def make(names=("first",), *, splits=20, solvers=SOLVERS, scalars=("float32",), draws=0, sizes=range(1, LAST + 1), cost=True, kinds=KINDS):
    """Errors are the solver's, times 10 at N = D; rounding to p bits changes the test error by 2^-p."""
    records, inputs = Columns(RECORDS), Columns(INPUTS)
    for name in [*names, *([GAUSSIAN] if draws else [])]:
        dimension, count = (GAUSSIAN_DIMENSION, draws) if name == GAUSSIAN else (D, splits)
        for n in (dimension,) if name == GAUSSIAN else sizes:
            kappa = 100.0 if n == dimension else 10.0
            matrix = {"dataset": name, "n": n, "scaling": "raw", "kappa": 10 * kappa, "kappa_scaled": kappa, "sigma_min": 1.0, "beta_norm": 1.0}
            for kind in kinds if n == dimension and name != GAUSSIAN else (EXACT, "float32"):
                inputs.add(count, **matrix, input=kind, test_mse=100.0, beta_error=changed(kind), test_error=changed(kind))
            for at, (solver, error) in enumerate(solvers.items()):
                for scalar in scalars:
                    by = {name: error * kappa / 10 for name in ("beta_error", "beta_error_rounded", "test_error", "test_error_rounded")}
                    counted = 1000.0 * (at + 1) * n if cost else np.nan
                    records.add(
                        count, **matrix, **by, solver=solver, scalar=scalar, input="float32", status="ok", rank=min(n, dimension),
                        residual_norm=0.0, beta_ulps=by["beta_error"] * 2.0**24, test_mse=100.0, iterations=0, cycles=counted, instructions=counted,
                    )  # fmt: skip
    return Study(records.joined(), inputs.joined(), [dataset(name) for name in names], splits, draws, "a board", cost)


def changed(kind):
    """By rounding the data so."""
    digits = "".join(letter for letter in kind.removeprefix("float") if letter.isdigit())
    return 0.0 if kind == EXACT else 2.0 ** -(24 if kind == "float32" else int(digits))


class Columns:
    """Blocks of rows, a row for each split."""

    def __init__(self, names):
        self.blocks = {name: [] for name in names}

    def add(self, count, **cells):
        for name, blocks in self.blocks.items():
            value = np.arange(count) if name == "split" else cells[name]
            blocks.append(np.full(count, value) if name in TEXTS else np.full(count, value, dtype=np.float64))

    def joined(self):
        empty = {name: np.array([], dtype=str if name in TEXTS else np.float64) for name in self.blocks}
        return {name: np.concatenate(blocks) if blocks else empty[name] for name, blocks in self.blocks.items()}


def fail(study, chosen):
    """Those fits, a mask of the records, have no solution."""
    study.records["status"][chosen] = "singular"[: study.records["status"].dtype.itemsize // 4]
    for name in ("beta_norm", "residual_norm", "beta_error", "beta_error_rounded", "beta_ulps", "test_mse", "test_error", "test_error_rounded"):
        study.records[name][chosen] = np.nan
