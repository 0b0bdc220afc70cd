# SPDX-License-Identifier: MIT
"""Threads that stay on a processor each, with the programs that they start: emulators run fastest so (see transport)."""

import itertools
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor


def count() -> int:
    """How many processors this thread may run on."""
    return len(_allowed()) or os.cpu_count() or 1


def pool() -> ThreadPoolExecutor:
    """A thread on each processor."""
    allowed = iter(_allowed())
    return ThreadPoolExecutor(count(), initializer=lambda: _stay_on(allowed))


def _allowed() -> list[int]:
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def _stay_on(processors: Iterator[int]) -> None:
    for processor in itertools.islice(processors, 1):
        os.sched_setaffinity(0, {processor})
