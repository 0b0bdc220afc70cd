# SPDX-License-Identifier: MIT
# Builds consumer_meson with the tree ROOT as its wrap, here and (CROSS) for a Cortex-M4; here it runs, too.

cmake_minimum_required(VERSION 3.25)
foreach(tool meson pkg-config)
  find_program(${tool} ${tool})
  if(NOT ${tool})
    message("SKIPPED: there is no ${tool}.")
    return()
  endif()
endforeach()

include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)
file(REMOVE_RECURSE ${WORK})
file(COPY ${CMAKE_CURRENT_LIST_DIR}/consumer_meson/ ${ROOT}/host_tests/c/mixer.c ${CMAKE_CURRENT_LIST_DIR}/consumer/main.cpp DESTINATION ${WORK})
run(${CMAKE_COMMAND} -E chdir ${ROOT} ${CMAKE_COMMAND} -E tar cf ${WORK}/minnorm.tar meson.build lib)
file(SHA256 ${WORK}/minnorm.tar hash)
file(WRITE ${WORK}/subprojects/minnorm.wrap "[wrap-file]
source_url = file://${WORK}/minnorm.tar
source_filename = minnorm.tar
source_hash = ${hash}
lead_directory_missing = true
[provide]
dependency_names = minnorm, minnorm-c
")
run(${meson} setup ${WORK}/build ${WORK})
run(${meson} compile -C ${WORK}/build)
run(${WORK}/build/in_c)
run(${WORK}/build/in_cpp)
run(${meson} setup --cross-file ${WORK}/arm.ini ${WORK}/build_arm ${WORK})
run(${meson} compile -C ${WORK}/build_arm)
