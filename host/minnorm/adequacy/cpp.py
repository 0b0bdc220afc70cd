# SPDX-License-Identifier: MIT
"""What the desktop's test programs run of library and firmware, as Clang's instrumentation counts it.

The instantiations of a template are one: a line counts as run, and a condition as gone one way, if it is in any. What no
test instantiates is not counted, nor a condition that is a constant in each instantiation.
"""

import json
import re
import subprocess
from pathlib import Path

from minnorm import files, paths, progress
from minnorm.adequacy import programs
from minnorm.adequacy.reach import Reach, Reaches
from minnorm.device import build
from minnorm.errors import UserError, not_installed

BUILD = paths.BUILD / "coverage"
MEASURED = BUILD / "reach.json"
_FLAGS = "-fprofile-instr-generate -fcoverage-mapping"
_LEFT_OUT = r"host_tests|/boards/|/usr/|/lib/examples/"
_LINE = re.compile(r"^(?:  \|)? *(\d+)\| *([\d.]+)[kMGT]?\|(?!\s*//)")  # remarks are counted in what is not run
_BRANCH = re.compile(r"^ *\|(?:  \|)?  Branch \((\d+):(\d+)\): \[True: ([\d.]+)\w?, False: ([\d.]+)\w?\]")


def measure() -> Reaches:
    """Builds and runs the programs. Raises UserError if one cannot be built, or a case fails."""
    found: dict[str, Reach] = {}
    with build.locked(BUILD) as lock:
        programs.configure(paths.ROOT, BUILD, lock, flags=_FLAGS)
        for program in programs.PROGRAMS:
            progress.say(f"{program}: building and running it")
            build.run_logged(["ninja", "-C", str(BUILD), program], BUILD, f"The build of {program}", lock)
            read(_run(program), program, found)
    reaches = {name: found[name] for name in sorted(found)}
    files.write(MEASURED, json.dumps({name: _packed(reach) for name, reach in reaches.items()}))
    return reaches


def measured() -> Reaches:
    """What measure() found last. Raises UserError if that was never."""
    try:
        packed = json.loads(MEASURED.read_text())
    except OSError:
        raise UserError("Nothing is known of what the tests run; start ./minnorm coverage cpp first.") from None
    return {name: _unpacked(*parts) for name, parts in packed.items()}


def _run(program: str) -> str:
    """Its cases, and what llvm-cov shows of them."""
    profiles = BUILD / "profiles" / program
    for old in profiles.glob("*.profraw"):
        old.unlink()
    done = programs.run(BUILD, program, {"LLVM_PROFILE_FILE": str(profiles / "%4m.profraw")})
    if done.status != 0:
        raise UserError(f"Tests of {program} fail; see ./minnorm test desktop.\n{done.said[-2000:]}")
    whole = profiles / "whole.profdata"
    _tool("llvm-profdata", "merge", "-sparse", "-o", str(whole), *map(str, profiles.glob("*.profraw")))
    binary = next(path for path in (BUILD / "host_tests").glob(f"*/{program}"))
    shown = ["-show-branches=count", f"-ignore-filename-regex={_LEFT_OUT}"]
    return _tool("llvm-cov", "show", str(binary), f"-instr-profile={whole}", *shown)


def _tool(*arguments: str) -> str:
    try:
        return subprocess.run(arguments, cwd=paths.ROOT, capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        raise not_installed(arguments[0], "coverage") from None
    except subprocess.CalledProcessError as error:
        raise UserError(f"{arguments[0]} failed: {error.stderr.strip()}") from None


def read(shown: str, program: str, found: dict[str, Reach]) -> None:
    """Adds what llvm-cov shows of a program, files with the counts of lines and of branches, to what was found of others.

    Of a template it shows a sum, in which the end of a function is not run if one instantiation returns before, and each by itself.
    """
    reach = Reach()
    for line in shown.splitlines():
        if line.startswith("/") and line.endswith(":"):
            reach = found.setdefault(str(Path(line[:-1]).relative_to(paths.ROOT)), Reach())
        elif match := _LINE.match(line):
            reach.lines[int(match[1])].update([program] if float(match[2]) else [])
        elif match := _BRANCH.match(line):
            ways = reach.ways[int(match[1]), int(match[2])]
            ways.update(way for way, count in ((True, match[3]), (False, match[4])) if float(count))


def _packed(reach: Reach) -> tuple:
    return {line: sorted(tests) for line, tests in reach.lines.items()}, [(*place, sorted(ways)) for place, ways in reach.ways.items()]


def _unpacked(lines: dict[str, list[str]], ways: list) -> Reach:
    reach = Reach()
    reach.lines.update({int(line): set(tests) for line, tests in lines.items()})
    reach.ways.update({(line, column): set(gone) for line, column, gone in ways})
    return reach
