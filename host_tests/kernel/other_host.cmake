# SPDX-License-Identifier: MIT
# Compiles SOURCES with COMPILER and FLAGS, as minnorm::minnorm has them compiled, and runs PROGRAM in EMULATOR: it prints what the file EXPECTED holds.

foreach(tool ${COMPILER} ${EMULATOR})
  find_program(path ${tool} NO_CACHE)
  if(NOT path)
    message("SKIPPED: there is no ${tool}.")
    return()
  endif()
  unset(path)
endforeach()

list(TRANSFORM INCLUDES PREPEND -I)
execute_process(COMMAND ${COMPILER} ${FLAGS} -std=c++20 -O2 -DNDEBUG -ffp-contract=off -DKERNEL_CASES_FIRST_DRAWS -DMINNORM_STACK_BYTES=32768 -static
  ${INCLUDES} ${SOURCES} -o ${PROGRAM} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} -D EXPECTED=${EXPECTED} -P equal_expected.cmake -- ${EMULATOR} ${PROGRAM}
  COMMAND_ERROR_IS_FATAL ANY)
