# SPDX-License-Identifier: MIT
set(MINNORM_CPU_FLAGS -mcpu=cortex-m0 -mthumb -mfloat-abi=soft)
