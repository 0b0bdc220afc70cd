# SPDX-License-Identifier: MIT
# Fetches the tracked files of ROOT into consumer/, whose program is PROGRAM: builds it, and runs it unless there is a TOOLCHAIN. Of the
# tree, its build has the library alone.

cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/tracked.cmake)

file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
if(TOOLCHAIN)
  need(arm-none-eabi-g++)
  set(options -D CMAKE_TOOLCHAIN_FILE=${TOOLCHAIN})
else()
  set(options -D CMAKE_CXX_COMPILER=${CXX})
endif()
tracked(${WORK}/minnorm.tar)
if(skipped)
  return()
endif()

run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${WORK}/build -G ${GENERATOR} ${options} -D MINNORM_ARCHIVE=${WORK}/minnorm.tar -D PROGRAM=${PROGRAM})
run(${CMAKE_COMMAND} --build ${WORK}/build)
if(NOT TOOLCHAIN)
  run(${WORK}/build/consumer)
endif()
foreach(folder boards firmware host_tests bench)
  if(EXISTS ${WORK}/build/_deps/minnorm-build/${folder})
    message(FATAL_ERROR "A project that fetches minnorm gets its ${folder} too.")
  endif()
endforeach()
