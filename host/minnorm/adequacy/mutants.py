# SPDX-License-Identifier: MIT
"""How many mutants of a sample the tests notice, and which they do not."""

import hashlib
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from minnorm import paths, progress
from minnorm.adequacy import cpp, mutate_cpp, mutate_python, programs, python
from minnorm.adequacy.mutation import Mutant
from minnorm.adequacy.reach import Reach, Reaches
from minnorm.adequacy.reasons import Reason
from minnorm.adequacy.scratch import KILLED, NOT_COMPILED, SURVIVED, TIMEOUT, Scratch, listed
from minnorm.device import build
from minnorm.errors import UserError
from minnorm.report import markdown

ROOMS = ("lib", "firmware/link", "firmware/app", "host/minnorm/link", "host/minnorm/runs")
_BUILDINGS = ("lib", "firmware", "host/minnorm")  # what it is known of which tests run it
LEAST = 95.0  # percent of those that compile and change anything
_FOLDER = paths.BUILD / "mutants"
_RESULTS = _FOLDER / "results.jsonl"
_IN_PYTHON = ("host/", "host_tests/python/")
_ENGINE = "host/minnorm/adequacy/"
_HEADINGS = ("", "mutants", "killed", "survived", "with a reason", "not compiled", "killed [%]")


@dataclass
class Score:
    """Of a sample: what came of each mutant, and which survivors have a reason."""

    came: dict[Mutant, str]
    reasons: Sequence[Reason]
    not_run: int = 0
    rooms: Sequence[str] = ROOMS
    survivors: list[Mutant] = field(init=False)
    refuted: list[Mutant] = field(init=False)  # killed, though a reason is given for why they cannot be
    equivalent: dict[Mutant, Reason] = field(init=False)

    def __post_init__(self) -> None:
        left = [mutant for mutant, came in self.came.items() if came == SURVIVED]
        self.equivalent = _with_reason(left, self.reasons)
        self.survivors = [mutant for mutant in left if mutant not in self.equivalent]
        self.refuted = [mutant for mutant in _with_reason(self.came, self.reasons) if self.came[mutant] in (KILLED, TIMEOUT)]

    def percent(self, mutants: Iterable[Mutant] | None = None) -> float:
        """The share of killed ones among those that compile and have no reason."""
        judged = [one for one in (self.came if mutants is None else mutants) if self.came[one] != NOT_COMPILED and one not in self.equivalent]
        return 100 * sum(one not in self.survivors for one in judged) / len(judged) if judged else 100.0

    def text(self) -> str:
        """In Markdown: a table by rooms, and the survivors."""
        rows = []
        for room in (*self.rooms, ""):
            ones = [one for one in self.came if not room or _is_in(one.file, room)]
            count = Counter(self.came[one] for one in ones)
            alike, left = (sum(one in some for one in ones) for some in (self.equivalent, self.survivors))
            numbers = (len(ones), count[KILLED] + count[TIMEOUT], left, alike, count[NOT_COMPILED])
            rows.append((room or "all", *map(str, numbers), f"{self.percent(ones):.1f}" if ones else "–"))
        return markdown.table(_HEADINGS, rows) + self._kept()

    def _kept(self) -> str:
        """The survivors as a diff, for in a table's cells code would lose characters that Markdown or Doxygen take for theirs."""
        if not self.equivalent and not self.survivors:
            return ""
        lines = []
        for one in (*self.survivors, *self.equivalent):
            why = self.equivalent[one].why if one in self.equivalent else "No test fails."
            lines += [f"@@ {one.file}:{one.line} @@ {why}", f"-{one.code}", *([f"+{one.becomes}"] if one.becomes else [])]
        return "\n```diff\n" + "\n".join(lines) + "\n```\n"


def run(rooms: Sequence[str], size: int, seed: int, minutes: float | None, reasons: Sequence[Reason]) -> Score:
    """Tries a sample of the rooms' mutants, or as many of it as the minutes suffice for.

    Another command that does waits, for both would change the same copies. What came of one is kept: it is not tried again while its
    file is the same and, if it survived, all that its tests may run too. Raises UserError if it is not known what the tests run, or
    for a room that there is not.
    """
    rooms = list(map(_room, rooms))
    end = None if minutes is None else time.monotonic() + 60 * minutes
    with build.locked(_FOLDER):
        reaches = _reaches(rooms)
        every = _all(reaches)
        # By a draw of each mutant's own, so that the sample stays when others come and go.
        if not every:
            raise UserError(f"No test runs a line of {', '.join(rooms)} that there are mutants of.")
        sample = sorted(every, key=lambda mutant: hashlib.sha256(f"{seed} {mutant.key}".encode()).digest())[:size]
        survives = _with_reason(sample, reasons)  # and takes long, so it comes last
        sample.sort(key=lambda mutant: mutant in survives)
        came = _try(sample, reaches, end)
    return Score(came, reasons, len(sample) - len(came), rooms)


def _room(given: str) -> str:
    """What is given, as git names it. Raises UserError if there is none, or can be no mutant of it."""
    if not (paths.ROOT / given).exists():
        raise UserError(f"There is no {given}; name files or folders such as {', '.join(ROOMS)}.")
    room = os.path.relpath((paths.ROOT / given).resolve(), paths.ROOT.resolve())
    if not any(_is_in(room, building) for building in _BUILDINGS):
        raise UserError(f"There are no mutants of {given}; name files or folders of {', '.join(_BUILDINGS)}.")
    return room


