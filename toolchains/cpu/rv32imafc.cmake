# SPDX-License-Identifier: MIT
set(MINNORM_CORE rv32imafc)
set(MINNORM_FLOAT_UNIT single)
set(MINNORM_TOOLCHAIN riscv-unknown-elf)
set(MINNORM_CPU_FLAGS -march=rv32imafc -mabi=ilp32f)
