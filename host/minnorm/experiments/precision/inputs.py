# SPDX-License-Identifier: MIT
"""How the digits of data are lost before a solver has them: rounding to p bits, to nearest or at random, and converters."""

import numpy as np
from minnorm.experiments.precision.study import EXACT

FLOAT32 = "float32"
BITS = range(3, 25)
CONVERTERS = (8, 10, 12, 16)  # bits
_NEAREST, _STOCHASTIC, _CONVERTER = "p", "stochastic-p", "adc"
KINDS = (
    EXACT,
    FLOAT32,
    *(f"{_NEAREST}{bits}" for bits in BITS),
    *(f"{_STOCHASTIC}{bits}" for bits in BITS),
    *(f"{_CONVERTER}{bits}" for bits in CONVERTERS),
)
KNOWN = "float64, float32, p3 … p24, stochastic-p3 … stochastic-p24, adc8, adc10, adc12, adc16"


def bits(kind: str) -> tuple[str, int]:
    """What a kind does, and with how many bits: ("stochastic-p", 8); 0 of float64 and float32."""
    prefix = kind.rstrip("0123456789")
    return (kind, 0) if prefix == "float" else (prefix, int(kind.removeprefix(prefix)))


def rounded(values: np.ndarray, kind: str, split: int, ranges: np.ndarray) -> np.ndarray:
    """The rows of a split, one column after the other as a device has them; `ranges` are each column's least and greatest value.

    A row is rounded alike whatever rows follow. A converter's values are float32, as its driver scales them.
    """
    prefix, count = bits(kind)
    if prefix == _NEAREST:
        return nearest(values, count)
    if prefix == _STOCHASTIC:
        return stochastic(values, count, split)
    if prefix == _CONVERTER:
        return single(converted(values, count, ranges))
    return single(values) if kind == FLOAT32 else values


def single(values: np.ndarray) -> np.ndarray:
    """To float32."""
    return values.astype(np.float32).astype(np.float64)


def nearest(values: np.ndarray, bits: int) -> np.ndarray:
    """To so many significant bits, to nearest, of two as near to the even one; the exponent has no limit."""
    mantissas, exponents = np.frexp(values)
    return np.ldexp(np.rint(np.ldexp(mantissas, bits)), exponents - bits)


def stochastic(values: np.ndarray, bits: int, split: int) -> np.ndarray:
    """To one of the two neighbours of so many significant bits, to the upper with the probability of how near it is.

    The numbers behind it are Philox's by their places in the split (Salmon et al., SC 2011), and others for each number of bits.
    """
    mantissas, exponents = np.frexp(values)
    scaled = np.ldexp(mantissas, bits)
    lower = np.floor(scaled)
    words = np.random.Philox(key=np.array([split, bits], dtype=np.uint64)).random_raw(values.size)
    uniform = (words >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return np.ldexp(lower + (uniform.reshape(values.shape) < scaled - lower), exponents - bits)


def converted(values: np.ndarray, bits: int, ranges: np.ndarray) -> np.ndarray:
    """By converters of so many bits whose lowest and highest codes are the ends of each column's range."""
    low, high = ranges
    most = 2**bits - 1
    width = np.where(high > low, high - low, 1.0)
    codes = np.clip(np.rint((values - low) / width * most), 0, most)
    return low + codes * (width / most)
