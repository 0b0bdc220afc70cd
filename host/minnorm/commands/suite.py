# SPDX-License-Identifier: MIT
"""Every test but, unless they are asked for, those that take long: ctest on the desktop and on each emulated board, pytest beside it, and clang-tidy."""

import re
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as xml
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from minnorm import files, paths, processors, progress, pytest_lines
from minnorm.commands import example
from minnorm.device import boards, build
from minnorm.errors import UserError, not_installed

PYTHON = "python"
TIDY = "tidy"
QUICK = "quick"  # what one waits for after each change: the desktop's fast tests, and Python's that build nothing
_QUICK_TARGETS = ("unit_tests", "link_tests", "app_tests", "float_cases")
_QUICK_TESTS = r"^(unit|link|app)\.|^float_cases$"
_LONG = "long"  # CMake's configuration of tests that are left out unless one asks for them
_OUTPUT_LINES = 30
_LOG_SECONDS = 20.0  # between lines about how far the tests are, where no terminal shows it
_BUILT = re.compile(r"\[(\d+)/(\d+)\]")
_CTEST = re.compile(r"^ *(\d+)/(\d+) Test +#\d+: (\S+) \.*(.*?) +[\d.]+ sec")


@dataclass(frozen=True)
class Result:
    """Counts of one group of tests, what to tell of its failures, and its cases as JUnit has them."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: tuple[str, ...] = ()
    cases: tuple[xml.Element, ...] = ()

    def __add__(self, other: "Result") -> "Result":
        return Result(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


@dataclass
class Group:
    """Tests that one tool runs, and how far it is. `action` says what came of it."""

    name: str
    action: "Callable[[Group], Result]"
    needs_build: bool = True  # the desktop's, before it starts beside it
    done: int = 0
    total: int = 0
    log: Path | None = None  # of its build, while that goes on
    is_built: threading.Event = field(default_factory=threading.Event)

    def run(self) -> Result:
        """Does the action, and prints how it ended."""
        start = time.monotonic()
        try:
            result = self.action(self)
        except UserError as error:
            result = Result(failed=1, failures=(str(error),))
        finally:
            self.is_built.set()
        self.done = self.total
        # In one piece, for another group may be printing.
        print("\n".join([*result.failures, f"{self.name}: {result} in {time.monotonic() - start:.0f} s"]), flush=True)
        return result

    def tracks(self) -> list[progress.Track]:
        """How far its build is, and its tests."""
        return [
            progress.Track(self.name, lambda: self._steps()[1], lambda: self._steps()[0], "build steps"),
            progress.Track(self.name, lambda: self.total, lambda: self.done, "tests"),
        ]

    def _steps(self) -> tuple[int, int]:
        if self.log is None or self.is_built.is_set() or not self.log.exists():
            return 0, 0
        with open(self.log, "rb") as file:
            file.seek(max(0, self.log.stat().st_size - 4096))
            found = _BUILT.findall(file.read().decode(errors="replace"))
        return (int(found[-1][0]), int(found[-1][1])) if found else (0, 0)


def run(names: Sequence[str], junit: Path | None = None, is_long: bool = False) -> int:
    """Runs the named groups, all if none is named, and prints the counts on the last line; the exit status says if all passed.

    With `is_long` also the tests that take long.

    `junit` is a file for the cases of all groups. Raises UserError for an unknown name, or if the file cannot be written.
    """
    if is_long and QUICK in names:
        raise UserError("quick has no long tests; give --long with desktop or python, or alone.")
    every = _groups(is_long)
    for name in names:
        if name not in every:
            raise UserError(f"There are no tests {name!r}; there are {', '.join(every)}.")
    chosen = [one for name, group in every.items() for one in group if name in names or not (names or name == QUICK)]
    results = _together(chosen)
    if junit is not None:
        files.write(junit, _junit(dict(zip([group.name for group in chosen], results, strict=True))))
    total = sum(results, Result())
    print(total, flush=True)
    return 1 if total.failed or not total.passed else 0


def _groups(is_long: bool) -> dict[str, list[Group]]:
    """By the names that a user gives."""
    configuration = ("--build-config", _LONG) if is_long else ()
    every = ("-m", "") if is_long else ()  # in place of the mark that pyproject.toml leaves out
    groups = {name: [Group(name, lambda group: _ctest(group, group.name, configuration))] for name in (boards.DESKTOP, *_emulated())}
    groups[PYTHON] = [Group(PYTHON, lambda group: _pytest(group, *every))]
    groups[TIDY] = [Group(TIDY, _tidy)]
    groups[QUICK] = [
        Group(QUICK, lambda group: _ctest(group, boards.DESKTOP, ("--tests-regex", _QUICK_TESTS), _QUICK_TARGETS)),
        Group(f"{PYTHON}-{QUICK}", lambda group: _pytest(group, "-m", "not slow"), needs_build=False),
    ]
    return groups


def _emulated() -> list[str]:
    return [board.name for board in boards.load_all() if board.is_emulated]


def _together(groups: Sequence[Group]) -> list[Result]:
    """ctest's groups in turn, the desktop first and then a board on each processor, for a board's tests have too many waits to use
    them all; the longest first, those that run the examples too. Beside them what compiles little, once the desktop's programs are built if it needs them."""
    emulated = _emulated()
    first = [group for group in groups if group.name in (boards.DESKTOP, QUICK)]
    on_boards = sorted((group for group in groups if group.name in emulated), key=lambda group: group.name not in example.BOARDS)
    beside = [group for group in groups if group not in (*first, *on_boards)]
    results: dict[str, Result] = {}

    def in_turn() -> None:
        for group in first:
            results[group.name] = group.run()
        with processors.pool() as lanes:
            results.update(zip([group.name for group in on_boards], lanes.map(Group.run, on_boards)))

    def aside(group: Group) -> None:
        for one in first if group.needs_build else ():
            one.is_built.wait()
        results[group.name] = group.run()

    with ThreadPoolExecutor() as pool:
        work = [pool.submit(in_turn), *(pool.submit(aside, group) for group in beside)]
        progress.follow([track for group in groups for track in group.tracks()], work, _LOG_SECONDS)
    return [results[group.name] for group in groups]


