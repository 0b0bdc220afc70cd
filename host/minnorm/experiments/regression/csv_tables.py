# SPDX-License-Identifier: MIT
"""records.csv and factors.csv of given datasets: a line for each fit and ablation, and for each singular mode."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from minnorm.experiments import sheets
from minnorm.experiments.job import Sheet
from minnorm.experiments.regression.problem import Problem
from minnorm.experiments.regression.sweep import REFINED
from minnorm.link.table import Table

RECORD_COLUMNS = (
    "dataset", "split", "n", "ablation", "parameter", "train_mse", "test_mse", "sigma_min", "sigma_max", "rank", "status",
    "beta_norm", "refinement",
)  # fmt: skip
FACTOR_COLUMNS = ("dataset", "split", "n", "probe", "mode", "inverse_sigma", "test_projection", "residual_projection")
_KEYS = 5


def records(problems: Sequence[Problem], tables: Sequence[Table], scalar: str) -> Sheet:
    """By dataset, split and n, then none, cutoff, modes, no_residual, residual_only, ridge, refined, then the parameter.

    `none` is the plain solution V S⁺ Uᵀ y, the only one whose `beta_norm` is there; `refined` the same after iterative refinement,
    whose `refinement` says what came of that: it has no errors if that is diverged or overflow. `train_mse` of a modes row is the plain
    solution's: the projection concerns test rows only. residual_only has mean squares of x X⁺ E, the variance term, for errors.
    `rank` is the number of singular values that the row uses. A cutoff or ridge is its double's shortest decimal.
    """
    rows = (row for problem, table in zip(problems, tables, strict=True) for row in _records(problem, table, scalar))
    return Sheet(sheets.text(RECORD_COLUMNS, rows), _KEYS)


def factors(problems: Sequence[Problem], tables: Sequence[Table], scalar: str) -> Sheet:
    """By dataset, split, n, probe and singular mode (from 1, the largest singular value first)."""
    rows = (row for problem, table in zip(problems, tables, strict=True) for row in _factors(problem, table, scalar))
    return Sheet(sheets.text(FACTOR_COLUMNS, rows), _KEYS)


def _records(problem: Problem, table: Table, scalar: str) -> Iterator[tuple[str, ...]]:
    def reals(name: str) -> list[list[str]]:
        return [sheets.texts(row, scalar) for row in table[name].reshape(len(table), math.prod(table[name].shape[1:]))]

    def single(name: str) -> list[str]:
        return sheets.texts(table[name], scalar)

    cutoffs = [repr(float(cutoff)) for cutoff in table.parameters("cutoffs")]
    counts = table.parameters("modes").astype(int).tolist()
    ridges = [repr(float(ridge)) for ridge in table.parameters("ridges")]
    places = [(str(mode), mode, counts.index(mode)) for mode in problem.modes]
    columns = zip(
        table.whole("repeat"), table.whole("n"), table.whole("rank"), table.whole("status"),
        single("sigma_min"), single("sigma_max"), single("train"), single("test"),
        table.whole("cutoff_rank"), reals("cutoff_train"), reals("cutoff_test"), reals("mode_test"),
        *(single(f"residual_{name}") for name in ("free_train", "free_test", "train", "test")),
        reals("ridge_train"), reals("ridge_test"),
        single("norm"), table.whole("refinement"), single("refined_train"), single("refined_test"),
    )  # fmt: skip
    outcomes = table.labels["refinement"]
    for (
        split, n, rank, status, least, most, train, test, ranks, trains, tests, modes, free_train, free_test, rest_train, rest_test,
        ridge_trains, ridge_tests, norm, refinement, refined_train, refined_test,
    ) in columns:  # fmt: skip
        head = (problem.name, str(split), str(n))
        sigmas, end = (least, most), table.labels["status"][status]
        yield (*head, "none", "", train, test, *sigmas, str(rank), end, norm, "")
        for cutoff, used, cut_train, cut_test in zip(cutoffs, ranks, trains, tests, strict=True):
            yield (*head, "cutoff", cutoff, cut_train, cut_test, *sigmas, str(used), end, "", "")
        for text, mode, place in places:
            yield (*head, "modes", text, train, modes[place], *sigmas, str(min(mode, rank)), end, "", "")
        yield (*head, "no_residual", "", free_train, free_test, *sigmas, str(rank), end, "", "")
        yield (*head, "residual_only", "", rest_train, rest_test, *sigmas, str(rank), end, "", "")
        for ridge, ridge_train, ridge_test in zip(ridges, ridge_trains, ridge_tests, strict=True):
            yield (*head, "ridge", ridge, ridge_train, ridge_test, *sigmas, str(rank), end, "", "")
        label = outcomes[refinement] if end == "ok" else ""
        refined = (refined_train, refined_test) if label in REFINED else ("", "")
        yield (*head, "refined", "", *refined, *sigmas, str(rank), end, "", label)


def _factors(problem: Problem, table: Table, scalar: str) -> Iterator[tuple[str, ...]]:
    keys = np.stack([table.whole(name) for name in ("repeat", "n", "probe", "mode")], axis=1)
    columns = (sheets.texts(table[name], scalar) for name in FACTOR_COLUMNS[_KEYS:])
    for key, *values in zip(keys.astype(str).tolist(), *columns, strict=True):
        yield (problem.name, *key, *values)
