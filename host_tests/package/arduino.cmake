# SPDX-License-Identifier: MIT
# arduino-builder builds the examples of the library that packaging/layout.cmake lays out, for a core with Arduino.h's macros and the
# compiler's own -ffp-contract. No image has a fused multiply-add; where qemu-system-arm is installed, each says the thrusts.

cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)

need(arduino-builder arm-none-eabi-g++ arm-none-eabi-objdump)

file(REMOVE_RECURSE ${WORK})
set(platform ${WORK}/hardware/minnorm/arm)
file(COPY ${CMAKE_CURRENT_LIST_DIR}/arduino/boards.txt ${CMAKE_CURRENT_LIST_DIR}/arduino/platform.txt DESTINATION ${platform})
file(COPY ${CMAKE_CURRENT_LIST_DIR}/arduino/core/ DESTINATION ${platform}/cores/least)
run(${CMAKE_COMMAND} -D PACKAGE=arduino -D OUT=${WORK}/libraries/minnorm -P ${ROOT}/packaging/layout.cmake)
file(WRITE ${WORK}/libraries/Eigen/library.properties "name=Eigen\nversion=3.4.0\nauthor=-\nmaintainer=-\ncategory=Other\narchitectures=*\n")
file(WRITE ${WORK}/libraries/Eigen/src/eigen.h "#pragma once\n#include \"Eigen/Core\"\n")
file(CREATE_LINK ${EIGEN}/Eigen ${WORK}/libraries/Eigen/src/Eigen SYMBOLIC)

find_program(qemu qemu-system-arm)
foreach(example mixer eigen_mixer)
  set(build ${WORK}/${example})
  file(MAKE_DIRECTORY ${build})
  run(arduino-builder -compile -hardware ${WORK}/hardware -hardware /usr/share/arduino-builder -tools /usr/share/arduino-builder -libraries ${WORK}/libraries
    -fqbn minnorm:arm:m4 -build-path ${build} -warnings all ${WORK}/libraries/minnorm/examples/${example}/${example}.ino)
  set(image ${build}/${example}.ino.elf)
  execute_process(COMMAND arm-none-eabi-objdump --disassemble ${image} OUTPUT_VARIABLE code COMMAND_ERROR_IS_FATAL ANY)
  if(NOT code MATCHES "vmul.f32" OR code MATCHES "vfn?m[as]")
    message(FATAL_ERROR "${image} has a fused multiply-add, or no product of floats.")
  endif()
  if(qemu)
    execute_process(COMMAND ${qemu} -M mps2-an386 -nographic -semihosting -kernel ${image} TIMEOUT 20 OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
    if(NOT said STREQUAL "0.0128\n0.2372\n-0.0893\n-0.1607\n")
      message(FATAL_ERROR "${image} says ${said}")
    endif()
  endif()
endforeach()
