# SPDX-License-Identifier: MIT
# The least that a user's toolchain file says.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
set(core "-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16")
set(CMAKE_C_FLAGS_INIT ${core})
set(CMAKE_CXX_FLAGS_INIT ${core})
set(CMAKE_EXE_LINKER_FLAGS_INIT --specs=nosys.specs)
