# SPDX-License-Identifier: MIT
# What has to be known before project(): the board, and through its board.json the toolchain.

set(MINNORM_BOARD desktop CACHE STRING "The board to build for: a folder of boards/")

file(GLOB boards RELATIVE ${CMAKE_CURRENT_LIST_DIR} ${CMAKE_CURRENT_LIST_DIR}/*/board.json)
list(TRANSFORM boards REPLACE "/board.json$" "")
if(NOT MINNORM_BOARD IN_LIST boards)
  list(REMOVE_ITEM boards template)
  list(JOIN boards ", " boards)
  message(FATAL_ERROR "There is no board \"${MINNORM_BOARD}\": MINNORM_BOARD is one of ${boards}.")
endif()

# A build directory keeps its compiler for life, so it keeps its board.
if(DEFINED MINNORM_BUILD_DIRECTORY_BOARD AND NOT MINNORM_BUILD_DIRECTORY_BOARD STREQUAL MINNORM_BOARD)
  set(asked ${MINNORM_BOARD})
  set(MINNORM_BOARD ${MINNORM_BUILD_DIRECTORY_BOARD} CACHE STRING "" FORCE)
  message(FATAL_ERROR "${CMAKE_BINARY_DIR} was made for ${MINNORM_BOARD}: "
    "use another build directory for ${asked}.")
endif()
set(MINNORM_BUILD_DIRECTORY_BOARD ${MINNORM_BOARD} CACHE INTERNAL "")

include(${CMAKE_CURRENT_LIST_DIR}/resolve.cmake)
set(MINNORM_BOARD_FILE ${CMAKE_CURRENT_LIST_DIR}/${MINNORM_BOARD}/board.json)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${MINNORM_BOARD_FILE} ${CMAKE_CURRENT_LIST_DIR}/board.schema.json)
minnorm_resolve(board_json ${MINNORM_BOARD_FILE})
string(JSON error ERROR_VARIABLE problem GET "${board_json}" error)
if(NOT problem)
  message(FATAL_ERROR "${error}")
endif()

# minnorm_board_value(<variable> [OPTIONAL] <key>...): the value under the keys, or "" for an optional key not there.
function(minnorm_board_value variable)
  cmake_parse_arguments(PARSE_ARGV 1 arg "OPTIONAL" "" "")
  string(JSON value ERROR_VARIABLE problem GET "${board_json}" ${arg_UNPARSED_ARGUMENTS})
  if(problem)
    set(value "")
    if(NOT arg_OPTIONAL)
      list(JOIN arg_UNPARSED_ARGUMENTS "." key)
      message(FATAL_ERROR "${MINNORM_BOARD_FILE} has no \"${key}\": docs/PORTING.md describes every key.")
    endif()
  endif()
  set(${variable} "${value}" PARENT_SCOPE)
endfunction()

# minnorm_board_length(<variable> <key>...): how many entries the list under the keys has.
function(minnorm_board_length variable)
  string(JSON length ERROR_VARIABLE problem LENGTH "${board_json}" ${ARGN})
  if(problem OR length EQUAL 0)
    list(JOIN ARGN "." key)
    message(FATAL_ERROR "${MINNORM_BOARD_FILE} has no list \"${key}\": docs/PORTING.md describes every key.")
  endif()
  set(${variable} ${length} PARENT_SCOPE)
endfunction()

minnorm_board_value(MINNORM_CPU cpu)
minnorm_board_value(MINNORM_SOC OPTIONAL soc)
minnorm_board_value(toolchain toolchain)
set(CMAKE_TOOLCHAIN_FILE ${CMAKE_CURRENT_LIST_DIR}/../toolchains/${toolchain}.cmake)
cmake_path(NORMAL_PATH CMAKE_TOOLCHAIN_FILE)

set(CMAKE_CROSSCOMPILING_EMULATOR "")
minnorm_board_value(emulator emulator)
string(JSON words LENGTH "${emulator}")
if(words GREATER 0)
  math(EXPR last "${words} - 1")
  foreach(index RANGE ${last})
    string(JSON word GET "${emulator}" ${index})
    list(APPEND CMAKE_CROSSCOMPILING_EMULATOR "${word}")
  endforeach()
endif()

# One optimisation level everywhere: what differs between boards is then the core alone.
set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, Debug, RelWithDebInfo or MinSizeRel")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG" CACHE STRING "Flags of a release build")
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Paths are taken from the build directory, so that one board's objects serve another with the same flags.
find_program(CCACHE ccache)
mark_as_advanced(CCACHE)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE}
    CACHE STRING "Runs every compilation")
endif()
