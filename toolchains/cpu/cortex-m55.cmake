# SPDX-License-Identifier: MIT
set(MINNORM_CPU_FLAGS -mcpu=cortex-m55 -mthumb -mfloat-abi=hard)
