# SPDX-License-Identifier: MIT
# Builds the example of the Arduino library laid out from the tree ROOT, for the core in arduino/, as Arduino's own tool does: its compiler
# fuses multiply-adds where it may, which is once, in the core.

cmake_minimum_required(VERSION 3.25)
foreach(tool arduino-builder arm-none-eabi-g++ arm-none-eabi-objdump)
  find_program(${tool} ${tool})
  if(NOT ${tool})
    message("SKIPPED: there is no ${tool}.")
    return()
  endif()
endforeach()

include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)
file(REMOVE_RECURSE ${WORK})
set(platform ${WORK}/hardware/minnorm/arm)
file(COPY ${CMAKE_CURRENT_LIST_DIR}/arduino/core DESTINATION ${platform}/cores)
file(COPY ${CMAKE_CURRENT_LIST_DIR}/arduino/boards.txt ${CMAKE_CURRENT_LIST_DIR}/arduino/platform.txt DESTINATION ${platform})
file(MAKE_DIRECTORY ${WORK}/libraries ${WORK}/build ${WORK}/tools)
run(${ROOT}/packaging/lay_out.sh arduino ${WORK}/libraries/minnorm)
run(${arduino-builder} -compile -warnings all -hardware /usr/share/arduino-builder -hardware ${WORK}/hardware -tools ${WORK}/tools
  -libraries ${WORK}/libraries -fqbn minnorm:arm:m4 -build-path ${WORK}/build ${WORK}/libraries/minnorm/examples/Mixer/Mixer.ino)

execute_process(COMMAND ${arm-none-eabi-objdump} -d ${WORK}/build/Mixer.ino.elf OUTPUT_VARIABLE code COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "vfn?m[as]" fused "${code}")
list(LENGTH fused count)
if(NOT count EQUAL 1 OR NOT code MATCHES "minnorm_lstsq_f32")
  message(FATAL_ERROR "The image has ${count} fused multiply-adds, and should have minnorm_lstsq_f32 and one, the core's own.")
endif()
