# SPDX-License-Identifier: MIT
# A fault is reported over the UART, with its cause and registers, and ends the program with status 125.

# minnorm_fault_test(<name> <function of fault.cpp> <regular expression> [<macro>...])
function(minnorm_fault_test name fault output)
  minnorm_board_test(board_fault_${name} SOURCES fault.cpp DEFINITIONS FAULT=${fault} ${ARGN} STATUS 125 OUTPUT "${output}")
endfunction()

# A Cortex-M0 cannot tell the cause; the program counter is that of the instruction.
set(hex "0x[0-9a-f]+")
if(MINNORM_CPU STREQUAL "cortex-m0")
  set(undefined "hard fault")
  set(jump "hard fault")
  set(read "hard fault")
  set(write "hard fault")
elseif(MINNORM_ARCH STREQUAL "riscv")
  set(undefined "undefined instruction")
  set(jump "jump to an invalid address")
  set(read "read of an invalid address")
  set(write "write to an invalid address")
else()
  set(undefined "undefined instruction")
  set(jump "jump to an invalid address")
  set(read "access to an invalid address")
  set(write "access to an invalid address")
  minnorm_fault_test(names_a_division_by_zero division_by_zero "^fault: division by zero, pc ${hex}, .*$")
endif()
minnorm_fault_test(names_an_undefined_instruction undefined_instruction "^fault: ${undefined}, pc ${hex}, .*$")
minnorm_fault_test(says_where_a_jump_went jump "^fault: ${jump}, pc 0x0*e0200000, .*$")
# QEMU's lm3s6965evb reads zeros where nothing is, and ignores writes.
if(NOT MINNORM_BOARD STREQUAL "lm3s6965evb")
  minnorm_fault_test(names_a_wild_read read "^fault: ${read}, pc ${hex}, .*$")
  minnorm_fault_test(names_a_wild_write write "^fault: ${write}, pc ${hex}, .*$")
endif()
minnorm_fault_test(names_a_stack_overflow overflow "^fault: stack overflow")
minnorm_fault_test(ends_an_endless_recursion endless_recursion "^fault: stack overflow, .*(lr|ra) ${hex}, .*$")
minnorm_fault_test(in_a_report_stops fault_in_a_report "^fault: one$")
minnorm_fault_test(before_the_uart_is_up_stops undefined_instruction "^$" BEFORE_START)

# Without an emulator or a debugger that listens, stop() sleeps: its breakpoint is a fault that neither is reported nor comes
# again.
if(CMAKE_CROSSCOMPILING_EMULATOR)
  set(deaf ${CMAKE_CROSSCOMPILING_EMULATOR})
  list(FIND deaf "-semihosting-config" option)
  list(REMOVE_AT deaf ${option})
  list(REMOVE_AT deaf ${option})
  list(POP_FRONT deaf emulator)
  foreach(image board_boots board_fault_ends_an_endless_recursion)
    set(log ${CMAKE_CURRENT_BINARY_DIR}/${image}.exceptions)
    add_test(NAME ${image}.sleeps
      COMMAND ${CMAKE_COMMAND} -D LOG=${log} -P ${CMAKE_CURRENT_SOURCE_DIR}/sleeps.cmake --
        ${emulator} -d int -D ${log} ${deaf} $<TARGET_FILE:${image}>)
  endforeach()
endif()
