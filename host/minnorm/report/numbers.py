# SPDX-License-Identifier: MIT
"""Numbers for people."""

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def text(value: float, digits: int) -> str:
    """Rounded to that many significant digits, six at most: 0.0264, 21560, 5.98×10⁷, 2×10⁻⁶."""
    rounded = float(f"{value:.{digits}g}")
    mantissa, has_exponent, exponent = f"{rounded:.6g}".partition("e")
    return f"{mantissa}×10{str(int(exponent)).translate(_RAISED)}" if has_exponent else mantissa
