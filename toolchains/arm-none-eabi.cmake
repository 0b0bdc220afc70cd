# SPDX-License-Identifier: MIT
# GCC for Cortex-M with newlib.

set(MINNORM_ARCH cortex_m)
set(MINNORM_PREFIX arm-none-eabi)
set(MINNORM_PACKAGES "gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib")
set(CMAKE_SYSTEM_PROCESSOR arm)
include(${CMAKE_CURRENT_LIST_DIR}/bare_metal.cmake)
