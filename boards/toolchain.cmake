# SPDX-License-Identifier: MIT
# The toolchain file of all boards: MINNORM_BOARD, through its board.json, says which compiler and which flags.

get_property(minnorm_is_try_compile GLOBAL PROPERTY IN_TRY_COMPILE)
if(NOT minnorm_is_try_compile AND NOT DEFINED minnorm_board_folder)
  include(${CMAKE_CURRENT_LIST_DIR}/select.cmake)
endif()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES MINNORM_CPU MINNORM_TOOLCHAIN)
include(${CMAKE_CURRENT_LIST_DIR}/../toolchains/${MINNORM_TOOLCHAIN}.cmake)

# One optimisation level everywhere: what differs between boards is then the core alone.
set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, Debug, RelWithDebInfo or MinSizeRel")
foreach(language C CXX)
  set(CMAKE_${language}_FLAGS_RELEASE "-O2 -DNDEBUG" CACHE STRING "Flags of a release build")
endforeach()
