# SPDX-License-Identifier: MIT
"""The rows by what varies in them."""

import numpy as np
from minnorm.link.table import Table

GROWN = 1e-2  # α = β of the start from which all layers must grow
FOLLOWED = (200, 500, 1000, 2000)  # dimensions of the runs with rows on their way


def grid(table: Table, column: str) -> tuple[np.ndarray, list[Table]]:
    """The column's values in order, and the rows with each."""
    x = np.unique(table[column])
    return x, [table.where(**{column: value}) for value in x]


def trained(table: Table, *sweeps: str) -> Table:
    """The trained networks of those sweeps; of the published ones those from which the others depart: d = 500, β = 1, all α > 0."""
    chosen = np.full(len(table), False)
    for sweep in sweeps:
        chosen |= table["sweep"] == table.number("sweep", sweep)
    rows = table.at(chosen).where(kind="trained")
    is_other = rows["sweep"] != table.number("sweep", "published")
    return rows.at(is_other | ((rows["dimension"] == 500) & (rows["beta"] == 1) & (rows["alpha"] > 0)))


def by_alpha(table: Table) -> Table:
    """What theorem 3.2 is held against as α varies."""
    return trained(table, "published")


def _with_greatest_alpha(table: Table) -> np.ndarray:
    return np.isclose(table["alpha"], 1e-3) | (table["sweep"] != table.number("sweep", "published"))


def by_beta(table: Table) -> Table:
    """As β varies, α = 10⁻³."""
    rows = trained(table, "published", "last")
    return rows.at(_with_greatest_alpha(rows))


def by_width(table: Table) -> Table:
    """As m varies, at the same α√m and β√m."""
    rows = trained(table, "published", "width")
    return rows.at(_with_greatest_alpha(rows))


def by_depth(table: Table, alpha: float) -> Table:
    """As L varies, from α = β = GROWN, or from α = 10⁻³ and β = 1 as published."""
    rows = trained(table, "depth")
    return rows.at(np.isclose(rows["alpha"], alpha))


def followed(table: Table) -> Table:
    """The runs with rows on their way, the last one included."""
    rows = table.where(sweep="published")
    followed_cases = np.unique(rows.where(kind="descending")["case"])
    return rows.at(np.isin(rows["case"], followed_cases))
