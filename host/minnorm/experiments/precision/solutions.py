# SPDX-License-Identifier: MIT
"""solutions.csv: every solution that a board sent, for the rows as they are."""

from collections.abc import Iterator, Sequence

import numpy as np
from minnorm.experiments import sheets
from minnorm.experiments.job import Sheet
from minnorm.experiments.precision.campaign import Piece
from minnorm.experiments.precision.systems import Systems, setting
from minnorm.link.table import Table

_KEYS = ("dataset", "split", "n", "solver", "scalar", "input", "scaling")


def sheet(pieces: Sequence[Piece], tables: Sequence[Table], systems: Systems) -> Sheet:
    """By piece, split, case and n. Cells of features that a dataset does not have are empty."""
    features = max(piece.source.dimension for piece in pieces)
    heads = (*_KEYS, "status", "rank", "iterations", *(f"beta_{number}" for number in range(1, features + 1)))
    rows = (row for piece, table in zip(pieces, tables, strict=True) for row in _rows(piece, table, systems, features))
    return Sheet(sheets.text(heads, rows), len(_KEYS))


def _rows(piece: Piece, table: Table, systems: Systems, features: int) -> Iterator[tuple[str, ...]]:
    dimension = piece.source.dimension
    split = table["repeat"].astype(int)
    columns = systems.scaled(setting(piece), piece.splits).columns
    beta = table["beta"].reshape(len(table), -1)[:, :dimension] * columns[split] / setting(piece).plane.units
    names = [name.split("/") for name in table.case_names]
    labels = table.labels["status"]
    whole = np.stack([table.whole(name) for name in ("case", "n", "status", "rank", "iterations")], axis=1).tolist()
    rest = ("",) * (features - dimension)
    for repeat, (case, n, status, rank, iterations), values in zip(split.tolist(), whole, beta.tolist()):
        keys = (piece.source.name, str(repeat), str(n), *names[case], piece.input, piece.scaling)
        yield (*keys, labels[status], str(rank), str(iterations), *map(repr, values), *rest)
