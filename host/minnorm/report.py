# SPDX-License-Identifier: MIT
"""report.html: one file that needs no other, figures included."""

import base64
from collections.abc import Sequence
from pathlib import Path

from minnorm import store
from minnorm.summary import Summary


def write(
    folder: Path,
    title: str,
    runs: Sequence[dict],
    summaries: Sequence[Summary],
    verdicts: Sequence[str],
    is_identical: bool | None,
    captions: Sequence[tuple[str, str]],
) -> Path:
    """Writes the report of the run in `folder` and returns its path.

    `runs` are the run.json of the board and then of those it was checked against; `is_identical` is None if there are none.
    `verdicts` are sentences about the run as a whole.
    Raises UserError if the file cannot be written.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined
    )
    figures = [
        {"caption": caption, "data": base64.b64encode((folder / store.FIGURES / file).read_bytes()).decode()}
        for file, caption in captions
    ]
    page = environment.get_template("report.html.j2").render(
        title=title,
        run=runs[0],
        sides=runs,
        summaries=[{**vars(summary)} for summary in summaries],
        verdicts=verdicts,
        is_identical=is_identical,
        figures=figures,
    )
    store.write(folder / store.REPORT, page)
    return folder / store.REPORT
