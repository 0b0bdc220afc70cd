# SPDX-License-Identifier: MIT
# Runs the command after "--": it ends with status 0 and prints what the file EXPECTED holds, line by line. A printed line
# "- <beginning>" says that the lines that begin so are left out; the first line never is.

include(${CMAKE_CURRENT_LIST_DIR}/../command_line.cmake)

execute_process(COMMAND ${command} OUTPUT_VARIABLE printed RESULT_VARIABLE status)
file(READ ${EXPECTED} expected)
string(REGEX MATCHALL "\n- [^\n]+" left_out "${printed}")
foreach(beginning IN LISTS left_out)
  string(REPLACE "${beginning}" "" printed "${printed}")
  string(REPLACE "\n- " "\n" beginning "${beginning}")
  string(REGEX REPLACE "${beginning}[^\n]*" "" expected "${expected}")
endforeach()
if(printed STREQUAL expected AND status EQUAL 0)
  return()
endif()

string(REPLACE "\n" ";" printed "${printed}")
string(REPLACE "\n" ";" expected "${expected}")
list(LENGTH printed printed_count)
list(LENGTH expected expected_count)
set(differences "")
set(count 0)
foreach(line IN ZIP_LISTS expected printed)
  if(NOT line_0 STREQUAL line_1)
    math(EXPR count "${count} + 1")
    if(count LESS_EQUAL 10)
      string(APPEND differences "\n  expected ${line_0}\n  printed  ${line_1}")
    endif()
  endif()
endforeach()
message(FATAL_ERROR "${count} of ${expected_count} lines differ (${printed_count} lines were printed, exit status "
  "${status}); the first are:${differences}")
