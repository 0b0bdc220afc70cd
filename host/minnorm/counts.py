# SPDX-License-Identifier: MIT
"""Numbers of things, for people."""


def counted(count: int, things: str) -> str:
    """The number and what it counts, given in the plural: 1 split, 2 splits, 1 request sent again."""
    noun, space, rest = things.partition(" ")
    return f"{count} {noun.removesuffix('s') if count == 1 else noun}{space}{rest}"
