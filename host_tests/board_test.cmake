# SPDX-License-Identifier: MIT

# A test runs its image in the emulator; a board without one still has its images built and their symbols checked.
minnorm_need_emulator()

# minnorm_run_test(<name> <executable> [STATUS <exit status>] [OUTPUT <regular expression>] [INPUT <text>] [ARGUMENTS <word>...]):
# registers a test that runs the image on the board: it ends with the exit status (0), and what it prints, with the text on its UART,
# matches.
function(minnorm_run_test name image)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "STATUS;OUTPUT;INPUT" "ARGUMENTS")
  if(NOT DEFINED arg_STATUS)
    set(arg_STATUS 0)
  endif()
  set(words "")
  if(arg_ARGUMENTS)
    minnorm_image_arguments(words ${arg_ARGUMENTS})
  endif()
  if(NOT CMAKE_CROSSCOMPILING OR CMAKE_CROSSCOMPILING_EMULATOR)
    add_test(NAME ${name}
      COMMAND ${CMAKE_COMMAND} -D STATUS=${arg_STATUS} -D "OUTPUT=${arg_OUTPUT}" -D "INPUT=${arg_INPUT}"
        -P ${PROJECT_SOURCE_DIR}/host_tests/expect_status.cmake -- ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:${image}> ${words})
    set_tests_properties(${name} PROPERTIES TIMEOUT 180)
  endif()
endfunction()

# minnorm_board_test(<name> <source> [STACK <bytes>] [STATUS <exit status>]): an image of one source that uses board.hpp, and its test.
function(minnorm_board_test name source)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "STACK" "")
  add_executable(${name} ${source})
  minnorm_image(${name} STACK ${arg_STACK})
  minnorm_run_test(${name} ${name} ${arg_UNPARSED_ARGUMENTS})
endfunction()
