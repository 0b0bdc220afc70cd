# SPDX-License-Identifier: MIT
# What does not fit does not link, and the linker's error says what to do.

# minnorm_link_fails(<name> <regular expression>): <name> is a target whose link must fail with that.
function(minnorm_link_fails name output)
  set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL TRUE)
  add_test(NAME ${name} COMMAND ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --target ${name})
  # One build at a time.
  set_tests_properties(${name} PROPERTIES PASS_REGULAR_EXPRESSION "${output}" RESOURCE_LOCK build_folder)
endfunction()

# The board with other lengths of flash and RAM, whose memory.ld the linker finds first.
function(minnorm_link_with_memory target flash_length ram_length)
  minnorm_board_value(flash_origin memory flash 0)
  minnorm_board_value(ram_origin memory ram 0)
  configure_file(${PROJECT_SOURCE_DIR}/boards/arch/memory.ld.in ${target}/memory.ld @ONLY)
  add_executable(${target} status.cpp)
  target_link_options(${target} PRIVATE -L${CMAKE_CURRENT_BINARY_DIR}/${target})
  minnorm_image(${target} EXEMPT no_allocator static_stack)
endfunction()

minnorm_link_with_memory(link_advises_on_flash 512 16K)
minnorm_link_fails(link_advises_on_flash "more than the flash holds.*Possible solutions")

add_executable(link_advises_on_variables too_large.cpp)
minnorm_image(link_advises_on_variables EXEMPT no_allocator static_stack)
minnorm_link_fails(link_advises_on_variables "Less RAM is left for the stack.*Possible solutions")

minnorm_link_with_memory(link_advises_on_the_stack 64K 1056)
minnorm_link_fails(link_advises_on_the_stack "Less RAM is left for the stack.*Possible solutions")

# Only the script, not the start-up code.
add_executable(link_advises_on_startup status.cpp)
target_include_directories(link_advises_on_startup PRIVATE $<TARGET_PROPERTY:minnorm_board,INTERFACE_INCLUDE_DIRECTORIES>)
target_link_options(link_advises_on_startup PRIVATE -Wl,--defsym=image_stack_size=1024
  -T ${PROJECT_SOURCE_DIR}/boards/arch/image.ld -L ${PROJECT_BINARY_DIR}/boards)
minnorm_link_fails(link_advises_on_startup "Nothing stands at the start of flash.*Possible solutions")
