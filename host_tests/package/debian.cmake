# SPDX-License-Identifier: MIT
# dpkg-buildpackage makes libminnorm-dev of what packaging/layout.cmake lays out, lintian finds nothing wrong with it, and unpacked it is
# found by CMake and pkg-config: CLASSES and C build with it and run.

cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)
include(${ROOT}/lib/cmake/version.cmake)

need(dpkg-buildpackage dh lintian pkg-config)

file(REMOVE_RECURSE ${WORK})
set(ENV{DEBFULLNAME} "The minnorm authors")
set(ENV{DEBEMAIL} "authors@minnorm.example")
set(source ${WORK}/minnorm)
run(${CMAKE_COMMAND} -D PACKAGE=debian -D OUT=${source} -P ${ROOT}/packaging/layout.cmake)
run(${CMAKE_COMMAND} -E chdir ${source} dpkg-buildpackage --no-sign --build=binary)
file(GLOB changes ${WORK}/minnorm_${minnorm_version}_*.changes)
run(lintian --allow-root --pedantic --fail-on error,warning,pedantic ${changes})

set(root ${WORK}/root)
run(dpkg-deb --extract ${WORK}/libminnorm-dev_${minnorm_version}_all.deb ${root})
foreach(program IN ITEMS ${CLASSES} ${C})
  cmake_path(GET program STEM name)
  set(build ${WORK}/${name})
  run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${build} -G ${GENERATOR} -D CMAKE_CXX_COMPILER=${CXX}
    -D CMAKE_PREFIX_PATH=${root}/usr -D PROGRAM=${program})
  run(${CMAKE_COMMAND} --build ${build})
  run(${build}/consumer)
endforeach()

# said(<variable> <package> <option>...): the words of pkg-config's answer.
function(said variable)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env PKG_CONFIG_PATH=${root}/usr/share/pkgconfig pkg-config ${ARGN}
    OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(answer UNIX_COMMAND "${answer}")
  set(${variable} ${answer} PARENT_SCOPE)
endfunction()
said(flags minnorm --cflags)
said(c_flags minnorm-c --cflags)
said(api minnorm-c --variable=source)
said(version minnorm --modversion)
if(NOT version STREQUAL minnorm_version)
  message(FATAL_ERROR "pkg-config says ${version}, version.hpp ${minnorm_version}.")
endif()
run(${CXX} -std=c++17 -fsyntax-only ${flags} ${CLASSES})
run(${CXX} ${c_flags} -x c ${C} -x c++ ${api} -o ${WORK}/c)
run(${WORK}/c)
