# SPDX-License-Identifier: MIT
cmake_minimum_required(VERSION 3.25)
# Runs the command after "--" and fails unless it ends with the exit status STATUS. CTest itself knows only 0 and not 0.

set(command "")
set(found FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(index RANGE ${last})
  if(found)
    list(APPEND command "${CMAKE_ARGV${index}}")
  elseif(CMAKE_ARGV${index} STREQUAL "--")
    set(found TRUE)
  endif()
endforeach()

execute_process(COMMAND ${command} RESULT_VARIABLE status)
if(NOT status STREQUAL STATUS)
  message(FATAL_ERROR "The exit status was ${status} instead of ${STATUS}.")
endif()
