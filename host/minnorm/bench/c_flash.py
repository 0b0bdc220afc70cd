# SPDX-License-Identifier: MIT
"""The flash that the C functions take on a Cortex-M4F, with what they need of the C library."""

import tempfile
from pathlib import Path

from minnorm.bench import compiled

PREFIX = "arm-none-eabi-"
COMMAND = (
    "-std=c++17 -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16 -ffunction-sections -fno-exceptions -fno-rtti -fno-unwind-tables "
    "-fno-math-errno -ffp-contract=off -Ilib/include lib/src/minnorm.cpp -nostdlib -Wl,--gc-sections -lm -lc -lgcc"
)
LEVELS = ("-O2", "-Os")
FUNCTIONS = {
    "`svd_f32`": ("svd_f32",),
    "`lstsq_f32`": ("lstsq_f32",),
    "all in float": ("svd_f32", "lstsq_f32", "pinv_f32"),
    "`svd_f64`": ("svd_f64",),
    "`lstsq_f64`": ("lstsq_f64",),
}


def rows() -> list[tuple[str, ...]]:
    """For each level of optimisation the bytes of code, constants and initial values of each of FUNCTIONS. Raises UserError."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "functions.elf"
        return [(f"`{level}`", *(f"{_bytes(level, names, program):,}" for names in FUNCTIONS.values())) for level in LEVELS]


def _bytes(level: str, names: tuple[str, ...], program: Path) -> int:
    kept = [f"-Wl,-e,minnorm_{names[0]}", *(f"-Wl,-u,minnorm_{name}" for name in names)]
    compiled.said([f"{PREFIX}g++", level, *kept, *COMMAND.split(), "-o", str(program)])
    text, data, *_ = compiled.said([f"{PREFIX}size", str(program)]).splitlines()[1].split()
    return int(text) + int(data)
