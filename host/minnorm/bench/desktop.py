# SPDX-License-Identifier: MIT
"""The bench of the desktop: times of minnorm, Eigen and LAPACK, by Google Benchmark."""

import json
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from minnorm.device import boards, build
from minnorm.errors import UserError

SVD, EIGEN_SVD, SGESVJ, SGEJSV, SGESDD = ALGORITHMS = (
    "minnorm_svd",
    "eigen_svd",
    "lapack_sgesvj",
    "lapack_sgejsv",
    "lapack_sgesdd",
)
_REPETITIONS = 9
_SECONDS = 0.05  # of each repetition


@dataclass(frozen=True)
class Time:
    """Of one algorithm and size: the median over the repetitions of the processor's time for one matrix, in seconds."""

    algorithm: str
    size: str
    scalar: str
    seconds: float


def measure(folder: Path, size: str) -> tuple[str, list[Time]]:
    """Builds the program of one size in the folder and runs it; returns what compiled it, and the times.

    The repetitions of all algorithms are run in random order, so that whatever else the machine does slows none of them more
    than another. Raises UserError if the build or the program fails, or a result is wrong.
    """
    name = f"bench_{size}"
    program = folder / "bench" / "desktop" / name
    arguments: dict[str, object] = {"enable_random_interleaving": "true", "repetitions": _REPETITIONS, "min_time": _SECONDS, "out_format": "json"}
    with build.locked(folder) as lock, tempfile.NamedTemporaryFile(suffix=".json") as out:
        build.configure_bench(folder, boards.DESKTOP, lock)
        build.run_logged(["ninja", "-C", str(folder), name], folder, "The build for the desktop", lock)
        options = [f"--benchmark_{key}={value}" for key, value in [*arguments.items(), ("out", out.name)]]
        build.run_logged([str(program), *options], folder, f"The benchmark {name}", lock)
        said = json.load(out)
    return said["context"]["compiler"], times(said["benchmarks"], size)


def times(runs: Sequence[dict], size: str) -> list[Time]:
    """The medians of Google Benchmark's runs. Raises UserError if one of them has none."""
    seconds: dict[str, list[float]] = {}
    for run in runs:
        if run.get("error_occurred"):
            raise UserError(f"{run['run_name']}, {size}: {run['error_message']}.")
        if run["run_type"] == "iteration":
            seconds.setdefault(run["run_name"], []).append(run["cpu_time"] * 1e-9)
    return [Time(algorithm, size, "float", statistics.median(values)) for algorithm, values in seconds.items()]
