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


def figures(study: Study) -> Sequence[Figure]:
    """All of them, as large as the datasets need."""
    counts = {one.name: len(study.datasets) for one in FIGURES} | {DISTRIBUTION.name: len(distribution.names(study))}
    return [one if one is CONDITION else replace(one, size=panels.size(counts[one.name])) for one in FIGURES]
