# SPDX-License-Identifier: MIT
"""One solver, scalar or dataset, one look, in all figures of the study."""

from typing import Any

from minnorm.experiments.precision.study import GAUSSIAN, Study
from minnorm.experiments.regression import result

STATISTICS, DIGITS = "#111111", "#9a9a9a"

# A family has a colour, its members dashes.
SOLVERS: dict[str, dict[str, Any]] = {
    "jacobi": {"color": "#c8553d", "linestyle": "-"},
    "jacobi-default": {"color": "#c8553d", "linestyle": "--"},
    "jacobi-columns": {"color": "#e8927c", "linestyle": ":"},
    "refined": {"color": "#b5498a", "linestyle": "-"},
    "eigen-jacobi": {"color": "#8c5a3c", "linestyle": "-"},
    "qr": {"color": "#3a7d44", "linestyle": "-"},
    "lq-sorted": {"color": "#3a7d44", "linestyle": "--"},
    "cod": {"color": "#8db600", "linestyle": "-."},
    "cgls": {"color": "#d08a1d", "linestyle": "-"},
    "cholesky": {"color": "#3568a8", "linestyle": "-"},
    "cholesky-eps": {"color": "#3568a8", "linestyle": "--"},
    "cholesky-sqrt-eps": {"color": "#6fa8dc", "linestyle": "-."},
    "cholesky-optimal": {"color": "#6fa8dc", "linestyle": ":"},
}
SCALARS = {"binary16": "X", "bfloat16": "P", "float32": "o", "float32-fma": "s", "float-float": "D", "float64": "^"}
DATASETS = ("#3568a8", "#d08a1d", "#3a7d44", "#c8553d", "#17807e", "#b5498a")
DRAWS = "#7f7f7f"


def solver(name: str) -> dict[str, Any]:
    """The look of a solver's line."""
    return SOLVERS.get(name, {"color": "#555555", "linestyle": "-"})


def datasets(study: Study) -> dict[str, str]:
    """The colours of the datasets and of the draws."""
    found = {one.name: DATASETS[place % len(DATASETS)] for place, one in enumerate(study.datasets)}
    return found | ({GAUSSIAN: DRAWS} if study.draws else {})


def title(study: Study, name: str) -> str:
    """A dataset for people."""
    known = {one.name: one for one in study.datasets}
    return result.title(known[name]) if name in known else "Gaussian draws (N = D = 20)" if name == GAUSSIAN else name
