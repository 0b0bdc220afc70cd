# SPDX-License-Identifier: MIT
"""The bounds of lib/include/minnorm/worst_case.hpp as numbers: the most cycles of an SVD in float with U and V and one solution."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from minnorm.bench import cases, compiled
from minnorm.device import boards
from minnorm.errors import UserError

CORES = {"cortexM4": "M4", "cortexM33": "M33", "cortexM7": "M7", "cortexM55": "M55"}  # its names, and Cortex what they are
SWEEPS = 12  # the most of docs/ACCURACY.md's
_BOARD = "mps2_an386"  # whose sizes are in the table
_PROGRAM = """
#include <cstdio>
#include <minnorm/worst_case.hpp>
template <int rows, int cols>
void print() {
  using Svd = minnorm::JacobiSVD<Eigen::Matrix<float, rows, cols>, Eigen::ComputeThinU | Eigen::ComputeThinV>;
  for (const auto& core : {CORES}) {
    const long long regular = minnorm::mostCycles<Svd>(core, SWEEPS, true), any = minnorm::mostCycles<Svd>(core, SWEEPS);
    std::printf("%lld %lld %lld\\n", regular, any, static_cast<long long>(minnorm::mostCycles<Svd>(core)));
  }
}
int main() { SIZES }
"""


class Bounds(NamedTuple):
    """Cycles for a regular matrix and for any, of SWEEPS sweeps, and for any of the sweeps that none exceeds."""

    regular: int
    any: int
    certain: int


def bounds(sizes: Sequence[str]) -> dict[tuple[str, str], Bounds]:
    """By size, such as 16x6, and name in CORES. Raises UserError if the desktop's compiler or Eigen is missing."""
    macros = {
        "SWEEPS": str(SWEEPS),
        "CORES": ", ".join(f"minnorm::{core}" for core in CORES),
        "SIZES": " ".join(f"print<{size.replace('x', ', ')}>();" for size in sizes),
    }
    text = _PROGRAM
    for name, value in macros.items():
        text = text.replace(name, value)
    try:
        eigen = compiled.said(["pkg-config", "--cflags", "eigen3"]).split()
    except UserError:
        raise UserError("Eigen was not found by pkg-config: apt-get install libeigen3-dev pkg-config.") from None
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder) / "bounds.cpp", Path(folder) / "bounds"
        source.write_text(text)
        compiled.said(["g++", "-std=c++17", "-Ilib/include", *eigen, str(source), "-o", str(program)])
        lines = compiled.said([str(program)]).splitlines()
    return dict(zip(((size, core) for size in sizes for core in CORES), (Bounds(*map(int, line.split())) for line in lines), strict=True))


def table() -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Headings and rows, in thousand cycles; cores whose numbers are alike have a column together."""
    sizes = [size for size, _ in cases.select(boards.load(_BOARD), (), ("float",))]
    found = bounds(sizes)
    alike: dict[tuple[Bounds, ...], list[str]] = {}
    for core, name in CORES.items():
        alike.setdefault(tuple(found[size, core] for size in sizes), []).append(name)
    kinds = (f"regular, {SWEEPS} sweeps", f"any, {SWEEPS} sweeps", "any")
    headings = ("m×n", *(f"Cortex-{', '.join(names)}: {kind}" for names in alike.values() for kind in kinds))
    rows = [(size.replace("x", "×"), *(f"{cycles / 1000:,.0f}" for column in alike for cycles in column[number])) for number, size in enumerate(sizes)]
    return headings, rows
