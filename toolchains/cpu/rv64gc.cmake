# SPDX-License-Identifier: MIT
# medany: code and data may lie anywhere, not only around address 0.
set(MINNORM_CPU_FLAGS -march=rv64gc -mabi=lp64d -mcmodel=medany)
