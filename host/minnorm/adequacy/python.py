# SPDX-License-Identifier: MIT
"""What Python's tests run of the host, as coverage.py counts it, in the processes that they start too."""

import ast
import importlib
import os
import subprocess
import sys
import xml.etree.ElementTree as xml
from collections.abc import Sequence

from minnorm import paths, processors, progress, pytest_lines
from minnorm.adequacy.reach import Reach, Reaches
from minnorm.errors import UserError

_FOLDER = paths.BUILD / "coverage"
MEASURED = _FOLDER / "python.coverage"
_REPORT = _FOLDER / "python.xml"
_LINE_SECONDS = 20.0  # between lines about how far it is, where there is no terminal


def measure(quick: bool = False) -> Reaches:
    """Runs the tests; `quick` leaves out the slow ones. Raises UserError if one fails, with its name."""
    importlib.import_module("pytest_cov")  # or else a ModuleNotFoundError, before tests take their time
    _FOLDER.mkdir(parents=True, exist_ok=True)
    options = ["-v", *(["-m", "not slow"] if quick else []), "--numprocesses", str(processors.count()), "--dist", "loadfile", "-p", "no:cacheprovider"]
    counted = ["--cov", str(paths.ROOT / "host" / "minnorm"), "--cov-context", "test", "--cov-report", ""]
    said = _run([sys.executable, "-m", "pytest", *options, *counted, f"--junitxml={_REPORT}", "host_tests/python"])
    if said is not None:
        raise UserError(f"Python's tests fail; see ./minnorm test python.\n{said[-2000:]}")
    return measured()


def _run(command: Sequence[str]) -> str | None:
    """Runs pytest and shows how far it is. What it said, if a test fails."""
    total, done = 0, 0
    said = ""
    with progress.shown(progress.Track("python", lambda: total, lambda: done, "tests"), seconds=_LINE_SECONDS):
        with subprocess.Popen(
            command,
            cwd=paths.ROOT,
            env={**os.environ, "COVERAGE_FILE": str(MEASURED), "PYTHONPATH": str(paths.ROOT / "host")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            assert process.stdout is not None
            try:
                for line in process.stdout:
                    said += line
                    total = pytest_lines.total(line) or total
                    done += pytest_lines.case(line) is not None
            except BaseException:
                process.kill()
                raise
    return said if process.returncode else None


def measured() -> Reaches:
    """What measure() found last. Raises UserError if that was never."""
    from coverage import Coverage

    if not (MEASURED.exists() and _REPORT.exists()):
        raise UserError("Nothing is known of what the tests run; start ./minnorm coverage python first.")
    counted = Coverage(data_file=str(MEASURED))
    counted.load()
    data = counted.get_data()
    found = {}
    for path in sorted((paths.ROOT / "host" / "minnorm").rglob("*.py")):
        _, statements, _, left, _ = counted.analysis2(str(path))
        contexts = data.contexts_by_lineno(str(path))
        inside = in_functions(path.read_text())
        reach = Reach()
        for line in statements:
            tests = {_test(context) for context in contexts.get(line, [""])} if line in inside else {""}
            reach.lines[line] = set() if line in left else tests
        found[str(path.relative_to(paths.ROOT))] = reach
    return found


def in_functions(text: str) -> set[int]:
    """The lines of functions' bodies. The others are run by the test that happens to be the first to import the module."""
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return {line for one in functions for line in range(one.body[0].lineno, (one.end_lineno or 0) + 1)}


def _test(context: str) -> str:
    """The test of a context such as test_wire.py::test_a_name[1]|setup; empty for what is run as modules are imported."""
    return context.partition("|")[0]


def seconds() -> dict[str, float]:
    """How long each test took, by its name in a context."""
    return {
        f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}": float(case.get("time", 0))
        for case in xml.parse(_REPORT).getroot().iter("testcase")
    }