def _ctest(group: Group, board: str, given: Sequence[str] = (), targets: Sequence[str] = ()) -> Result:
    """Configures, builds and tests a board in its build folder, with these options of ctest."""
    folder = paths.BUILD / board
    group.log = folder / build.LOG
    with build.locked(folder) as lock:
        build.configure(folder, board, lock, tests=True)
        build.run_logged(["ninja", "-C", str(folder), *targets], folder, f"The build of {board}", lock)
    group.is_built.set()
    report = folder / "ctest.xml"
    options = ["--output-on-failure", "--parallel", str(processors.count()), "--output-junit", str(report), *given]
    return _collect(["ctest", "--test-dir", str(folder), *options], report, group)


def _pytest(group: Group, *options: str) -> Result:
    report = paths.BUILD / f"{group.name}.xml"
    paths.BUILD.mkdir(exist_ok=True)
    tests = paths.ROOT / "host_tests" / "python"
    # A file's tests share what one of them built or ran.
    parallel = ["--numprocesses", str(processors.count()), "--dist", "loadfile"]
    arguments = [sys.executable, "-m", "pytest", "-v", "--tb=short", "-p", "no:cacheprovider", str(tests), f"--junitxml={report}"]
    return _collect([*arguments, *parallel, *options], report, group)


def _tidy(group: Group) -> Result:
    """clang-tidy over the sources, with what the library and the firmware have in headers as one of them."""
    from minnorm.commands import tidy

    report = paths.BUILD / f"{TIDY}.xml"
    return _collect([sys.executable, "-m", tidy.__name__, str(report)], report, group)


def _collect(arguments: Sequence[str], report: Path, group: Group) -> Result:
    """Runs a test tool, follows its output, and reads its JUnit report; without a usable one the whole group is one failure."""
    report.unlink(missing_ok=True)
    said: list[str] = []
    try:
        process = subprocess.Popen(
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
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line.rstrip("\n"))
        _follow(group, line)
    status = process.wait()
    try:
        cases = list(xml.parse(report).getroot().iter("testcase"))
    except (OSError, xml.ParseError):
        cases = []
    if not cases:
        return Result(failed=1, failures=(_last(said),))
    failed = [case for case in cases if _is_failure(case)]
    skipped = [case for case in cases if case not in failed and _is_skipped(case)]
    failures = [_last(said)] if failed or status else []
    count = len(failed) or int(status != 0)
    return Result(len(cases) - len(failed) - len(skipped), count, len(skipped), tuple(failures), tuple(cases))


def _follow(group: Group, line: str) -> None:
    """Counts the case that a line of ctest or pytest is about, and tells of one that failed."""
    collected, ctest, pytest = pytest_lines.total(line), _CTEST.match(line), pytest_lines.case(line)
    failed = ""
    if collected is not None:
        group.total = collected
    elif ctest:
        group.done, group.total = group.done + 1, int(ctest[2])
        failed = ctest[3] if "***" in ctest[4] and "Skipped" not in ctest[4] else ""
    elif pytest:
        group.done += 1
        failed = pytest[0] if pytest[1] else ""
    if failed:
        print(f"FAILED {group.name}: {failed}", flush=True)


def _junit(results: dict[str, Result]) -> str:
    """One file of all groups' cases, a suite for each group."""
    root = xml.Element("testsuites")
    for name, result in results.items():
        counts = {"tests": len(result.cases), "failures": result.failed, "skipped": result.skipped}
        suite = xml.SubElement(root, "testsuite", {"name": name, **{key: str(value) for key, value in counts.items()}})
        suite.extend(result.cases)
        if result.failed and not any(map(_is_failure, result.cases)):
            case = xml.SubElement(suite, "testcase", classname=name, name="runs")
            xml.SubElement(case, "failure").text = "\n".join(result.failures)
    return xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _is_failure(case: xml.Element) -> bool:
    return case.get("status") == "fail" or any(case.find(tag) is not None for tag in ("failure", "error"))


def _is_skipped(case: xml.Element) -> bool:
    return case.get("status") in ("notrun", "disabled") or case.find("skipped") is not None


def _last(lines: Sequence[str]) -> str:
    return "\n".join(f"  {line}" for line in lines[-_OUTPUT_LINES:])
