# SPDX-License-Identifier: MIT
# Compiles SOURCE with COMPILER, in float and in double, for a processor that fuses multiply-adds if this one does, links OBJECTS, and
# runs it.

find_program(compiler ${COMPILER})
if(NOT compiler)
  message("SKIPPED: there is no ${COMPILER}.")
  return()
endif()

set(command ${compiler} -std=c++20 -O2 -DNDEBUG -DMATRICES=1000)
if(EXISTS /proc/cpuinfo)
  file(STRINGS /proc/cpuinfo fused REGEX "^flags.* fma " LIMIT_COUNT 1)
  if(fused)
    list(APPEND command -mfma)
  endif()
endif()
foreach(include IN LISTS INCLUDES)
  list(APPEND command -isystem ${include})
endforeach()

file(MAKE_DIRECTORY ${WORK})
foreach(scalar FLOAT DOUBLE)
  execute_process(COMMAND ${command} -DIN_${scalar} ${SOURCE} ${OBJECTS} -o ${WORK}/bits RESULT_VARIABLE status ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${COMPILER} does not compile it:\n${output}")
  endif()
  execute_process(COMMAND ${WORK}/bits RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "The bits of ${COMPILER} in ${scalar} are others: status ${status}")
  endif()
endforeach()
