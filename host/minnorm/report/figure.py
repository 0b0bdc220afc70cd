# SPDX-License-Identifier: MIT
"""A figure: what it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # slow to import
    from matplotlib.figure import Figure as Canvas


@dataclass(frozen=True)
class Figure:
    """A figure: its file, what it shows, what draws it from the experiment's data, and its size in inches."""

    file: str
    caption: str
    draw: "Callable[[Canvas, Any], None]"
    size: tuple[float, float] = (8.0, 4.6)
