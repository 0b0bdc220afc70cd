# SPDX-License-Identifier: MIT
"""Pausing and stopping a run from another thread."""

import _thread
import threading


class Gate:
    """Open at first. Those who pass wait while it is shut."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self._is_for_good = False

    @property
    def is_shut(self) -> bool:
        return not self._open.is_set()

    def pass_through(self) -> None:
        """Returns once it is open."""
        self._open.wait()

    def shut(self) -> None:
        """Until `open`, unless it was opened for good."""
        if not self._is_for_good:
            self._open.clear()

    def open(self, *, for_good: bool = False) -> None:
        """Lets all pass who wait."""
        self._is_for_good = self._is_for_good or for_good
        self._open.set()


def stop() -> None:
    """Ends the command as Ctrl-C does."""
    _thread.interrupt_main()
