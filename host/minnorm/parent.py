# SPDX-License-Identifier: MIT
"""Processes, and those that they start."""

import ctypes
import errno
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def bond() -> Callable[[], None]:
    """What a process that this thread starts is to call first: the kernel then kills it when this thread is gone, SIGKILL included.

    Linux only; elsewhere the call does nothing.
    """
    if not sys.platform.startswith("linux"):
        return _nothing
    try:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
    except (OSError, AttributeError):
        return _nothing
    parent = os.getpid()

    def bind() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(errno.ECHILD)

    return bind


def children(process: int) -> list[int]:
    """The ids of the processes that a process has started and that are there yet. Linux only; elsewhere none."""
    with suppress(OSError):
        return [int(pid) for task in Path(f"/proc/{process}/task").glob("*/children") for pid in task.read_text().split()]
    return []


def _nothing() -> None:
    pass
