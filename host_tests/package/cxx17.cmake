# SPDX-License-Identifier: MIT
# Compiles SOURCES as C++17 with COMPILER and FLAGS, and every warning an error.

find_program(compiler ${COMPILER})
if(NOT compiler)
  message("SKIPPED: there is no ${COMPILER}.")
  return()
endif()

set(command ${compiler} -std=c++17 -O2 -Wall -Wextra -pedantic -Werror -Wno-psabi ${FLAGS} -I ${INCLUDE} -isystem ${EIGEN})
# A bare-metal GCC without libstdc++, as Debian's for RISC-V: the headers of the Arm package do, as in toolchains/.
execute_process(COMMAND ${CMAKE_COMMAND} -E echo "#include <array>" COMMAND ${compiler} -x c++ -E - RESULT_VARIABLE no_libstdcxx
  OUTPUT_QUIET ERROR_QUIET)
if(no_libstdcxx)
  file(GLOB configured /usr/include/newlib/c++/*/arm-none-eabi/bits/c++config.h)
  if(NOT configured)
    message("SKIPPED: ${COMPILER} has no C++ library.")
    return()
  endif()
  list(GET configured -1 configured)
  cmake_path(GET configured PARENT_PATH target_headers)
  cmake_path(GET target_headers PARENT_PATH target_headers)
  cmake_path(GET target_headers PARENT_PATH headers)
  list(APPEND command -isystem ${headers} -isystem ${target_headers}
    -isystem /usr/lib/picolibc/riscv64-unknown-elf/include)
endif()

file(MAKE_DIRECTORY ${WORK})
foreach(source IN LISTS SOURCES)
  execute_process(COMMAND ${command} -c ${source} -o ${WORK}/cxx17.o RESULT_VARIABLE status ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${COMPILER} does not compile ${source} as C++17:\n${output}")
  endif()
endforeach()
