# SPDX-License-Identifier: MIT
"""Edelman's law: √N times the smallest singular value s of N × N independent normal numbers has P(√N·s > x) = exp(−x²/2 − x) as N
grows (SIAM J. Matrix Anal. Appl. 9 (1988), theorem 3.1)."""

import numpy as np

MEDIAN = float(np.sqrt(1 + 2 * np.log(2)) - 1)  # 0.5448
MEAN = 0.65568  # ∫ exp(−x²/2 − x) dx


def law(x: np.ndarray) -> np.ndarray:
    """P(√N·σ_min ≤ x) for N × N independent N(0, 1), N → ∞. Source: Edelman, SIAM J. Matrix Anal. Appl. 9 (1988)."""
    return 1.0 - np.exp(-(x**2) / 2.0 - x)
