# SPDX-License-Identifier: MIT
set(MINNORM_CORE Cortex-M55)
set(MINNORM_FLOAT_UNIT "double, Helium")
set(MINNORM_TOOLCHAIN arm-none-eabi)
# -fno-tree-vectorize: GCC takes the vector unit's float arithmetic for IEEE's, but that makes zeros of numbers below the
# normal ones.
set(MINNORM_CPU_FLAGS -mcpu=cortex-m55 -mthumb -mfloat-abi=hard -fno-tree-vectorize)
