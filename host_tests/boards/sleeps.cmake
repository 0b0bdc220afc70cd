# SPDX-License-Identifier: MIT
cmake_minimum_required(VERSION 3.25)
# Runs the emulator's command after "--", which reads lines INPUT, for 3 seconds, or 30 where the machine is busy: it must have printed one
# line or report, be running still, and have logged few exceptions in LOG.

include(${CMAKE_CURRENT_LIST_DIR}/../command_line.cmake)

foreach(seconds 3 30)
  execute_process(${input} COMMAND ${command} TIMEOUT ${seconds} RESULT_VARIABLE status OUTPUT_VARIABLE output ECHO_OUTPUT_VARIABLE)
  if(output)
    break()
  endif()
endforeach()
file(SIZE ${LOG} logged)
if(NOT status STREQUAL "Process terminated due to timeout")
  message(FATAL_ERROR "It ended: ${status}.")
elseif(NOT output MATCHES "^[^\n]+\n?$")
  message(FATAL_ERROR "It did not print one line.")
elseif(logged GREATER 10000)
  message(FATAL_ERROR "It takes one exception after another: ${LOG}.")
endif()
