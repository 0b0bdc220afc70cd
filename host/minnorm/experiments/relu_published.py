# SPDX-License-Identifier: MIT
"""Chatterji & Long, figure 2, by their own protocol: see relu.py."""

from minnorm.experiments.relu import FIGURES, values

__all__ = ["FIGURES", "TAKES_HOURS", "TITLE", "values"]

TITLE = "Chatterji & Long, figure 2: ReLU networks, as published"
TAKES_HOURS = True
