# SPDX-License-Identifier: MIT
"""report.html: one file that needs no other, figures included."""

import base64
from collections.abc import Sequence
from pathlib import Path

from minnorm import files
from minnorm.report import drawing
from minnorm.report.outcome import Finished

REPORT = "report.html"


def write(folder: Path, title: str, runs: Sequence[Finished]) -> Path:
    """Writes the report of whole runs into `folder` and returns its path. Raises UserError if it cannot be written."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined
    )
    figures = [
        [{"caption": one.caption, "data": _data(run.folder / drawing.FOLDER / one.file())} for one in run.outcome.figures]
        for run in runs
        if run.outcome is not None
    ]
    page = environment.get_template("page.html.j2").render(title=title, runs=list(zip(runs, figures)))
    files.write(folder / REPORT, page)
    return folder / REPORT


def _data(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()
