# SPDX-License-Identifier: MIT
"""Who looks on, by the name that the command line has for it."""

from minnorm.live.terminal import Terminal
from minnorm.live.view import View


def named(where: str) -> View | Terminal:
    """"page" or "terminal"; to be used in `with`."""
    return View() if where == "page" else Terminal()
