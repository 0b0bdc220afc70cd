# SPDX-License-Identifier: MIT
"""Pausing and stopping a run from another thread."""

import _thread
import threading
import time


class Gate:
    """Open at first. Those who pass wait while it is shut."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._shut_since: float | None = None
        self._waited = 0.0
        self._is_for_good = False

    @property
    def is_shut(self) -> bool:
        return self._shut_since is not None

    @property
    def waited(self) -> float:
        """For how many seconds it has been shut in all."""
        since = self._shut_since
        return self._waited + (0.0 if since is None else time.monotonic() - since)

    def pass_through(self) -> None:
        """Returns once it is open."""
        with self._changed:
            self._changed.wait_for(lambda: not self.is_shut)

    def shut(self) -> None:
        """Until `open`, unless it was opened for good."""
        with self._changed:
            if not self._is_for_good and not self.is_shut:
                self._shut_since = time.monotonic()

    def open(self, *, for_good: bool = False) -> None:
        """Lets all pass who wait."""
        with self._changed:
            self._waited, self._shut_since = self.waited, None
            self._is_for_good = self._is_for_good or for_good
            self._changed.notify_all()


def stop() -> None:
    """Ends the command as Ctrl-C does."""
    _thread.interrupt_main()
