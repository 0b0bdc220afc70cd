# SPDX-License-Identifier: MIT
"""Drawing the figures of a run, each in a process of its own."""

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from minnorm import store, style
from minnorm.errors import UserError


@dataclass(frozen=True)
class Picture:
    """A figure: its file, what it shows, what draws it, and its size in inches."""

    file: str
    caption: str
    draw: Callable[[Figure], None]
    size: tuple[float, float]


def draw_all(pictures: Sequence[Picture], folder: Path) -> list[tuple[str, str]]:
    """Draws every figure into `folder`; returns (file, caption) in order. Raises UserError if a file cannot be written."""
    context = multiprocessing.get_context("fork")
    messages = context.SimpleQueue()
    workers = [context.Process(target=_draw, args=(picture, folder, messages), daemon=True) for picture in pictures]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        sentence = messages.get() if not messages.empty() else f"The figures in {folder} could not be drawn."
        raise UserError(sentence)
    return [(picture.file, picture.caption) for picture in pictures]


def _draw(picture: Picture, folder: Path, messages) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its daemons
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        store.write(folder / picture.file, style.render(picture.draw, picture.size))
    except UserError as error:
        messages.put(str(error))
        raise SystemExit(1) from None
