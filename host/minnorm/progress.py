# SPDX-License-Identifier: MIT
"""How far a run is: bars on a terminal, a plain line now and then elsewhere."""

import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass

from minnorm.counts import counted
from minnorm.text import printable_lines

_REFRESH_SECONDS = 0.1
_LINE_SECONDS = 5.0
_MOST_LINE_SECONDS = 60.0


@dataclass(frozen=True)
class Track:
    """Something that advances: its name, how far it goes as far as is known, how far it is now, and in what."""

    name: str
    total: Callable[[], int]
    done: Callable[[], int]
    unit: str = "fits"


def say(text: str) -> None:
    """A line about what is going on; results go to standard output, this goes to standard error."""
    print(printable_lines(text), file=sys.stderr, flush=True)


def follow(
    tracks: Sequence[Track], work: Collection[Future], seconds: float = _LINE_SECONDS, above: Callable[[], str] = lambda: ""
) -> None:
    """Shows the tracks until all of the work is done or some of it has failed, and raises what it failed with."""
    watch(tracks, lambda: not (all(future.done() for future in work) or any(map(_has_failed, work))), seconds, above)
    for future in filter(_has_failed, work):
        future.result()


def _has_failed(future: Future) -> bool:
    return future.done() and future.exception() is not None


def watch(
    tracks: Sequence[Track], is_running: Callable[[], bool], seconds: float = _LINE_SECONDS, above: Callable[[], str] = lambda: ""
) -> None:
    """Shows the tracks until `is_running` says no.

    Where there is no terminal, in a line after so many seconds if anything advanced, and ever more rarely up to one a minute. On a
    terminal the text of `above` stands above the bars.
    """
    if sys.stderr.isatty():
        _bars(tracks, is_running, above)
    else:
        _lines(tracks, is_running, seconds)


@contextmanager
def shown(*tracks: Track, seconds: float = _LINE_SECONDS) -> Iterator[None]:
    """Shows the tracks while this thread is at work."""
    is_over = threading.Event()
    display = threading.Thread(target=watch, args=(tracks, lambda: not is_over.is_set(), seconds), daemon=True)
    display.start()
    try:
        yield
    finally:
        is_over.set()
        display.join()


def _bars(tracks: Sequence[Track], is_running: Callable[[], bool], above: Callable[[], str]) -> None:
    from rich import progress
    from rich.console import Console, Group
    from rich.live import Live
    from rich.text import Text

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(bar_width=None),
        progress.TextColumn("{task.completed} of {task.fields[counted]}"),
        progress.TimeElapsedColumn(),
    )
    bars = progress.Progress(*columns)
    tasks = [bars.add_task(track.name, total=track.total(), counted="") for track in tracks]

    def shown() -> Group:
        return Group(*([Text(text)] if (text := above()) else []), bars)

    with Live(get_renderable=shown, console=Console(stderr=True), refresh_per_second=8):
        while is_running():
            _update(bars, tasks, tracks)
            time.sleep(_REFRESH_SECONDS)
        _update(bars, tasks, tracks)


def _update(bars, tasks: Sequence, tracks: Sequence[Track]) -> None:
    for task, track in zip(tasks, tracks):
        bars.update(task, completed=track.done(), total=track.total(), counted=counted(track.total(), track.unit))


def _lines(tracks: Sequence[Track], is_running: Callable[[], bool], seconds: float) -> None:
    next_line = time.monotonic() + seconds
    last = ""
    while is_running():
        if time.monotonic() >= next_line:
            line = _line(tracks)
            if line not in ("", last):
                say(line)
            last = line
            seconds = max(seconds, min(1.5 * seconds, _MOST_LINE_SECONDS))
            next_line += seconds
        time.sleep(_REFRESH_SECONDS)


def _line(tracks: Sequence[Track]) -> str:
    """What is under way, or else what is to come; empty if nothing is known of either."""
    left = [track for track in tracks if track.done() < track.total()]
    under_way = [track for track in left if track.done()] or left or tracks
    return ", ".join(f"{track.name} {track.done()} of {counted(track.total(), track.unit)}" for track in under_way if track.total())
