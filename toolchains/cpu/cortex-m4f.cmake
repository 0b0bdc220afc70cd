# SPDX-License-Identifier: MIT
set(MINNORM_CORE Cortex-M4F)
set(MINNORM_FLOAT_UNIT single)
set(MINNORM_TOOLCHAIN arm-none-eabi)
set(MINNORM_CPU_FLAGS -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16)
