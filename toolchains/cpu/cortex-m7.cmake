# SPDX-License-Identifier: MIT
set(MINNORM_CPU_FLAGS -mcpu=cortex-m7 -mthumb -mfloat-abi=hard -mfpu=fpv5-d16)
