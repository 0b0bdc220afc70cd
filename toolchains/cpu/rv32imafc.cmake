# SPDX-License-Identifier: MIT
# medany: code and data may lie anywhere, not only around address 0.
set(MINNORM_CPU_FLAGS -march=rv32imafc -mabi=ilp32f -mcmodel=medany)
