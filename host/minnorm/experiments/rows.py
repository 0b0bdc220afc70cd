# SPDX-License-Identifier: MIT
"""Choosing rows of a table."""

import numpy as np

from minnorm.experiments import Table


def select(table: Table, **wanted: float) -> Table:
    """The rows that have these values in the columns so named, in the table's order."""
    chosen = np.logical_and.reduce([table[name] == value for name, value in wanted.items()])
    return {name: column[chosen] for name, column in table.items()}
