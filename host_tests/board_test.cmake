# SPDX-License-Identifier: MIT

# A test runs its image in the emulator; a board without one still has its images built and their symbols checked.
if(CMAKE_CROSSCOMPILING AND CMAKE_CROSSCOMPILING_EMULATOR)
  list(GET CMAKE_CROSSCOMPILING_EMULATOR 0 emulator)
  find_program(MINNORM_EMULATOR ${emulator})
  mark_as_advanced(MINNORM_EMULATOR)
  if(NOT MINNORM_EMULATOR)
    message(FATAL_ERROR "${emulator} was not found: apt-get install qemu-system-arm qemu-system-misc, "
      "or configure with -DMINNORM_TESTS=OFF.")
  endif()
endif()

# minnorm_board_test(<name> SOURCES <file>... [DEFINITIONS <macro>...] [LIBRARIES <target>...] [STATUS <exit status>]
#                    [OUTPUT <regular expression>] [TIMEOUT <seconds>] [FIRMWARE <experiment> <scalar> <entry>])
#
# Builds an executable that uses board.hpp, for whichever board is selected (FIRMWARE: with the definitions and the stack of that
# firmware, see minnorm_firmware), and registers
#   <name>               it ends with the exit status (0), and its output matches
#   <name>.no_allocator  its image has no allocator in it (not on the desktop, whose C library has one)
function(minnorm_board_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "STATUS;OUTPUT;TIMEOUT" "SOURCES;DEFINITIONS;LIBRARIES;FIRMWARE")
  if(NOT DEFINED arg_STATUS)
    set(arg_STATUS 0)
  endif()
  if(NOT DEFINED arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()

  add_executable(${name} ${arg_SOURCES})
  target_compile_definitions(${name} PRIVATE ${arg_DEFINITIONS})
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES})
  if(DEFINED arg_FIRMWARE)
    minnorm_firmware(${name} ${arg_FIRMWARE})
  else()
    minnorm_image(${name})
  endif()

  if(NOT CMAKE_CROSSCOMPILING OR CMAKE_CROSSCOMPILING_EMULATOR)
    add_test(NAME ${name}
      COMMAND ${CMAKE_COMMAND} -D STATUS=${arg_STATUS} -D "OUTPUT=${arg_OUTPUT}" -P ${PROJECT_SOURCE_DIR}/host_tests/expect_status.cmake --
        ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:${name}>)
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT})
  endif()
  minnorm_no_allocator_test(${name})
endfunction()

# minnorm_no_allocator_test(<executable>): registers <executable>.no_allocator.
function(minnorm_no_allocator_test target)
  if(CMAKE_CROSSCOMPILING)
    add_test(NAME ${target}.no_allocator
      COMMAND ${CMAKE_COMMAND} -D NM=${CMAKE_NM} -D IMAGE=$<TARGET_FILE:${target}>
        -P ${PROJECT_SOURCE_DIR}/host_tests/no_allocator.cmake)
  endif()
endfunction()