def _is_in(file: str, room: str) -> bool:
    return file == room or file.startswith(f"{room}/")


def _with_reason(mutants: Iterable[Mutant], reasons: Iterable[Reason]) -> dict[Mutant, Reason]:
    """Those of the mutants that a reason is given for, and which."""
    known = {(one.file, one.code, one.becomes): one for one in reasons}
    return {mutant: known[key] for mutant in mutants if (key := (mutant.file, mutant.code, mutant.becomes)) in known}


def _all(reaches: Reaches) -> list[Mutant]:
    """The mutants of every line that a test runs, in the order of the files."""
    found: list[Mutant] = []
    for file, reach in sorted(reaches.items()):
        if not set().union(*reach.lines.values()) - {""}:
            continue  # no test is known to run it
        mutate = mutate_python.mutants if file.endswith(".py") else mutate_cpp.mutants
        text = (paths.ROOT / file).read_text()
        kind = "python" if file.endswith(".py") else "cpp"
        if (paths.ROOT / file).stat().st_mtime > {"python": python, "cpp": cpp}[kind].MEASURED.stat().st_mtime:
            raise UserError(f"{file} is newer than what is known of its tests; start ./minnorm coverage {kind} again.")
        found += mutate(file, text, {line for line, tests in reach.lines.items() if tests})
    return found


def _reaches(rooms: Sequence[str]) -> Reaches:
    measured: dict[str, Reach] = {}
    if any(not room.startswith("host") for room in rooms):
        measured |= cpp.measured()
    if any(room.startswith("host") for room in rooms):
        measured |= python.measured()
    return {file: reach for file, reach in measured.items() if any(_is_in(file, room) for room in rooms)}


def _try(sample: Sequence[Mutant], reaches: Reaches, end: float | None) -> dict[Mutant, str]:
    """Those in C++ and those in Python side by side, for the first wait for a compiler and the second for processes."""
    tests = {mutant: _tests(mutant, reaches[mutant.file]) for mutant in sample}
    kept = _kept()
    of_python, of_programs = _state(is_python=True), _state(is_python=False)
    states = {one: _digest(f"{of_python if one.file.endswith('.py') else of_programs} {sorted(tests[one])}".encode()) for one in sample}
    came = {mutant: kept[mutant.key, key] for mutant in sample for key in ("", states[mutant]) if (mutant.key, key) in kept}
    left = [mutant for mutant in sample if mutant not in came]
    lock = threading.Lock()

    def work(mutants: Sequence[Mutant], judge: Callable[[Mutant], str]) -> None:
        for mutant in mutants:
            if end is not None and time.monotonic() > end:
                return
            result = judge(mutant)
            if programs.stopped.is_set():
                return
            with lock:
                came[mutant] = result
                line = {"key": mutant.key, "state": states[mutant] if result == SURVIVED else "", "came": result, "mutant": str(mutant)}
                with open(_RESULTS, "a", encoding="utf-8") as file:
                    file.write(json.dumps(line) + "\n")
            if result == SURVIVED:
                progress.say(f"survived: {mutant}")

    in_python = [mutant for mutant in left if mutant.file.endswith(".py")]
    in_cpp = [mutant for mutant in left if mutant not in in_python]
    tracks = [progress.Track("mutants", lambda: len(sample), lambda: len(came), "tried")]
    with ThreadPoolExecutor() as pool:
        lanes = []
        if in_cpp:
            programmed = Scratch(_FOLDER / "cpp")
            lanes.append(pool.submit(work, in_cpp, lambda mutant: programmed.by_programs(mutant, tests[mutant])))
        if in_python:
            interpreted, seconds = Scratch(_FOLDER / "python"), python.seconds()
            lanes.append(pool.submit(work, in_python, lambda mutant: interpreted.by_tests(mutant, tests[mutant], seconds)))
        try:
            progress.follow(tracks, lanes, seconds=60.0)
        except BaseException:
            programs.stopped.set()
            raise
    return {mutant: came[mutant] for mutant in sample if mutant in came}


def _tests(mutant: Mutant, reach: Reach) -> set[str]:
    """Those that run its line; if it is run as its module is imported, those that run any of its file."""
    return reach.lines[mutant.line] - {""} or set().union(*reach.lines.values()) - {""}


def _state(*, is_python: bool) -> str:
    """Of what Python's tests may run, programs too, or of what programs are made from; the engine judges both."""
    names = [name for name in listed() if not name.endswith((".md", "left.toml"))]
    if not is_python:
        names = [name for name in names if not name.startswith(_IN_PYTHON) or name.startswith(_ENGINE)]
    return _digest(b"".join(name.encode() + (paths.ROOT / name).read_bytes() for name in names))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:20]


def _kept() -> dict[tuple[str, str], str]:
    """What came of mutants before, by their keys and, of survivors, by what they were tried with."""
    lines = _RESULTS.read_text().splitlines() if _RESULTS.exists() else []
    return {(one["key"], one["state"]): one["came"] for one in map(json.loads, lines)}
