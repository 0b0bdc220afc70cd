# SPDX-License-Identifier: MIT
"""Figures of the precision study."""

from collections.abc import Sequence
from dataclasses import replace

from minnorm.experiments.precision.figures import distribution, panels
from minnorm.experiments.precision.figures.bits import BITS, ROUNDING_MODES
from minnorm.experiments.precision.figures.condition import CONDITION
from minnorm.experiments.precision.figures.cutoff import CUTOFF, RANK
from minnorm.experiments.precision.figures.distribution import DISTRIBUTION
from minnorm.experiments.precision.figures.pareto import PARETO
from minnorm.experiments.precision.figures.statistics import HEATMAP, STATISTICS
from minnorm.experiments.precision.study import Study
from minnorm.report.figure import Figure

FIGURES = (STATISTICS, CONDITION, HEATMAP, BITS, ROUNDING_MODES, CUTOFF, DISTRIBUTION, PARETO, RANK)


_ELSEWHERE = "What is said here to be found was found on diabetes, synthetic, California and WHO, and may differ in data of your own. "


def figures(study: Study) -> Sequence[Figure]:
    """All of them, as large as the datasets need."""
    counts = {one.name: len(study.datasets) for one in FIGURES} | {DISTRIBUTION.name: len(distribution.names(study))}
    sized = [one if one is CONDITION else replace(one, size=panels.size(counts[one.name])) for one in FIGURES]
    if not any(dataset.is_own for dataset in study.datasets):
        return sized
    return [replace(one, caption=_ELSEWHERE + one.caption) for one in sized]
