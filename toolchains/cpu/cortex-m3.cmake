# SPDX-License-Identifier: MIT
set(MINNORM_CORE Cortex-M3)
set(MINNORM_FLOAT_UNIT none)
set(MINNORM_TOOLCHAIN arm-none-eabi)
set(MINNORM_CPU_FLAGS -mcpu=cortex-m3 -mthumb -mfloat-abi=soft)
