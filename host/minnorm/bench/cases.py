# SPDX-License-Identifier: MIT
"""What there is to measure: bench/cases.json, which CMake reads too."""

import json
from collections.abc import Sequence

from minnorm import paths
from minnorm.device.boards import Board
from minnorm.errors import UserError

Case = tuple[str, str]  # size as "16x6", scalar


def select(board: Board, sizes: Sequence[str], scalars: Sequence[str]) -> list[Case]:
    """The board's cases of these sizes and scalars, all of them if none are named. Raises UserError for one it does not have."""
    known = _known()
    known_scalars = ["float"] if board.is_desktop else known["scalars"]
    known_sizes = known["desktop" if board.is_desktop else "board"]
    _check("case", sizes, known_sizes, board)
    _check("scalar", scalars, known_scalars, board)
    chosen_sizes = [size for size in known_sizes if size in sizes or not sizes]
    return [(size, scalar) for scalar in known_scalars if scalar in scalars or not scalars for size in chosen_sizes]


def has(algorithm: str, scalar: str) -> bool:
    """Whether a board's algorithm is there in the scalar."""
    return scalar == "float" or algorithm not in _known()["float_only"]


def _known() -> dict[str, list[str]]:
    return json.loads((paths.ROOT / "bench" / "cases.json").read_text())


def _check(what: str, wanted: Sequence[str], known: Sequence[str], board: Board) -> None:
    for name in wanted:
        if name not in known:
            raise UserError(f"The bench of {board.name} has no {what} {name!r}; it has {', '.join(known)}.")
