# SPDX-License-Identifier: MIT
"""Chatterji & Long, Deep Linear Networks can Benignly Overfit when Shallow Ones Do: figures 1 and 3, and what its theorems say."""

from minnorm.experiments.deep_linear import figures, theory_figures
from minnorm.experiments.deep_linear.merit import values

__all__ = ["FIGURES", "TITLE", "values"]

TITLE = "Chatterji & Long, figures 1 and 3: deep linear networks that interpolate noise"
FIGURES = (*figures.FIGURES, *theory_figures.FIGURES)
