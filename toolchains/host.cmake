# SPDX-License-Identifier: MIT
# The compiler that CMake finds by itself; CXX chooses another.

if(NOT DEFINED ENV{CXX} AND NOT CMAKE_CXX_COMPILER)
  find_program(MINNORM_HOST_CXX NAMES c++ g++ clang++)
  if(NOT MINNORM_HOST_CXX)
    message(FATAL_ERROR "No C++ compiler was found: apt-get install g++, or name one in the environment variable CXX.")
  endif()
  mark_as_advanced(MINNORM_HOST_CXX)
endif()
