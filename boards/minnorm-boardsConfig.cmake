# SPDX-License-Identifier: MIT
# find_package(minnorm-boards): the board of the toolchain file, and minnorm_image().

if(NOT TARGET minnorm_board)
  add_subdirectory(${CMAKE_CURRENT_LIST_DIR} ${CMAKE_BINARY_DIR}/minnorm-boards EXCLUDE_FROM_ALL)
endif()
