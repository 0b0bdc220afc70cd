# SPDX-License-Identifier: MIT
"""A run's raw logs, played to a spectator in any time."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from minnorm import paths, progress, shard
from minnorm.device import boards
from minnorm.errors import UserError
from minnorm.experiments.plan import plan_of
from minnorm.runs import again, record, run
from minnorm.runs.folder import raw, raw_path
from minnorm.runs.side import Side
from minnorm.runs.spectator import Spectator

_STEP_SECONDS = 0.05


def play(folder: Path, seconds: float, spectator: Spectator) -> None:
    """Feeds what the logs in the folder have, evenly over that time, and then waits to be stopped if there is a page.

    The folder is only read. Raises UserError if it is no run or has nothing to play, or if the data that it was computed from are not there
    any more.
    """
    said = record.begun(folder)
    options = replace(again.options(said, folder, folder), shard=shard.parse(str(said.settings.get("shard", shard.WHOLE))))
    planned = plan_of(options)
    sides = [side for side in run.both(planned, boards.load(options.board), folder) if side.folder == folder or (side.folder / record.RUN).exists()]
    for side in sides:
        side.run, side.recordings = record.begun(side.folder), side.job.recordings()
        # What a run of an earlier version does not say it did not have.
        different = side.run.difference({key: value for key, value in side.settings.items() if key in side.run.settings})
        if different is not None:
            raise UserError(f"{side.folder} holds a run with {different}; give back the data that it was computed from.")
    logs = [_logs(side) for side in sides]
    if not any(map(any, logs)):
        raise UserError(f"There is nothing in the raw logs of {paths.shown(folder)}; start that run again with its --out.")
    tracks = [progress.Track(side.board.name, partial(getattr, side, "total"), side.done, side.job.unit) for side in sides]
    stopped = threading.Event()
    with spectator.watching(planned, sides), ThreadPoolExecutor() as pool:
        try:
            playing = [pool.submit(_feed, *one, seconds, spectator, stopped) for one in zip(sides, logs)]
            progress.follow(tracks, playing, above=spectator.above)
        finally:
            stopped.set()
            spectator.recorded()
        spectator.rest(f"{paths.shown(folder)} was played.")


def _logs(side: Side) -> list[bytes]:
    """Of each set of data; empty where none was begun."""
    return [raw(side.folder, one.name) if raw_path(side.folder, one.name).exists() else b"" for one in side.job.sets]


def _feed(side: Side, logs: Sequence[bytes], seconds: float, spectator: Spectator, stopped: threading.Event) -> None:
    pieces = list(_pieces(logs, max(1, round(seconds / _STEP_SECONDS))))
    for number, data in pieces:
        spectator.gate()
        side.recordings[number].feed(data)
        if stopped.wait(seconds / len(pieces)):
            return


def _pieces(logs: Sequence[bytes], count: int) -> Iterator[tuple[int, bytes]]:
    """About that many, each with the number of its recording."""
    size = max(1, sum(map(len, logs)) // count)
    for number, log in enumerate(logs):
        for start in range(0, len(log), size):
            yield number, log[start : start + size]
