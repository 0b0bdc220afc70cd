# SPDX-License-Identifier: MIT
# Builds and runs consumer/ with LIB as a subdirectory, or (INSTALL) installed. README: its first C++ block is the program; else PROGRAM is.
# NO_EIGEN: where there is none.

cmake_minimum_required(VERSION 3.25)
file(REMOVE_RECURSE ${WORK})

include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)

set(options -G ${GENERATOR} -D CMAKE_CXX_COMPILER=${CXX})
if(NO_EIGEN)
  list(APPEND options -D CMAKE_DISABLE_FIND_PACKAGE_Eigen3=ON)
endif()
set(program ${PROGRAM})

if(README)
  if(NOT EXISTS ${README})
    message("SKIPPED: there is no ${README}.")
    return()
  endif()
  file(READ ${README} text)
  string(FIND "${text}" "```cpp\n" start)
  if(start EQUAL -1)
    message(FATAL_ERROR "${README} has no block that starts with \"```cpp\".")
  endif()
  math(EXPR start "${start} + 7")
  string(SUBSTRING "${text}" ${start} -1 text)
  string(FIND "${text}" "```" length)
  string(SUBSTRING "${text}" 0 ${length} example)
  set(program ${WORK}/example.cpp)
  file(WRITE ${program} "${example}")
endif()

if(INSTALL)
  run(${CMAKE_COMMAND} -S ${LIB} -B ${WORK}/lib ${options} -D CMAKE_INSTALL_PREFIX=${WORK}/prefix)
  run(${CMAKE_COMMAND} --install ${WORK}/lib)
  list(APPEND options -D CMAKE_PREFIX_PATH=${WORK}/prefix)
else()
  list(APPEND options -D MINNORM_SUBDIRECTORY=${LIB})
endif()
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${WORK}/build ${options} -D PROGRAM=${program})
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${WORK}/build/consumer)
