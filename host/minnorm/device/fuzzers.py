# SPDX-License-Identifier: MIT
"""The fuzz targets by name, and libFuzzer's programs of them, which host_tests/fuzz has."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from minnorm import paths
from minnorm.device import build, firmware
from minnorm.errors import not_installed

HOST = ("csv", "log", "run-json")  # what reads them is Python: Hypothesis's, in host_tests/python/fuzzed.py
_PRESET = "fuzz"
_REQUESTS = "requests"


def names() -> list[str]:
    """Every target, the requests to each experiment's server among them."""
    return ["decoder", "arguments", "kernel", *(f"{_REQUESTS}-{name}" for name in firmware.experiments()), *HOST]


def corpus(target: str) -> Path:
    """The inputs that a program begins with; all requests have the same."""
    return paths.ROOT / "host_tests" / "fuzz" / "corpus" / target.partition("-")[0]


def programs(targets: Sequence[str]) -> dict[str, Path]:
    """Builds those that are programs. Raises UserError, with the last lines of the log, if a tool is missing or fails."""
    executables = {target: f"fuzz_{target.replace('-', '_')}" for target in targets if target not in HOST}
    if not executables:
        return {}
    if shutil.which("clang++") is None:
        raise not_installed("clang++", "test")
    folder = paths.BUILD / _PRESET
    with build.locked(folder) as lock:
        build.configure_preset(folder, _PRESET, lock)
        build.run_logged(["ninja", "-C", str(folder), *executables.values()], folder, "The build of the fuzz targets", lock)
    return {target: folder / "host_tests" / "fuzz" / name for target, name in executables.items()}
