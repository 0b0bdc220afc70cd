# SPDX-License-Identifier: MIT
set(MINNORM_CPU_FLAGS -mcpu=cortex-m33 -mthumb -mfloat-abi=hard -mfpu=fpv5-sp-d16)
