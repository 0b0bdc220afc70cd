# SPDX-License-Identifier: MIT
"""Inputs by kind and bits, at the interpolation threshold."""

import re
from collections.abc import Mapping

import numpy as np
from minnorm.experiments.precision.rows import Rows
from minnorm.experiments.precision.study import GAUSSIAN, GAUSSIAN_DIMENSION, Study

NEAREST, STOCHASTIC, CONVERTER = "p", "stochastic-p", "adc"
_ALIASES = {"p24": "float32"}  # the same digits


def dimension(study: Study, dataset: str) -> int:
    """D of a dataset or of the draws."""
    return GAUSSIAN_DIMENSION if dataset == GAUSSIAN else next(one.dimension for one in study.datasets if one.name == dataset)


def threshold(study: Study, dataset: str, columns: Mapping[str, np.ndarray], scaling: str = "raw") -> Rows:
    """The dataset's rows at N = D, so scaled."""
    return Rows(columns).where(dataset=dataset, n=dimension(study, dataset), scaling=scaling)


def by_bits(found: Rows, kind: str) -> dict[int, Rows]:
    """The rows of each input of that kind by its bits; float32 is 24 bits to nearest where there is no p24."""
    by_input = found.by("input")
    named = {int(match[1]): rows for name, rows in by_input.items() if (match := re.fullmatch(rf"{kind}(\d+)", name))}
    if kind == NEAREST and 24 not in named and _ALIASES["p24"] in by_input:
        named[24] = by_input[_ALIASES["p24"]]
    return dict(sorted(named.items()))
