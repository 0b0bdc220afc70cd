# SPDX-License-Identifier: MIT
cmake_minimum_required(VERSION 3.25)
# Runs the command after "--" and fails unless it ends with the exit status STATUS, of which CTest itself knows only 0 and not
# 0, and prints what the regular expression OUTPUT matches (zero bytes are left out). INPUT is what it reads.

include(${CMAKE_CURRENT_LIST_DIR}/command_line.cmake)

execute_process(${input} COMMAND ${command} RESULT_VARIABLE status OUTPUT_VARIABLE output ECHO_OUTPUT_VARIABLE)
if(NOT status STREQUAL STATUS)
  message(FATAL_ERROR "The exit status was ${status} instead of ${STATUS}.")
endif()
if(NOT output MATCHES "${OUTPUT}")
  message(FATAL_ERROR "It did not print what matches ${OUTPUT}")
endif()
