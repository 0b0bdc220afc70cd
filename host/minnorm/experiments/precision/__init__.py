# SPDX-License-Identifier: MIT
"""How much of a double descent's peak is statistics, how much the data's digits, and how much the solver."""

from minnorm.experiments.precision.plan import Plan

__all__ = ["PAGE", "Plan"]

PAGE = "PRECISION.md"
