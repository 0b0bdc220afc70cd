# SPDX-License-Identifier: MIT
# -misa-spec=2.2: in that edition the instructions for control registers are in the base set. With _zicsr in -march GCC 12 finds
# no libraries.
set(MINNORM_CPU_FLAGS -march=rv32imac -mabi=ilp32 -misa-spec=2.2)
