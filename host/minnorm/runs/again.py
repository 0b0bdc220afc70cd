# SPDX-License-Identifier: MIT
"""A run's record as what asks for the same run again."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from minnorm import experiments
from minnorm.device import firmware
from minnorm.errors import UserError
from minnorm.experiments.options import Options, Selection, preparation, selection
from minnorm.runs.record import RUN, Record, is_a

# What run.json says of each, where it says anything; of the first three it does.
_SETTINGS: Mapping[str, Any] = {"board": str, "scalar": str, "experiment": str, "splits": int, "repeats": int | None, "seed": int | None}
_SOURCES: Mapping[str, Any] = {"datasets": list[str], "target": str | None, "data_dir": str | None}
_PARTS: Mapping[str, Any] = {one.name: str | None for one in fields(Selection) if one.name != "full"}
_PREPARED: Mapping[str, Any] = {"columns": list[str], "standardize": bool, "intercept": bool}
_KINDS = {**_SETTINGS, **_SOURCES, **_PARTS, **_PREPARED}


def options(run: Record, folder: Path, out: Path | None) -> Options:
    """What the run in `folder` was asked for with, but its shard, in the folder `out`. Raises UserError if its run.json does not say that."""
    given = (run.settings, _SETTINGS), (run.sources, _SOURCES), (run.settings, {**_PARTS, **_PREPARED})
    settings, sources, parts = ({name: said[name] for name in kinds if name in said} for said, kinds in given)
    is_known = settings.get("experiment") in experiments.names() and settings.get("scalar") in firmware.SCALARS and "board" in settings
    if not (is_known and all(is_a(value, _KINDS[name]) for name, value in (settings | sources | parts).items())):
        raise UserError(f"{folder / RUN} does not say what was asked for; give a folder that ./minnorm run wrote, as it wrote it.")
    data_dir = sources.get("data_dir")
    return Options(
        **settings,
        datasets=tuple(sources.get("datasets", ())),
        target=sources.get("target"),
        data_dir=None if data_dir is None else Path(data_dir),
        out=out,
        selection=selection(run.settings),
        preparation=preparation(run.settings),
    )
