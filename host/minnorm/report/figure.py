# SPDX-License-Identifier: MIT
"""A figure: what it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # slow to import
    from matplotlib.figure import Figure as Canvas


@dataclass(frozen=True)
class Figure:
    """A figure: its name, what it shows, what draws it from the experiment's data, and its size in inches.

    The caption names the paper and its figure, the protocol, and where the run leaves it. `draw` gives each line that is to be named a
    label: the legend, one for the figure, comes of them.
    """

    name: str
    caption: str
    draw: "Callable[[Canvas, Any], None]"
    size: tuple[float, float] = (8.0, 5.2)

    def file(self, format: str = "png") -> str:
        """Its file's name in that format, one of style.FORMATS or drawing.PORTRAIT."""
        return f"{self.name}.{format}"
