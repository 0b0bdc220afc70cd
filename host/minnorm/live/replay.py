# SPDX-License-Identifier: MIT
"""A run's raw logs, played to a spectator in any time."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from minnorm import paths, progress
from minnorm.device import boards
from minnorm.errors import UserError
from minnorm.experiments.plan import plan_of
from minnorm.runs import again, record, run
from minnorm.runs.folder import raw_path
from minnorm.runs.side import Side
from minnorm.runs.spectator import Spectator

_STEP_SECONDS = 0.05


def play(folder: Path, seconds: float, spectator: Spectator) -> None:
    """Feeds what the logs in the folder have, evenly over that time, and then waits to be stopped if there is a page.

    Raises UserError if the folder is no run, or if the data that it was computed from are not there any more.
    """
    said = record.read(folder) if folder.is_dir() else None
    if said is None:
        raise UserError(f"{folder} is no run; give a folder that ./minnorm run wrote.")
    planned = plan_of(again.options(said, folder))
    sides = run.both(planned, boards.load(said.settings["board"]), folder)
    for side in sides:
        side.run, side.recordings = record.read(side.folder), side.job.recordings()
    sides = [side for side in sides if side.run is not None]
    tracks = [progress.Track(side.board.name, partial(getattr, side, "total"), side.done, side.job.unit) for side in sides]
    stopped = threading.Event()
    with spectator.watching(planned, sides), ThreadPoolExecutor() as pool:
        try:
            playing = [pool.submit(_feed, side, seconds, spectator, stopped) for side in sides]
            progress.follow(tracks, playing, above=spectator.above)
        finally:
            stopped.set()
            spectator.recorded()
        spectator.rest(f"{paths.shown(folder)} was played.")


def _feed(side: Side, seconds: float, spectator: Spectator, stopped: threading.Event) -> None:
    pieces = list(_pieces(side, max(1, round(seconds / _STEP_SECONDS))))
    for number, data in pieces:
        spectator.gate()
        side.recordings[number].feed(data)
        if stopped.wait(seconds / len(pieces)):
            return


def _pieces(side: Side, count: int) -> Iterator[tuple[int, bytes]]:
    """About that many, each with the number of its recording."""
    logs = [path.read_bytes() if (path := raw_path(side.folder, one.name)).exists() else b"" for one in side.job.sets]
    size = max(1, sum(map(len, logs)) // count)
    for number, log in enumerate(logs):
        for start in range(0, len(log), size):
            yield number, log[start : start + size]
