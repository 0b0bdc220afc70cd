# SPDX-License-Identifier: MIT
"""report.html: one file that needs no other, figures included."""

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from minnorm import files
from minnorm.report import charts, drawing, numbers
from minnorm.report.figure import Figure
from minnorm.report.outcome import Finished

REPORT = "report.html"
_HERE = Path(__file__).parent
_LARGE = 400_000  # bytes of a picture by its points; then its pixels take less


def write(folder: Path, title: str, runs: Sequence[Finished]) -> Path:
    """Writes the report of whole runs into `folder` and returns its path. Raises UserError if it cannot be written."""
    figures = [[_shown(run.folder / drawing.FOLDER, one) for one in run.outcome.figures] for run in runs if run.outcome is not None]
    files.write(folder / REPORT, rendered("page.html.j2", title=title, runs=list(zip(runs, figures))))
    return folder / REPORT


def rendered(template: str, **values: Any) -> str:
    """A page of a template beside this, with what it needs to draw portraits; without Chart.js pictures stay pictures."""
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE), autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters.update(number=numbers.text, moment=_moment, heading=_heading, json=lambda value: Markup(_in_script(value)))
    script = charts.script() + (_HERE / "page.js").read_text() if charts.is_installed() else ""
    return environment.get_template(template).render(style=Markup(charts.style()), script=Markup(script), **values)


def portrait(folder: Path, name: str) -> dict[str, Any] | None:
    """The portrait of a figure that was drawn into a run's folder; None if it has none."""
    path = folder / drawing.FOLDER / f"{name}.{drawing.PORTRAIT}"
    return json.loads(files.text(path)) if path.exists() else None


def _shown(folder: Path, figure: Figure) -> dict[str, Any]:
    svg, png = folder / figure.file("svg"), folder / figure.file("png")
    picture, kind = (svg, "image/svg+xml") if svg.exists() and svg.stat().st_size <= _LARGE else (png, "image/png")
    data = f"data:{kind};base64,{base64.b64encode(picture.read_bytes()).decode()}"
    return {"name": figure.name, "caption": figure.caption, "file": picture.name, "data": data, "portrait": portrait(folder.parent, figure.name)}


def _in_script(value: object) -> str:
    """JSON that no element ends in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _moment(text: str) -> str:
    """A local time for people, of its ISO form."""
    return f"{datetime.fromisoformat(text):%-d %B %Y, %H:%M}"


def _heading(caption: str) -> str:
    """A caption's first sentence."""
    return caption.partition(". ")[0].rstrip(".")
