# SPDX-License-Identifier: MIT
# A project that ./minnorm new lays out, with OPTIONS, in WORK: what its README says to type for the PRESET ends well and leaves a report
# with a case for each of its tests.

cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)

file(REMOVE_RECURSE "${WORK}")
set(project "${WORK}/a project")
run(${CMAKE_COMMAND} -E env PYTHONPATH=${ROOT}/host ${PYTHON3} -m minnorm new ${project} ${OPTIONS})
run(${CMAKE_COMMAND} -E chdir ${project} ${CMAKE_COMMAND} --workflow --preset ${PRESET})
set(tests the_motors_do_what_is_asked the_effort_is_the_least a_motor_that_fails_gets_no_thrust what_is_no_number_moves_nothing)
list(TRANSFORM tests PREPEND mixer_test.)
if(NOT PRESET STREQUAL "desktop")
  list(APPEND tests firmware.no_allocator firmware.static_stack mixer_test.no_allocator mixer_test.static_stack)
endif()
junit_has("${project}/build/${PRESET}/junit.xml" firmware ${tests})
