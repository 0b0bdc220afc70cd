# SPDX-License-Identifier: MIT
"""Runs fuzz targets, each for so long, and keeps what they find."""

import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from minnorm import paths, progress
from minnorm.device import fuzzers
from minnorm.errors import UserError

FOLDER = paths.RUNS / "fuzz"
_HYPOTHESIS = paths.ROOT / "host_tests" / "python" / "fuzzed.py"
# Of a target: a finding ends it after so long with one input, or with so much memory; it may take so much longer than its share.
_LIMITS = ("-timeout=60", "-rss_limit_mb=2048", "-malloc_limit_mb=1024")
_GRACE = 120.0
# libFuzzer weighs the inputs that it keeps anew for every edge that one covers: of the kernel's time that is two thirds.
_OPTIONS = {"kernel": ("-entropic=0",)}
_FINDINGS = ("crash-*", "leak-*", "oom-*", "timeout-*")
_JUDGED = re.compile(r"^judged (\d+) inputs of (\d+) bytes$", re.MULTILINE)
_COVERED = re.compile(r"\bcov: (\d+)")
HEADINGS = ("target", "inputs", "bytes", "minutes", "edges covered", "findings")


@dataclass(frozen=True)
class Score:
    """What came of a target: how many inputs it judged, of how many bytes, and the files of what it found."""

    target: str
    inputs: int
    size: int
    seconds: float
    edges: int | None
    findings: Sequence[Path]

    def cells(self) -> tuple[str, ...]:
        """Its row of the table."""
        edges = "–" if self.edges is None else f"{self.edges:,}"
        return (self.target, f"{self.inputs:,}", f"{self.size:,}", f"{self.seconds / 60:.1f}", edges, str(len(self.findings)))


def many(targets: Sequence[str], seconds: float) -> list[Score]:
    """Builds the targets and runs one after the other, each for its share of the time; what is found is kept below runs/fuzz.

    Raises UserError if one cannot be built, or ends without a finding and before its time.
    """
    programs = fuzzers.programs(targets)
    share = seconds / len(targets)
    scores: list[Score] = []
    begun = time.monotonic()

    def done() -> int:
        return min(int(seconds), int(time.monotonic() - begun))

    track = progress.Track("fuzz", lambda: int(seconds), done, "seconds")
    for target in targets:
        progress.say(f"{target} for {share:.0f} s")
        scores.append(once(target, programs.get(target), share, FOLDER / target, track))
    return scores


def once(target: str, program: Path | None, seconds: float, folder: Path, track: progress.Track) -> Score:
    """Runs one target, libFuzzer's `program` or Hypothesis's if it is None, with a folder for what it learns and finds."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    if program is None:
        command = [sys.executable, str(_HYPOTHESIS), target, str(int(seconds)), f"{folder}/"]
    else:
        options = [f"-max_total_time={max(1, int(seconds))}", f"-artifact_prefix={folder}/", *_LIMITS, *_OPTIONS.get(target, ())]
        command = [str(program), *options, str(corpus), str(fuzzers.corpus(target))]
    log, before, start = folder / "log.txt", _written(folder), time.monotonic()
    status = _run(command, log, seconds + _GRACE, track)
    found = [path for path, written in _written(folder).items() if written != before.get(path)]
    if status and not found:
        raise UserError(f"The fuzz target {target} ended with status {status} and left no input; look into {paths.shown(log)}.")
    said = log.read_text(errors="replace")
    judged, edges = _JUDGED.findall(said), _COVERED.findall(said)
    inputs, size = map(int, judged[-1]) if judged else (0, 0)
    return Score(target, inputs, size, time.monotonic() - start, int(edges[-1]) if edges else None, sorted(found))


def _written(folder: Path) -> dict[Path, int]:
    """When each finding there was written: one that is found again is written again."""
    return {path: path.stat().st_mtime_ns for pattern in _FINDINGS for path in folder.glob(pattern)}


def _run(command: Sequence[str], log: Path, seconds: float, track: progress.Track) -> int:
    """The command's status; it is ended with this process, and after so long."""
    end = time.monotonic() + seconds
    with open(log, "wb") as file:
        process = subprocess.Popen(command, cwd=log.parent, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT)
        try:
            progress.watch([track], lambda: process.poll() is None and time.monotonic() < end)
        finally:
            process.kill()
            process.wait()
    return process.returncode
