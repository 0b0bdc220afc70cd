# SPDX-License-Identifier: MIT
set(MINNORM_CORE rv64gc)
set(MINNORM_FLOAT_UNIT double)
set(MINNORM_TOOLCHAIN riscv-unknown-elf)
set(MINNORM_CPU_FLAGS -march=rv64gc -mabi=lp64d)
