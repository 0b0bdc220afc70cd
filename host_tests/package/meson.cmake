# SPDX-License-Identifier: MIT
# CONSUMER has the tracked files of ROOT as a wrap: Meson builds its programs, CLASSES and C, and runs them unless there is a CROSS file.

cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/tracked.cmake)

need(meson pkg-config)
if(CROSS)
  need(arm-none-eabi-g++)
endif()

file(REMOVE_RECURSE ${WORK})
file(COPY ${CONSUMER}/ ${CLASSES} ${C} DESTINATION ${WORK})
file(MAKE_DIRECTORY ${WORK}/subprojects/packagefiles)
tracked(${WORK}/subprojects/packagefiles/minnorm.tar)
if(skipped)
  return()
endif()
if(CROSS)
  set(options --cross-file ${WORK}/${CROSS})
endif()
run(${meson} setup ${options} ${WORK}/build ${WORK})
run(${meson} compile -C ${WORK}/build)
if(NOT CROSS)
  run(${meson} test -C ${WORK}/build)
endif()
