# SPDX-License-Identifier: MIT
# A fault is reported over the UART, with its cause and registers, and ends the program with status 125. One image is told over
# the UART how to fault; before that is up nothing can be told, so another one faults by itself.

add_executable(board_fault fault.cpp)
minnorm_image(board_fault EXEMPT static_stack)
add_executable(board_fault_before_start fault.cpp)
target_compile_definitions(board_fault_before_start PRIVATE BEFORE_START)
minnorm_image(board_fault_before_start EXEMPT static_stack)

# minnorm_fault_test(<name> <letter of fault.cpp> <regular expression>)
function(minnorm_fault_test name letter output)
  minnorm_run_test(board_fault_${name} board_fault INPUT ${letter} STATUS 125 OUTPUT "${output}")
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
  minnorm_fault_test(names_a_division_by_zero d "^fault: division by zero, pc ${hex}, .*$")
endif()
minnorm_fault_test(names_an_undefined_instruction u "^fault: ${undefined}, pc ${hex}, .*$")
minnorm_fault_test(says_where_a_jump_went j "^fault: ${jump}, pc 0x0*e0200000, .*$")
# QEMU's lm3s6965evb reads zeros where nothing is, and ignores writes.
if(NOT MINNORM_BOARD STREQUAL "lm3s6965evb")
  minnorm_fault_test(names_a_wild_read r "^fault: ${read}, pc ${hex}, .*$")
  minnorm_fault_test(names_a_wild_write w "^fault: ${write}, pc ${hex}, .*$")
endif()
minnorm_fault_test(names_a_stack_overflow o "^fault: stack overflow")
minnorm_fault_test(ends_an_endless_recursion e "^fault: stack overflow, .*(lr|ra) ${hex}, .*$")
minnorm_fault_test(in_a_report_stops t "^fault: one$")
minnorm_run_test(board_fault_before_the_uart_is_up_stops board_fault_before_start STATUS 125 OUTPUT "^$")

# Without an emulator or a debugger that listens, stop() sleeps: its breakpoint is a fault that neither is reported nor comes
# again.
if(CMAKE_CROSSCOMPILING_EMULATOR)
  set(deaf ${CMAKE_CROSSCOMPILING_EMULATOR})
  list(FIND deaf "-semihosting-config" option)
  list(REMOVE_AT deaf ${option})
  list(REMOVE_AT deaf ${option})
  list(POP_FRONT deaf emulator)
  function(minnorm_sleeps_test name image input)
    set(log ${CMAKE_CURRENT_BINARY_DIR}/${name}.exceptions)
    add_test(NAME ${name}.sleeps
      COMMAND ${CMAKE_COMMAND} -D LOG=${log} -D "INPUT=${input}" -P ${CMAKE_CURRENT_SOURCE_DIR}/sleeps.cmake --
        ${emulator} -d int -D ${log} ${deaf} $<TARGET_FILE:${image}>)
  endfunction()
  minnorm_sleeps_test(board_boots board_boots "")
  minnorm_sleeps_test(board_arguments board_arguments "")
  minnorm_sleeps_test(board_fault_ends_an_endless_recursion board_fault e)

  # Time goes by instructions, which a busy machine does not change.
  if(MINNORM_SOC STREQUAL mps2)
    add_executable(board_watchdog watchdog.cpp)
    minnorm_image(board_watchdog)
    function(minnorm_watchdog_test name status input)
      add_test(NAME board_watchdog.${name}
        COMMAND ${CMAKE_COMMAND} -D STATUS=${status} -D "OUTPUT=^up\nfault: watchdog, pc ${hex}, .*$" -D INPUT=${input}
          -P ${PROJECT_SOURCE_DIR}/host_tests/expect_status.cmake -- ${emulator} -icount shift=6 ${ARGN} $<TARGET_FILE:board_watchdog>)
      set_tests_properties(board_watchdog.${name} PROPERTIES TIMEOUT 180)
    endfunction()
    set(heard ${CMAKE_CROSSCOMPILING_EMULATOR})
    list(POP_FRONT heard)
    minnorm_watchdog_test(says_where_it_hangs 125 l ${heard})
    minnorm_watchdog_test(resets 0 h -no-reboot ${deaf})
  endif()
endif()
