# SPDX-License-Identifier: MIT
set(MINNORM_CPU_FLAGS -mcpu=cortex-m3 -mthumb -mfloat-abi=soft)
