# SPDX-License-Identifier: MIT
# Builds Debian's package of the tree ROOT, has lintian look at it, and builds programs with what is in it.

cmake_minimum_required(VERSION 3.25)
foreach(tool dpkg-buildpackage dh lintian pkg-config)
  find_program(${tool} ${tool})
  if(NOT ${tool})
    message("SKIPPED: there is no ${tool}.")
    return()
  endif()
endforeach()

include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
run(${ROOT}/packaging/lay_out.sh debian ${WORK}/source)
run(${CMAKE_COMMAND} -E chdir ${WORK}/source ${dpkg-buildpackage} -us -uc -b)
file(GLOB changes ${WORK}/minnorm_*.changes)
run(${lintian} --fail-on error,warning --pedantic ${changes})
file(GLOB package ${WORK}/libminnorm-dev_*_all.deb)
run(dpkg-deb -x ${package} ${WORK}/root)

run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/consumer_c -B ${WORK}/build -D CMAKE_PREFIX_PATH=${WORK}/root/usr -D PROGRAM=${ROOT}/host_tests/c/mixer.c)
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${WORK}/build/consumer)

# As pkg-config has it; what is not in the package is the system's.
execute_process(COMMAND ${CMAKE_COMMAND} -E env PKG_CONFIG_PATH=${WORK}/root/usr/share/pkgconfig ${pkg-config} --define-prefix --cflags minnorm
  OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags UNIX_COMMAND "${flags}")
run(${CXX} -std=c++17 ${flags} ${CMAKE_CURRENT_LIST_DIR}/consumer/main.cpp -o ${WORK}/with_pkg_config)
run(${WORK}/with_pkg_config)
