# SPDX-License-Identifier: MIT
"""./minnorm merge: the shards of a run, computed apart, become the run that a single command would have made."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from minnorm import files, shard
from minnorm.device import boards
from minnorm.errors import UserError
from minnorm.experiments.options import Options
from minnorm.experiments.plan import plan_of
from minnorm.report.outcome import Finished
from minnorm.runs import again, record, run
from minnorm.runs.folder import locked, raw, raw_path
from minnorm.runs.record import Frames, Record, Times
from minnorm.runs.side import Side
from minnorm.shard import WHOLE, Shard

_SHOWN = 8


@dataclass(frozen=True)
class _Part:
    """A folder, its run.json, and which shard that is."""

    folder: Path
    run: Record
    shard: Shard


def merge(folders: Sequence[Path], out: Path | None) -> bool:
    """Joins the finished shards in `folders`; returns whether the board and the desktop agree to the bit.

    The whole run is in `out`, or a new folder in runs/. Raises UserError if they are not all shards of one run, each once:
    nothing is written then.
    """
    first = _parts(folders)[0]
    return run.run(again.options(first.run, first.folder, out), partial(execute, folders))


def execute(folders: Sequence[Path], options: Options) -> Finished:
    """The whole run of `options` up to its tables and figures, from its shards. Raises UserError as `merge` does."""
    parts = _parts(folders)
    folder = options.out or run.fresh_folder(options)
    sides = run.both(plan_of(options), boards.load(options.board), folder)
    shards = [_of_side(side, parts, folder) for side in sides]
    for side, of_side in zip(sides, shards):
        _found(side, of_side[0].run.build)
    with locked(folder, create=True), run.told_how_to_go_on(folder):
        for side, of_side in zip(sides, shards):
            _join(side, of_side)
    if options.out is None:
        run.point_latest_to(folder)
    return run.execute(replace(options, out=folder))


def _parts(folders: Sequence[Path]) -> list[_Part]:
    """All shards of one run, by their numbers."""
    parts: dict[int, _Part] = {}
    for folder in folders:
        part = _part(folder)
        first = next(iter(parts.values()), part)
        different = part.run.difference({**first.run.settings, "shard": str(part.shard)})
        if part.shard.count != first.shard.count:
            different = f"shard {part.shard}, not one of {first.shard.count}"
        if different is not None:
            raise UserError(f"{folder} holds a run with {different} as {first.folder}; give the shards of one run.")
        if part.shard.index in parts:
            raise UserError(f"{parts[part.shard.index].folder} and {folder} both hold shard {part.shard}; give one of them.")
        parts[part.shard.index] = part
    count = first.shard.count
    missing = [str(Shard(index, count)) for index in range(1, count + 1) if index not in parts]
    if missing:
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        named = f"The shard {missing[0]} is" if len(missing) == 1 else f"The shards {', '.join(missing[:_SHOWN])}{more} are"
        raise UserError(f"{named} missing; give every folder that ./minnorm run --shard wrote.")
    return [parts[index] for index in sorted(parts)]


def _part(folder: Path) -> _Part:
    found = record.finished(folder)
    of = shard.parse(str(found.settings.get("shard", WHOLE)))
    if of == WHOLE:
        raise UserError(f"{folder} holds a whole run; give the folders that ./minnorm run --shard wrote.")
    return _Part(folder, found, of)


def _of_side(side: Side, parts: Sequence[_Part], whole: Path) -> list[_Part]:
    """The same of the board or of the desktop, checked."""
    below = side.folder.relative_to(whole)
    found = [replace(part, folder=part.folder / below, run=record.finished(part.folder / below)) for part in parts]
    first = found[0]
    for part in found:
        different = part.run.difference({**side.settings, "shard": str(part.shard)})
        if different is not None:
            raise UserError(f"{part.folder} holds a run with {different}; give back the data that it was computed from.")
        if part.run.build != first.run.build:
            builds = f"firmware {first.run.build} and {part.folder} by {part.run.build}"
            raise UserError(f"{first.folder} was computed by {builds}; compute all shards from one tree.")
    return found


def _found(side: Side, build: str) -> Record | None:
    """The run.json that an interrupted merge left, if any. Raises UserError if the folder holds something else."""
    try:
        found = record.read(side.folder)
    except UserError as error:
        raise UserError(f"{error} Choose another --out.") from None
    if found is not None:
        found.check(side.folder, side.settings, build)
    return found


def _join(side: Side, parts: Sequence[_Part]) -> None:
    """Writes the logs, one shard's after the other's, and run.json; nothing if the folder holds the finished run already."""
    runs = [part.run for part in parts]
    found = _found(side, runs[0].build)
    if found is not None and found.finished:
        return
    times = Times(min(run.times.started for run in runs), round(sum(run.times.seconds for run in runs), 3))
    # The other counts are in the raw logs.
    frames = Frames(
        repeated=sum(run.frames.repeated for run in runs), asked_again=sum(run.frames.asked_again for run in runs)
    )
    whole = replace(
        runs[0], settings=side.settings, sources=side.job.sources, finished=False, times=times, frames=frames, tables={}
    )
    # First, for a folder without it is no run, and a command that is given again would leave it alone.
    record.write(side.folder, whole)
    for one in side.job.sets:
        files.write(raw_path(side.folder, one.name), b"".join(raw(part.folder, one.name) for part in parts))
