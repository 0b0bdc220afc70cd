# SPDX-License-Identifier: MIT
"""Who looks on, by the name that the command line has for it."""

from minnorm.live.terminal import Terminal
from minnorm.live.view import View


def named(where: str, *, is_run: bool = True) -> View | Terminal:
    """"page" or "terminal"; to be used in `with`. A run's page is found at its address again when the run goes on."""
    return View(keeps_address=is_run) if where == "page" else Terminal()
