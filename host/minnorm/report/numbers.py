# SPDX-License-Identifier: MIT
"""Numbers for people."""

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def text(value: float, digits: int) -> str:
    """At most that many significant digits: 0.0264, 1283, 5.98×10⁷, 2×10⁻⁶."""
    mantissa, has_exponent, exponent = f"{value:.{digits}g}".partition("e")
    return f"{mantissa}×10{str(int(exponent)).translate(_RAISED)}" if has_exponent else mantissa
