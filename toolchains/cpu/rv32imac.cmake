# SPDX-License-Identifier: MIT
set(MINNORM_CORE rv32imac)
set(MINNORM_FLOAT_UNIT none)
set(MINNORM_TOOLCHAIN riscv-unknown-elf)
# -misa-spec=2.2: in that edition the instructions for control registers are in the base set. With _zicsr in -march GCC 12 finds
# no libraries.
set(MINNORM_CPU_FLAGS -march=rv32imac -mabi=ilp32 -misa-spec=2.2)
