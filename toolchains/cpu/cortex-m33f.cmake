# SPDX-License-Identifier: MIT
set(MINNORM_CORE Cortex-M33)
set(MINNORM_FLOAT_UNIT single)
set(MINNORM_TOOLCHAIN arm-none-eabi)
set(MINNORM_CPU_FLAGS -mcpu=cortex-m33 -mthumb -mfloat-abi=hard -mfpu=fpv5-sp-d16)
