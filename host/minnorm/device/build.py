# SPDX-License-Identifier: MIT
"""Builds a board's firmware with CMake and Ninja in build/<board>, quietly, with everything said kept in build.log."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from minnorm import files, paths
from minnorm.device.boards import Board
from minnorm.device.firmware import REGRESSION, Firmware
from minnorm.errors import UserError, not_installed

LOG = "build.log"
_LINES_SHOWN = 12
_LONGEST = 300  # of CMake's sentence
_TOO_LITTLE_MEMORY = ("Less RAM is left for the stack", "overflowed by", "will not fit in region")  # image.ld's words, and the linker's


def program(board: Board, firmware: Firmware) -> Path:
    """Where the build leaves the program."""
    suffix = "" if board.is_desktop else ".elf"
    return paths.BUILD / board.name / "firmware" / f"minnorm_{firmware.name}{suffix}"


def command(board: Board, program: Path, *, counts: bool = False, plugin: str = "") -> list[str]:
    """How the program is started on this machine.

    With `counts`, an instruction is a nanosecond of an emulated clock; `plugin` is one of the emulator's, with its arguments.
    """
    emulator, options = board.emulator[:1], board.emulator[1:]
    extra = [*(["-icount", "shift=0"] if counts else []), *(["-plugin", plugin] if plugin else [])]
    return [*emulator, *(extra if emulator else []), *options, str(program)]


def tool(board: Board, name: str, folder: Path | None = None) -> str | None:
    """The toolchain's program of that name in capitals, such as OBJCOPY, as CMake found it; None before a first build.

    `folder` is that of the build, the board's own if it is None.
    """
    found = _cache(folder or paths.BUILD / board.name).get(f"CMAKE_{name}", "")
    return found if found and not found.endswith("-NOTFOUND") else None


def compiler(board: Board) -> str:
    """The C++ compiler as CMake found it, such as GNU 12.2.1; empty before a first build."""
    for found in (paths.BUILD / board.name / "CMakeFiles").glob("*/CMakeCXXCompiler.cmake"):
        said = dict(re.findall(r'^set\(CMAKE_CXX_COMPILER_(ID|VERSION) "(.+)"\)', found.read_text(), re.MULTILINE))
        return " ".join(said.get(name, "") for name in ("ID", "VERSION")).strip()
    return ""


def build(board: Board, firmware: Firmware, *, tests: bool = False) -> Path:
    """Builds one firmware of a board and returns the program's path.

    `tests`: `build_test` will follow. Raises UserError with the last lines of the log if a tool is missing or fails.
    """
    try:
        _build(board, firmware.target, tests)
    except UserError as error:
        # The list "firmware" of a board says what the regression has memory for.
        if firmware.experiment != REGRESSION and any(words in str(error) for words in _TOO_LITTLE_MEMORY):
            raise UserError(f"{board.name} has too little memory for {firmware.experiment}; choose a larger --board.") from None
        raise
    built = program(board, firmware)
    if not built.exists():
        folder = paths.BUILD / board.name
        raise UserError(f"The build for {board.name} left no {built}; remove {folder} and run again.")
    return built


def debug_program(board: Board, firmware: Firmware) -> Path:
    """Where `build_debug` leaves the program."""
    return paths.BUILD / "debug" / board.name / "firmware" / program(board, firmware).name


def build_debug(board: Board, firmware: Firmware) -> None:
    """Builds the same code with what a debugger wants to know, in a folder of its own. Raises UserError as `build` does."""
    folder = paths.BUILD / "debug" / board.name
    with locked(folder) as lock:
        choices = [f"-DMINNORM_BOARD={board.name}", "-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DMINNORM_TESTS=OFF"]
        _configure(folder, ["-S", str(paths.ROOT), "-B", str(folder), "-G", "Ninja", *choices], lock, False)
        run_logged(["ninja", "-C", str(folder), firmware.target], folder, f"The build for {board.name}", lock)


def build_test(board: Board, name: str, folder: str = "boards") -> Path:
    """Builds a program of that folder of host_tests and returns its path. Raises UserError as `build` does."""
    _build(board, name, tests=True)
    return paths.BUILD / board.name / "host_tests" / folder / f"{name}{'' if board.is_desktop else '.elf'}"


def _build(board: Board, target: str, tests: bool) -> None:
    folder = paths.BUILD / board.name
    with locked(folder) as lock:
        configure(folder, board.name, lock, tests=tests)
        run_logged(["ninja", "-C", str(folder), target], folder, f"The build for {board.name}", lock)


def configure(folder: Path, board: str, lock: int, *, tests: bool = False) -> None:
    """Lets CMake write Ninja's files for the board into `folder`. Raises UserError if it cannot.

    Tests need packages that a run does not, so they are left out unless wanted, and stay in once they are.
    """
    choice = f"-DMINNORM_TESTS={'ON' if tests else 'OFF'}"
    arguments = ["-S", str(paths.ROOT), "-B", str(folder), "-G", "Ninja", f"-DMINNORM_BOARD={board}", choice]
    _configure(folder, arguments, lock, tests)


def configure_preset(folder: Path, preset: str, lock: int) -> None:
    """The same for a preset of CMakePresets.json whose build folder is `folder`, and which has no tests."""
    _configure(folder, ["-S", str(paths.ROOT), "--preset", preset], lock, False)


def configure_bench(folder: Path, board: str, lock: int) -> None:
    """The same for the benchmarks of the board, without tests. They need packages of their own, hence a folder of their own."""
    choices = [f"-DMINNORM_BOARD={board}", "-DMINNORM_BENCH=ON", "-DMINNORM_TESTS=OFF"]
    _configure(folder, ["-S", str(paths.ROOT), "-B", str(folder), "-G", "Ninja", *choices], lock, False)


def _configure(folder: Path, arguments: Sequence[str], lock: int, tests: bool) -> None:
    """Does nothing if CMake already did this for this source tree: Ninja keeps the files fresh."""
    cache = _cache(folder)
    is_configured = (folder / "build.ninja").exists() and cache.get("CMAKE_HOME_DIRECTORY") == str(paths.ROOT)
    if is_configured and (cache.get("MINNORM_TESTS") == "ON" or not tests):
        return
    if shutil.which("ninja") is None:
        raise not_installed("ninja")
    (folder / LOG).unlink(missing_ok=True)
    # Only what is of no use is removed first: other commands read the cache meanwhile, without the lock.
    fresh = [] if is_configured else ["--fresh"]
    if fresh:
        (folder / "build.ninja").unlink(missing_ok=True)  # which would pass for this tree's if CMake failed now
    run_logged(["cmake", *fresh, f"-DPYTHON3={sys.executable}", *arguments], folder, f"Configuring {folder.name}", lock)


def run_logged(arguments: Sequence[str], folder: Path, what: str, lock: int) -> None:
    """Runs a tool, its output appended to the folder's log. Raises UserError if it is missing or fails.

    The tool holds the folder's lock too: it may outlive this process, which SIGKILL ends alone.
    """
    log = folder / LOG
    with open(log, "ab") as file:
        start = file.tell()
        try:
            status = subprocess.run(
                arguments, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, pass_fds=[lock]
            ).returncode
        except FileNotFoundError:
            raise not_installed(arguments[0]) from None
    if status:
        sentence = _sentence(folder, _said(log, start))
        if sentence:
            raise UserError(f"{what} failed: {sentence} The whole log is {log}.")
        raise UserError(f"{what} failed; the whole log is {log}, its end:\n{tail(log, start)}")


def _sentence(folder: Path, said: str) -> str:
    """Why it failed, as this project's CMake files put it, or because the compiler is there no more; empty if that is not known."""
    found = re.search(r"^CMake Error at .* \(message\):\n((?:(?:  .*)?\n)+)", said, re.MULTILINE)
    if found:
        return textwrap.shorten(found[1], _LONGEST, placeholder=" ...")
    compiler = _cache(folder).get("CMAKE_CXX_COMPILER", "")
    if compiler and not Path(compiler).exists():
        return f"{compiler} is there no more; install it again, or remove {folder} for another to be found."
    return ""


def tail(log: Path, start: int = 0) -> str:
    """The last lines of a log, each indented."""
    return "\n".join(f"  {line}" for line in _said(log, start).splitlines()[-_LINES_SHOWN:])


def _said(log: Path, start: int) -> str:
    with open(log, "rb") as file:
        file.seek(start)
        return file.read().decode(errors="replace")


def _cache(folder: Path) -> dict[str, str]:
    """CMake's cache: values by name, empty if there is none."""
    try:
        lines = (folder / "CMakeCache.txt").read_text(errors="replace").splitlines()
    except OSError:
        return {}
    entries = (line.partition("=") for line in lines if ":" in line.partition("=")[0])
    return {name.partition(":")[0]: value for name, _, value in entries}


@contextmanager
def locked(folder: Path) -> Iterator[int]:
    """Two commands may want the same build folder at once: the second waits. The value is the lock's descriptor."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise UserError(files.cannot_write(folder, error)) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)
