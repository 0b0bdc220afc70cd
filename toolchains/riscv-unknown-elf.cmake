# SPDX-License-Identifier: MIT
# GCC for bare-metal RISC-V, with its own C and C++ libraries or with Debian's substitutes.

set(MINNORM_ARCH riscv)
set(MINNORM_PREFIX riscv64-unknown-elf)
set(MINNORM_PACKAGES "gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf libstdc++-arm-none-eabi-newlib")
set(CMAKE_SYSTEM_PROCESSOR riscv)
# Code and data may lie anywhere, not only around address 0.
set(MINNORM_ARCH_FLAGS -mcmodel=medany)
include(${CMAKE_CURRENT_LIST_DIR}/bare_metal.cmake)

execute_process(
  COMMAND ${CMAKE_COMMAND} -E echo "#include <array>"
  COMMAND ${CMAKE_CXX_COMPILER} -x c++ -E -
  RESULT_VARIABLE no_libstdcxx OUTPUT_QUIET ERROR_QUIET)

# Debian's GCC comes without libstdc++. Its headers are the same for every bare-metal target of one GCC version, and
# images use nothing but headers of it, so those of the Arm package do.
if(no_libstdcxx)
  set(picolibc /usr/lib/picolibc/riscv64-unknown-elf/include)
  file(GLOB configured /usr/include/newlib/c++/*/arm-none-eabi/bits/c++config.h)
  if(NOT configured OR NOT EXISTS ${picolibc})
    message(FATAL_ERROR "${CMAKE_CXX_COMPILER} has no C++ library of its own, and its substitute was not found: "
      "apt-get install ${MINNORM_PACKAGES}.")
  endif()
  list(GET configured -1 configured)
  cmake_path(GET configured PARENT_PATH target_headers)
  cmake_path(GET target_headers PARENT_PATH target_headers)
  cmake_path(GET target_headers PARENT_PATH headers)
  # In this order: libstdc++'s <stdlib.h> and <math.h> look for the C library's after themselves.
  set(CMAKE_CXX_STANDARD_INCLUDE_DIRECTORIES ${headers} ${target_headers} ${picolibc})
  set(CMAKE_C_STANDARD_INCLUDE_DIRECTORIES ${picolibc})
  string(APPEND CMAKE_EXE_LINKER_FLAGS_INIT " --specs=picolibc.specs")
endif()
