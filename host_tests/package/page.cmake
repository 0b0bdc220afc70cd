# SPDX-License-Identifier: MIT
# Types what docs/OWN_FIRMWARE.md says of a project that one has: its first CMake block, its first C++ block as my_test.cpp, and the three
# commands behind the former.

cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)
file(REMOVE_RECURSE ${WORK})
file(READ ${ROOT}/docs/OWN_FIRMWARE.md page)

# block_of(<variable> <language>): the first block of that language.
function(block_of variable language)
  string(FIND "${page}" "```${language}\n" start)
  string(LENGTH "```${language}\n" fence)
  math(EXPR start "${start} + ${fence}")
  string(SUBSTRING "${page}" ${start} -1 text)
  string(FIND "${text}" "```" length)
  string(SUBSTRING "${text}" 0 ${length} text)
  string(REPLACE "/where/minnorm/is" "${ROOT}" text "${text}")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()
block_of(project cmake)
block_of(program cpp)
file(WRITE ${WORK}/CMakeLists.txt "${project}")
file(WRITE ${WORK}/my_test.cpp "${program}")

string(REGEX MATCHALL "\n    (cmake|ctest) [^\n]*build/microbit[^\n#]*" commands "${page}")
list(LENGTH commands count)
if(NOT count EQUAL 3)
  message(FATAL_ERROR "The page has ${count} commands for build/microbit, not 3.")
endif()
foreach(command IN LISTS commands)
  string(STRIP "${command}" command)
  separate_arguments(words UNIX_COMMAND "${command}")
  run(${CMAKE_COMMAND} -E chdir ${WORK} ${words})
endforeach()
file(GLOB_RECURSE report ${WORK}/build/junit.xml)
junit_has(${report} my_test.no_allocator my_test.static_stack my_test.adds my_test.subtracts)
