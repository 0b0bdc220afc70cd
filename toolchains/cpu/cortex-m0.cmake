# SPDX-License-Identifier: MIT
set(MINNORM_CORE Cortex-M0)
set(MINNORM_FLOAT_UNIT none)
set(MINNORM_TOOLCHAIN arm-none-eabi)
set(MINNORM_CPU_FLAGS -mcpu=cortex-m0 -mthumb -mfloat-abi=soft)
