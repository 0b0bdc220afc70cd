# SPDX-License-Identifier: MIT
"""A copy of the tree that mutants are put into, and what their tests say there."""

import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from minnorm import paths
from minnorm.adequacy import programs
from minnorm.adequacy.mutation import Mutant
from minnorm.device import build
from minnorm.errors import UserError

KILLED, TIMEOUT, SURVIVED, NOT_COMPILED = "killed", "timeout", "survived", "not compiled"
_COLLECT_SECONDS = 600
_TESTS = "host_tests/python"
_START_SECONDS = 20  # of pytest
_MOST_TESTS = 100  # of Python that are named one by one; of the others, the files
_FAILED = re.compile(r"^(?:FAILED|ERROR) (.+)$", re.MULTILINE)
_ASKED = "Error running test executable"  # CMake's words, which asks a program for its cases once it is built


def listed() -> list[str]:
    """The files that git has or would take. Raises UserError if it does not say."""
    said = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=paths.ROOT, capture_output=True, text=True)
    names = sorted(name for name in said.stdout.split("\0") if (paths.ROOT / name).is_file())
    if not names:
        raise UserError("Git does not say what the tree has; start this in a clone of it, with git installed.")
    return names


class Scratch:
    """The copy in that folder, of what is listed. Its build stays, so that a mutant compiles no more than it changes."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._sound: set[str] = set()  # programs and tests that pass without a mutant
        self._sick: set[str] = set()  # tests that fail in a copy, or now and then
        names = listed()
        for name in names:
            _write(folder / name, (paths.ROOT / name).read_bytes())
            shutil.copymode(paths.ROOT / name, folder / name)
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            if path.is_file() and not name.startswith("build/") and name not in names:
                path.unlink()

    @contextmanager
    def _with(self, mutant: Mutant | None) -> Iterator[None]:
        if mutant is not None:
            _write(self._folder / mutant.file, mutant.mutated.encode())
        try:
            yield
        finally:
            if mutant is not None:
                _write(self._folder / mutant.file, mutant.text.encode())

    def by_programs(self, mutant: Mutant, names: Collection[str]) -> str:
        """Builds and runs those of the desktop's test programs until one fails. Raises UserError if one does without the mutant."""
        compiled = False
        for program in [name for name in programs.PROGRAMS if name in names]:
            if program not in self._sound:
                if self._program(program) != SURVIVED:
                    raise UserError(f"{program} fails without a mutant too; see ./minnorm test desktop.")
                self._sound.add(program)
            with self._with(mutant):
                came = self._program(program)
            if came == NOT_COMPILED and compiled:
                return KILLED  # a program does not compile with it, and another does
            if came != SURVIVED:
                return came
            compiled = True
        return SURVIVED

    def _program(self, program: str) -> str:
        folder = self._folder / "build" / "desktop"
        with build.locked(folder) as lock:
            programs.configure(self._folder, folder, lock, sanitizers="address")
        built = programs.make(folder, program)
        if built.status != 0:
            return KILLED if _ASKED in built.said else TIMEOUT if built.status is None else NOT_COMPILED
        return _came(programs.run(folder, program))

    def by_tests(self, mutant: Mutant, tests: Collection[str], seconds: dict[str, float]) -> str:
        """Runs those of Python's tests, the quickest first, until one fails that does not without the mutant."""
        order = sorted(self._collected.intersection(tests), key=lambda test: seconds.get(test, 0.0))
        files = list(dict.fromkeys(test.partition("::")[0] for test in order[_MOST_TESTS:]))
        came = self._by_some(mutant, order[:_MOST_TESTS], seconds)
        return self._by_some(mutant, files, seconds) if came == SURVIVED else came

    def _by_some(self, mutant: Mutant, names: Sequence[str], seconds: dict[str, float]) -> str:
        """The same of these tests and whole files of them, one after the other. A failure counts if the test fails alone again."""
        while left := [name for name in names if name not in self._sick]:
            expected = sum(took for test, took in seconds.items() if test in left or test.partition("::")[0] in left)
            sick = [f"--deselect={test}" for test in self._sick]
            with self._with(mutant):
                done = self._pytest([*sick, *left], _START_SECONDS + 5 * expected)
            failed = set(map(self._name, _FAILED.findall(done.said)))
            if not failed:
                return _came(done)
            for test in failed:
                only = [test, *(["--collect-only"] if "::" not in test else [])]
                if test not in self._sound and self._pytest(only, _START_SECONDS + 5 * expected).status == 0:
                    self._sound.add(test)
                with self._with(mutant):
                    if test not in self._sound or self._pytest(only, _START_SECONDS + 5 * expected).status == 0:
                        self._sick.add(test)
            if not failed & self._sick:
                return KILLED
        return SURVIVED

    def _name(self, said: str) -> str:
        """Of a test or a file, behind which pytest may say why it failed."""
        while said not in self._collected and " - " in said:
            said = said.rpartition(" - ")[0]
        return said

    @cached_property
    def _collected(self) -> set[str]:
        """The tests that there are."""
        return set(self._pytest(["--collect-only", _TESTS], _COLLECT_SECONDS).said.splitlines())

    def _pytest(self, tests: Collection[str], seconds: float) -> programs.Done:
        variables = {"PYTHONPATH": str(self._folder / "host"), "PYTHONDONTWRITEBYTECODE": "1"}
        options = ["-x", "-q", "--tb=no", "-p", "no:cacheprovider"]
        return programs.contained([sys.executable, "-m", "pytest", *options, *tests], self._folder, seconds, variables)


def _came(done: programs.Done) -> str:
    """Of tests; pytest's 5 is that there are none."""
    return TIMEOUT if done.status is None else SURVIVED if done.status in (0, 5) else KILLED


def _write(path: Path, data: bytes) -> None:
    """Unless that is what it has, for compilers go by a file's time."""
    with suppress(OSError):
        if path.read_bytes() == data:
            return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
