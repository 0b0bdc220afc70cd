# SPDX-License-Identifier: MIT
"""Tables as the experiments describe them, made by hand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from minnorm import paths
from minnorm.link.table import Table

LABELS = {
    "autoencoder": {"what": ("loss", "feature", "hidden")},
    "deep-linear": {
        "kind": ("trained", "descending"),
        "sweep": ("published", "last", "width", "spikes", "square", "depth"),
    },
    "descent": {
        "quantity": (
            "rate", "hessian", "linear", "weight_1", "weight_2", "excess", "slowest", "closed_form", "steps", "distance",
            "displaced", "ridge", "bound", "cost", "superposition", "rigid_1", "rigid_2", "affine_1", "affine_2", "rigid", "affine",
            "rigid_fit", "affine_fit", "convexity", "smoothness", "fall", "least_fall", "most_excess",
        ),
    },
    "gradient-flow": {
        "part": (
            "", "conditions", "exercise1", "exercise2", "zero_start", "any_start", "plane", "ridge", "projections", "subspaces", "solutions",
            "residuals", "deficient",
        ),
        "algorithm": ("", "JacobiSVD", "CompleteOrthogonalDecomposition"),
    },
    "normalize": {
        "features": ("white", "scaled", "uncentred", "copies", "tanh", "logistic"),
        "transform": ("none", "centred", "standardised", "whitened_root", "whitened_cholesky"),
        "quantity": ("eigenvalue", "bound", "steps", "excess", "test", "limit", "outlier", "alignment", "stable"),
    },
    "threshold": {"part": ("", "fit", "mode")},
}  # fmt: skip
PARAMETERS = {
    "autoencoder": {"features": [500]},
    "deep-linear": {"rows": [100], "outputs": [3], "spikes": [10], "tail_deviation": [0.1]},
    "descent": {"convexity": [0.1], "spectrum_condition": [10], "tolerance": [1e-6]},
    "double-descent": {
        "dimension": [50], "last": [200], "noise_variance": [1], "weight_variance": [0.1], "ridge": [1], "optimal": [10], "weak": [0.1],
        "strong": [100],
    },
    "geometry": {"dimension": [3], "covariance": [23, 9, 4, 9, 6, 2, 4, 2, 5]},
    "normalize": {"largest": [64], "largest_hidden": [32]},
    "polynomial": {"points": [15], "published_repeats": [30]},
    "relu": {"outputs": [3]},
}  # fmt: skip
CASES = {
    "descent": (
        "1a, no oscillation", "1a, oscillating", "1b", "1c", "3", "2", "spectrum", "conditions",
        "8 × 12, rank 8", "24 × 12, rank 12", "16 × 12, rank 6", "theorem 1", "moved, full rank", "moved, low rank",
    ),
}  # fmt: skip


def table(experiment: str, names: Sequence[str], rows: Sequence[Sequence[float | str]]) -> Table:
    """Of these rows; a text is a label, or the name of a case."""
    says = Table({}, LABELS.get(experiment, {}), PARAMETERS.get(experiment, {}), CASES.get(experiment, ()))
    numbers = [
        [says.number(name, cell) if isinstance(cell, str) else cell for name, cell in zip(names, row, strict=True)] for row in rows
    ]
    columns = np.array(numbers, dtype=float).reshape(-1, len(names)).T
    return replace(says, columns=dict(zip(names, columns, strict=True)))


def with_another(made: Table) -> Table:
    """The same, had its enumerators and cases others before them."""
    labels: Mapping[str, Sequence[str]] = {name: ("another", *labels) for name, labels in made.labels.items()}
    moved = {name: column + 1 for name, column in made.columns.items() if name in labels}
    if made.case_names:
        moved["case"] = made["case"] + 1
    return replace(
        made,
        columns={**made.columns, **moved},
        labels=labels,
        case_names=("another", *made.case_names) if made.case_names else (),
    )


def labels_in_firmware(experiment: str) -> dict[str, tuple[str, ...]]:
    """What its columns say in the firmware, by column; a number that has no enumerator is empty."""
    folder = paths.EXPERIMENTS / experiment.replace("-", "_")
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.hpp")))
    return {column: _enumerators(text, enum) for column, enum in re.findall(r'\{"(\w+)", 1, labels<(\w+)>\}', text)}


def _enumerators(text: str, enum: str) -> tuple[str, ...]:
    body = re.search(rf"enum class {enum}[^{{]*\{{(.*?)\}};", text, re.S)
    assert body
    found = re.findall(r"(\w+)(?: = (\d+))?(?:,|\s*$)", re.sub("//.*", "", body[1]))
    return ("",) * int(found[0][1] or 0) + tuple(name for name, _ in found)
