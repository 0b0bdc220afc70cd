# SPDX-License-Identifier: MIT
"""Every test there is: ctest on the desktop, under sanitizers and on each emulated board, and the Python tests."""

import subprocess
import sys
import time
import xml.etree.ElementTree as xml
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from minnorm import paths, processors
from minnorm.device import boards, build
from minnorm.errors import UserError, not_installed

ASAN = "asan"
PYTHON = "python"
_OUTPUT_LINES = 30


@dataclass(frozen=True)
class Result:
    """Counts of one group of tests, and what to tell of its failures."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: tuple[str, ...] = ()

    def __add__(self, other: "Result") -> "Result":
        return Result(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def run(names: Sequence[str]) -> int:
    """Runs the named groups, all if none is named, and prints the counts on the last line; the exit status says if all passed.

    Raises UserError for an unknown name.
    """
    groups = _groups()
    for name in names:
        if name not in groups:
            raise UserError(f"There are no tests {name!r}; there are {', '.join(groups)}.")
    total = Result()
    for batch in _batches([name for name in groups if name in names or not names]):
        total = sum(_together([(name, groups[name]) for name in batch]), total)
    print(total, flush=True)
    return 1 if total.failed or not total.passed else 0


def _groups() -> dict[str, Callable[[], Result]]:
    groups: dict[str, Callable[[], Result]] = {boards.DESKTOP: lambda: _ctest(boards.DESKTOP, boards.DESKTOP)}
    for name in _emulated():
        groups[name] = lambda name=name: _ctest(name, name)
    groups[ASAN] = lambda: _ctest(ASAN, None)
    groups[PYTHON] = _pytest
    return groups


def _emulated() -> list[str]:
    return [board.name for board in boards.load_all() if board.is_emulated]


def _batches(names: Sequence[str]) -> list[list[str]]:
    """What runs at the same time: the emulated boards, and each other group by itself."""
    emulated = _emulated()
    batches: list[list[str]] = []
    for name in names:
        if name in emulated and batches and batches[-1][0] in emulated:
            batches[-1].append(name)
        else:
            batches.append([name])
    return batches


def _together(groups: Sequence[tuple[str, Callable[[], Result]]]) -> list[Result]:
    """One group has all processors, several have one each: a board's tests have too many waits to use them all."""
    if len(groups) == 1:
        return [_timed(*groups[0])]
    with processors.pool() as pool:
        return list(pool.map(lambda group: _timed(*group), groups))


def _timed(name: str, group: Callable[[], Result]) -> Result:
    start = time.monotonic()
    try:
        result = group()
    except UserError as error:
        result = Result(failed=1, failures=(str(error),))
    # In one piece, for another group may be printing.
    print("\n".join([*result.failures, f"{name}: {result} in {time.monotonic() - start:.0f} s"]), flush=True)
    return result


def _ctest(preset: str, board: str | None) -> Result:
    """Configures, builds and tests one preset; its build folder has its name."""
    folder = paths.BUILD / preset
    with build.locked(folder) as lock:
        if board is None:
            build.configure_preset(folder, preset, lock)
        else:
            build.configure(folder, board, lock, tests=True)
        build.run_logged(["ninja", "-C", str(folder)], folder, f"The build of {preset}", lock)
    report = folder / "ctest.xml"
    report.unlink(missing_ok=True)
    options = ["--output-on-failure", "--parallel", str(processors.count()), "--output-junit", str(report)]
    return _collect(["ctest", "--test-dir", str(folder), *options], report)


def _pytest() -> Result:
    report = paths.BUILD / "pytest.xml"
    report.unlink(missing_ok=True)
    paths.BUILD.mkdir(exist_ok=True)
    tests = paths.ROOT / "host_tests" / "python"
    arguments = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tests), f"--junitxml={report}"]
    return _collect(arguments, report)


def _collect(arguments: Sequence[str], report: Path) -> Result:
    """Runs a test tool and reads its JUnit report; without a usable one the whole group counts as one failure."""
    try:
        done = subprocess.run(
            arguments,
            cwd=paths.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except FileNotFoundError:
        raise not_installed(arguments[0], "test") from None
    try:
        cases = list(xml.parse(report).getroot().iter("testcase"))
    except (OSError, xml.ParseError):
        cases = []
    if not cases:
        return Result(failed=1, failures=(_last(done.stdout),))
    failed = [case for case in cases if _is_failure(case)]
    skipped = [case for case in cases if case not in failed and _is_skipped(case)]
    failures = [f"FAILED {case.get('classname') or ''} {case.get('name')}".replace("  ", " ") for case in failed]
    if failed or done.returncode:
        failures.append(_last(done.stdout))
    count = len(failed) or int(done.returncode != 0)
    return Result(len(cases) - len(failed) - len(skipped), count, len(skipped), tuple(failures))


def _is_failure(case: xml.Element) -> bool:
    return case.get("status") == "fail" or any(case.find(tag) is not None for tag in ("failure", "error"))


def _is_skipped(case: xml.Element) -> bool:
    return case.get("status") in ("notrun", "disabled") or case.find("skipped") is not None


def _last(output: str) -> str:
    return "\n".join(f"  {line}" for line in output.splitlines()[-_OUTPUT_LINES:])
