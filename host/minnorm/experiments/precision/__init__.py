# SPDX-License-Identifier: MIT
"""How much of a double descent's peak is statistics, how much the data's digits, and how much the solver."""
