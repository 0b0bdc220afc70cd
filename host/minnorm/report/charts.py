# SPDX-License-Identifier: MIT
"""What a page has in itself to draw portraits: Chart.js (200 KB, Debian's libjs-chart.js) and charts.js."""

from pathlib import Path

from minnorm.errors import not_installed

_LIBRARY = Path("/usr/share/javascript/chart.js/chart.min.js")
_HERE = Path(__file__).parent


def is_installed() -> bool:
    """Whether there is Chart.js."""
    return _LIBRARY.exists()


def script() -> str:
    """For a script element. Raises UserError if Chart.js is not installed."""
    try:
        library = _LIBRARY.read_text()
    except OSError:
        raise not_installed("Chart.js") from None
    return f"{library.rpartition('//# sourceMappingURL')[0] or library}\n{(_HERE / 'charts.js').read_text()}"


def style() -> str:
    """For a style element."""
    return (_HERE / "charts.css").read_text()
