# SPDX-License-Identifier: MIT
"""A run's record as what asks for the same run again."""

from pathlib import Path

from minnorm.experiments.options import Options, preparation, selection
from minnorm.runs.record import Record


def options(run: Record, out: Path | None) -> Options:
    """What the run was asked for with, but its shard, in the folder `out`."""
    given = {key: run.settings[key] for key in ("board", "scalar", "experiment", "splits", "repeats", "seed") if key in run.settings}
    data_dir = run.sources.get("data_dir")
    return Options(
        **given,
        datasets=tuple(run.sources.get("datasets", ())),
        target=run.sources.get("target"),
        data_dir=None if data_dir is None else Path(data_dir),
        out=out,
        selection=selection(run.settings),
        preparation=preparation(run.settings),
    )
