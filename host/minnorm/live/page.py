# SPDX-License-Identifier: MIT
"""The live page: one answer, for the server lets it load nothing else."""

from pathlib import Path

from minnorm.live.server import Answer
from minnorm.report import charts

_HERE = Path(__file__).parent


def render() -> Answer:
    """The page. Raises UserError if Chart.js is not installed."""
    import jinja2

    template = jinja2.Template((_HERE / "page.html.j2").read_text(), undefined=jinja2.StrictUndefined, trim_blocks=True)
    return Answer(template.render(style=charts.style(), script=charts.script() + (_HERE / "page.js").read_text()))
