# SPDX-License-Identifier: MIT
"""records.csv and factors.csv. A real is the shortest decimal that reads back to the same value of the board's scalar."""

from collections.abc import Sequence

import numpy as np

from minnorm.experiments.regression.problem import CUTOFFS, Problem
from minnorm.experiments.regression.table import STATUS, Table, in_order

RECORD_COLUMNS = "dataset,split,n,ablation,parameter,train_mse,test_mse,sigma_min,sigma_max,rank,status"
FACTOR_COLUMNS = "dataset,split,n,probe,mode,inverse_sigma,test_projection,residual_projection"
# A cutoff as text: its double's shortest decimal, so that reading it back gives the very number the board was sent.
CUTOFF_TEXT = tuple(repr(cutoff) for cutoff in CUTOFFS)


def records(problems: Sequence[Problem], tables: Sequence[Table], scalar: str) -> str:
    """records.csv: by dataset, split and n, then none, cutoff, modes, no_residual, then the parameter.

    `train_mse` of a modes row is the unablated fit's: the projection concerns test rows only. `rank` is the number of
    singular values that the row uses.
    """
    lines = [RECORD_COLUMNS]
    for problem, table in zip(problems, tables, strict=True):
        for record in in_order(table):
            lines += _record_lines(problem, record, scalar)
    return "\n".join(lines) + "\n"


def factors(problems: Sequence[Problem], tables: Sequence[Table], scalar: str) -> str:
    """factors.csv: one line per dataset, split, n, probe and singular mode (from 1, the largest singular value first)."""
    lines = [FACTOR_COLUMNS]
    for problem, table in zip(problems, tables, strict=True):
        for key in sorted(table.factors):
            split, n, probe, *columns = table.factors[key]
            head = f"{problem.name},{split},{n},{probe}"
            triples = zip(*(texts(column, scalar) for column in columns))
            lines += [f"{head},{mode},{','.join(triple)}" for mode, triple in enumerate(triples, start=1)]
    return "\n".join(lines) + "\n"


def _record_lines(problem: Problem, record: list, scalar: str) -> list[str]:
    split, n, status, rank, *fixed, ranks, trains, tests, modes, free_train, free_test = record
    sigma_min, sigma_max, train, test, free_train, free_test = texts([*fixed, free_train, free_test], scalar)
    head = f"{problem.name},{split},{n}"
    sigmas = f"{sigma_min},{sigma_max}"
    end = STATUS[status]
    lines = [f"{head},none,,{train},{test},{sigmas},{rank},{end}"]
    for text, used, cut_train, cut_test in zip(CUTOFF_TEXT, ranks, texts(trains, scalar), texts(tests, scalar)):
        lines.append(f"{head},cutoff,{text},{cut_train},{cut_test},{sigmas},{used},{end}")
    for mode, mode_test in zip(problem.modes, texts(modes, scalar)):
        lines.append(f"{head},modes,{mode},{train},{mode_test},{sigmas},{min(mode, rank)},{end}")
    lines.append(f"{head},no_residual,,{free_train},{free_test},{sigmas},{rank},{end}")
    return lines


def texts(values: list[float], scalar: str) -> list[str]:
    """Each value as the shortest decimal that reads back to it."""
    if scalar == "double":
        return [repr(float(value)) for value in values]
    return [str(value) for value in np.array(values, dtype=np.float32)]
