# SPDX-License-Identifier: MIT
"""Processors, one for each emulator: it runs fastest if it stays there (see transport)."""

import itertools
import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

NAME = "minnorm-processor"  # in the kernel, with a number, of one that is taken
_taken: dict[int, socket.socket] = {}


def count() -> int:
    """How many processors this thread may run on."""
    return len(_allowed()) or os.cpu_count() or 1


def pool() -> ThreadPoolExecutor:
    """A thread on each processor."""
    allowed = iter(_allowed())
    return ThreadPoolExecutor(count(), initializer=lambda: _stay_on(allowed))


def own() -> int:
    """The processor for what this thread starts: one that no other minnorm on this machine has taken, if there is one.

    Linux only. It is taken by a name in the kernel, which is free again when this process ends, however it ends.
    """
    allowed = _allowed()
    for processor in reversed(allowed):
        if processor in _taken:
            return processor
        name = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            name.bind(f"\0{NAME}-{processor}")
        except OSError:
            name.close()
        else:
            _taken[processor] = name
            return processor
    return allowed[os.getpid() % len(allowed)]


def release() -> None:
    """Leaves to others what own() took, once what it was for has ended."""
    while _taken:
        _taken.popitem()[1].close()


def _allowed() -> list[int]:
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def _stay_on(processors: Iterator[int]) -> None:
    for processor in itertools.islice(processors, 1):
        os.sched_setaffinity(0, {processor})
