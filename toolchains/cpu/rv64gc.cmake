# SPDX-License-Identifier: MIT
set(MINNORM_CPU_FLAGS -march=rv64gc -mabi=lp64d)
