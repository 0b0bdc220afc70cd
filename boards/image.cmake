# SPDX-License-Identifier: MIT
# Images: programs that the selected board runs, their checks and their tests.

find_program(PYTHON3 python3)
mark_as_advanced(PYTHON3)

# minnorm_image_check(<variable> <executable> <check>): the command that does the check, one of
#   no_allocator  there is no allocator in the image
#   static_stack  it never takes more stack than it reserves
function(minnorm_image_check variable target check)
  set(boards ${CMAKE_CURRENT_FUNCTION_LIST_DIR})
  set(image $<TARGET_FILE:${target}>)
  set(no_allocator ${CMAKE_COMMAND} -D NM=${CMAKE_NM} -D IMAGE=${image} -P ${boards}/no_allocator.cmake)
  set(static_stack ${CMAKE_COMMAND} -E env PYTHONPATH=${boards}/../host ${PYTHON3} -m minnorm.device.stack ${CMAKE_OBJDUMP} ${image})
  if(NOT PYTHON3)
    set(static_stack ${CMAKE_COMMAND} -E echo "There is no python3, so the stack was not checked.")
  endif()
  set(${variable} ${${check}} PARENT_SCOPE)
endfunction()

# minnorm_image(<executable> [<source>...] [STACK <bytes>] [EXEMPT <check>...]): links it with the board, as an image that the board runs;
# with sources it is added first. It does not link unless that much RAM (1 KiB) is left for the stack. <executable>.<check> are its tests;
# one that is built when asked for is checked as it is linked. EXEMPT are the checks that it fails on purpose.
function(minnorm_image target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "STACK" "EXEMPT")
  if(NOT arg_STACK)
    set(arg_STACK 1024)
  endif()
  if(arg_UNPARSED_ARGUMENTS)
    add_executable(${target} ${arg_UNPARSED_ARGUMENTS})
  endif()
  target_link_libraries(${target} PRIVATE minnorm_board $<TARGET_NAME_IF_EXISTS:minnorm_warnings>)
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
  if(NOT MINNORM_ARCH)
    return()
  endif()
  set(script ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/arch/image.ld)
  get_target_property(folder minnorm_board BINARY_DIR)
  set_target_properties(${target} PROPERTIES SUFFIX .elf LINK_DEPENDS "${script};${folder}/memory.ld")
  target_link_options(${target} PRIVATE
    -Wl,--defsym=image_stack_size=${arg_STACK}
    -T ${script} -L ${folder} -Wl,-Map=$<TARGET_FILE:${target}>.map)

  set(checks no_allocator static_stack)
  list(REMOVE_ITEM checks ${arg_EXEMPT})
  get_target_property(when_asked ${target} EXCLUDE_FROM_ALL)
  foreach(check IN LISTS checks)
    minnorm_image_check(command ${target} ${check})
    if(when_asked)
      add_custom_command(TARGET ${target} POST_BUILD COMMAND ${command} VERBATIM)
    else()
      add_test(NAME ${target}.${check} COMMAND ${command})
    endif()
  endforeach()
endfunction()

# minnorm_need_emulator(): ends the configuration if the board has an emulator that is not installed.
function(minnorm_need_emulator)
  if(CMAKE_CROSSCOMPILING AND CMAKE_CROSSCOMPILING_EMULATOR)
    list(GET CMAKE_CROSSCOMPILING_EMULATOR 0 emulator)
    find_program(MINNORM_EMULATOR ${emulator})
    mark_as_advanced(MINNORM_EMULATOR)
    if(NOT MINNORM_EMULATOR)
      message(FATAL_ERROR "${emulator} was not found: apt-get install qemu-system-arm qemu-system-misc, "
        "or configure without tests (-DMINNORM_TESTS=OFF here, -DBUILD_TESTING=OFF elsewhere).")
    endif()
  endif()
endfunction()

# minnorm_image_arguments(<variable> <word>...): what stands behind the image on a command line that gives board::arguments() the words.
function(minnorm_image_arguments variable)
  set(words ${ARGN})
  if(CMAKE_CROSSCOMPILING)
    list(TRANSFORM words REPLACE "," ",,")
    list(TRANSFORM words PREPEND "arg=")
    list(JOIN words "," words)
    set(words -semihosting-config "arg=image,${words}")
  endif()
  set(${variable} ${words} PARENT_SCOPE)
endfunction()

# minnorm_image_tests(<image> [<name>...]): registers a test <image>.<name> for each name, which starts the image with the name as its
# argument: one case of ctest, after a reset. Without names they are those of RUN_TEST(<name>) in the image's sources. Nothing runs on a
# board that has no emulator.
function(minnorm_image_tests image)
  set(names ${ARGN})
  if(NOT names)
    get_target_property(sources ${image} SOURCES)
    get_target_property(folder ${image} SOURCE_DIR)
    foreach(source IN LISTS sources)
      cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${folder})
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
      file(STRINGS ${source} lines REGEX "RUN_TEST *\\(")
      list(FILTER lines EXCLUDE REGEX "^[ \t]*//")
      string(REGEX MATCHALL "RUN_TEST *\\( *[A-Za-z_0-9]+ *\\)" calls "${lines}")
      list(TRANSFORM calls REPLACE "RUN_TEST *\\( *([A-Za-z_0-9]+) *\\)" "\\1")
      list(APPEND names ${calls})
    endforeach()
    if(NOT names)
      message(FATAL_ERROR "No source of ${image} has a RUN_TEST(name), and minnorm_image_tests() was given no names.")
    endif()
  endif()
  if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
    return()
  endif()
  minnorm_need_emulator()
  foreach(name IN LISTS names)
    minnorm_image_arguments(words ${name})
    add_test(NAME ${image}.${name} COMMAND ${image} ${words})
    set_tests_properties(${image}.${name} PROPERTIES TIMEOUT 60)
  endforeach()
endfunction()
