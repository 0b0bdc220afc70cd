# SPDX-License-Identifier: MIT
"""Drawing the figures of a run, each in a process of its own."""

import json
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from minnorm import files, parent
from minnorm.errors import UserError, told_as
from minnorm.report.figure import Figure

FOLDER = "figures"  # of a run's
PORTRAIT = "json"  # the format of what portrait.py makes of a figure; null if it has none
_ENDING = (signal.SIGINT, signal.SIGTERM)


def draw_all(figures: Sequence[Figure], data: object, folder: Path) -> None:
    """Draws every figure into `folder`, its portrait beside it. Raises UserError if one cannot be drawn or written."""
    context = multiprocessing.get_context("fork")
    messages, bind = context.SimpleQueue(), parent.bond()
    workers = [context.Process(target=_draw, args=(figure, data, folder, messages, bind), daemon=True) for figure in figures]
    try:
        for worker in workers:
            with _signals_held():  # the worker says what it does with them
                worker.start()
        for worker in workers:
            worker.join()
    except BaseException:
        for worker in workers:
            if worker.is_alive():
                worker.kill()
        raise
    if any(worker.exitcode for worker in workers):
        raise UserError(messages.get() if not messages.empty() else f"The figures in {folder} could not be drawn.")


@contextmanager
def _signals_held() -> Iterator[None]:
    """What would end this process waits meanwhile, and longer in those that are forked."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _draw(figure: Figure, data: object, folder: Path, messages, bind: Callable[[], None]) -> None:
    bind()  # or else it would go on writing, and hold the folder's lock, when the parent is killed
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)

    from minnorm.report import portrait, style  # slow to import

    try:
        with told_as(f"The figure {figure.name} could not be drawn"):
            for format, image in style.render(figure, data).items():
                files.write(folder / figure.file(format), image)
            files.write(folder / figure.file(PORTRAIT), json.dumps(portrait.of(figure, data), ensure_ascii=False))
    except UserError as error:
        messages.put(str(error))
        raise SystemExit(1) from None
