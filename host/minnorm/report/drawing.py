# SPDX-License-Identifier: MIT
"""Drawing the figures of a run, each in a process of its own."""

import json
import multiprocessing
import signal
from collections.abc import Sequence
from pathlib import Path

from minnorm import files
from minnorm.errors import UserError
from minnorm.report.figure import Figure

FOLDER = "figures"  # of a run's
PORTRAIT = "json"  # the format of what portrait.py makes of a figure; null if it has none


def draw_all(figures: Sequence[Figure], data: object, folder: Path) -> None:
    """Draws every figure into `folder`, and writes its portrait beside it. Raises UserError if a file cannot be written."""
    context = multiprocessing.get_context("fork")
    messages = context.SimpleQueue()
    workers = [context.Process(target=_draw, args=(figure, data, folder, messages), daemon=True) for figure in figures]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        sentence = messages.get() if not messages.empty() else f"The figures in {folder} could not be drawn."
        raise UserError(sentence)


def _draw(figure: Figure, data: object, folder: Path, messages) -> None:
    from minnorm.report import portrait, style  # slow to import

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its daemons
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        for format, image in style.render(figure, data).items():
            files.write(folder / figure.file(format), image)
        files.write(folder / figure.file(PORTRAIT), json.dumps(portrait.of(figure, data), ensure_ascii=False))
    except UserError as error:
        messages.put(str(error))
        raise SystemExit(1) from None
