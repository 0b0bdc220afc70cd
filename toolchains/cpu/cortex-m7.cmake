# SPDX-License-Identifier: MIT
set(MINNORM_CORE Cortex-M7)
set(MINNORM_FLOAT_UNIT double)
set(MINNORM_TOOLCHAIN arm-none-eabi)
set(MINNORM_CPU_FLAGS -mcpu=cortex-m7 -mthumb -mfloat-abi=hard -mfpu=fpv5-d16)
