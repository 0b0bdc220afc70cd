# SPDX-License-Identifier: MIT
set(MINNORM_CPU_FLAGS -march=rv32imafc -mabi=ilp32f)
