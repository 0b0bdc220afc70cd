# SPDX-License-Identifier: MIT
"""The desktop's test programs that judge library and firmware, compiled by Clang, quickly."""

import functools
import math
import os
import resource
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from minnorm.device import build
from minnorm.errors import UserError, not_installed

# Their targets; what is soon compiled and judges much comes first.
PROGRAMS = (
    "link_tests",
    "c_tests",
    "c_bits_float",
    "float_cases",
    "double_cases",
    "app_tests",
    "serve_tests",
    "sweep_tests",
    "unit_tests",
    "scalars_tests",
    "drop_in_tests",
    "batch_tests",
    "experiments_tests",
)
_SECONDS = 60  # of a processor: three times what any takes when its lines are counted, or more
_WAITS = 20  # times as long on the clock as on a processor
_LOOK_SECONDS = 0.3
_BUILD_SECONDS = 600  # of a processor, for one source
_MEMORY = 6 << 30  # bytes: a mutant may ask for more and more
_SANITIZED = {"ASAN_OPTIONS": f"hard_rss_limit_mb={_MEMORY >> 20}"}  # for where addresses cannot be bounded
_FILE = 1 << 30  # bytes, of one that a mutant may write on and on
_SAID = 1 << 24  # bytes, the last that are kept of what it says
_ALONE = ("unshare", "--user", "--map-current-user", "--pid", "--fork", "--kill-child", "--mount-proc")
_FIRST = ("sh", "-c", '"$@"; exit $?', "sh")  # the first process of a namespace ignores signals

stopped = threading.Event()  # set when the command ends early: what is contained is killed


class Done(NamedTuple):
    """How a command ended, None if it had no more time, and what it said."""

    status: int | None
    said: str


def configure(tree: Path, folder: Path, lock: int, *, flags: str = "", sanitizers: str = "") -> None:
    """Lets CMake write the files of a build of `tree`, with those flags and the tests' sanitizers, into `folder`."""
    for compiler in ("clang++", "clang"):
        if shutil.which(compiler) is None:
            raise not_installed(compiler, "coverage")
    choices = ["-DMINNORM_BOARD=desktop", "-DMINNORM_TESTS=ON", f"-DMINNORM_SANITIZERS={sanitizers}", "-DCMAKE_BUILD_TYPE=Adequacy"]
    choices += ["-DCMAKE_CXX_COMPILER=clang++", "-DCMAKE_C_COMPILER=clang", "-DCMAKE_CXX_FLAGS_ADEQUACY=-O0 -DNDEBUG", f"-DCMAKE_CXX_FLAGS={flags} -w"]
    told = folder / "choices.txt"
    if not told.exists() or told.read_text() != "\n".join(choices):
        command = ["cmake", "--fresh", "-S", str(tree), "-B", str(folder), "-G", "Ninja", *choices]
        build.run_logged(command, folder, f"Configuring {folder.name}", lock)
        told.write_text("\n".join(choices))


def make(folder: Path, program: str) -> Done:
    """Builds the program, which CMake then asks for its cases: memory is not bounded, for sanitizers reserve more than there is."""
    return contained(["ninja", "-C", str(folder), program], folder, _BUILD_SECONDS, _SANITIZED, None)


def run(folder: Path, program: str, variables: Mapping[str, str] | None = None) -> Done:
    """Runs the program's cases in one process, until one fails; those of another than GoogleTest's as ctest does."""
    if program.endswith("_tests"):
        (binary,) = (folder / "host_tests").glob(f"*/{program}")
        command = [str(binary), "--gtest_fail_fast", "--gtest_brief=1"]
        memory = None if b"__asan_init" in binary.read_bytes() else _MEMORY
    else:
        command = ["ctest", "--test-dir", str(folder), "-R", f"^{program}$", "--output-on-failure", "--no-tests=error"]
        memory = _MEMORY
    return contained(command, folder, _SECONDS, {**_SANITIZED, **(variables or {})}, memory)


@functools.cache
def can_contain() -> bool:
    """Whether a command may have processes of its own here: on Linux, and seldom in a container."""
    try:
        return subprocess.run([*_ALONE, "true"], capture_output=True).returncode == 0
    except OSError:
        return False


def contained(command: Sequence[str], folder: Path, seconds: float, variables: Mapping[str, str] | None = None, memory: int | None = _MEMORY) -> Done:
    """Runs a command among processes of its own, which end with it.

    Each has bounded memory unless that is None, and files, and may use so many seconds of a processor; on a busy machine all have some times as long. Raises
    UserError where it cannot.
    """

    def bound() -> None:
        if memory is not None:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE, _FILE))
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), math.ceil(seconds) + 5))

    if not can_contain():
        raise UserError("Here no command can have processes of its own (unshare --user --pid); start this on Linux, and not in a container.")
    end = time.monotonic() + seconds * _WAITS
    with tempfile.TemporaryFile() as said, subprocess.Popen(
        [*_ALONE, *_FIRST, *command],
        cwd=folder,
        env={**os.environ, **(variables or {})},
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C is for this command, and no verdict of a test
        preexec_fn=bound,
    ) as process:
        while True:
            try:
                status = process.wait(_LOOK_SECONDS)
                said.seek(max(0, said.seek(0, os.SEEK_END) - _SAID))
                return Done(status, said.read().decode(errors="replace"))
            except subprocess.TimeoutExpired:
                if stopped.is_set() or time.monotonic() > end:
                    process.kill()
                    return Done(None, "")
