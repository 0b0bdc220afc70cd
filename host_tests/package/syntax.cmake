# SPDX-License-Identifier: MIT
# Compiles SOURCE with FLAGS: that has to fail with MESSAGE, or to succeed if there is none.

set(command ${CXX} -std=c++20 -fsyntax-only ${FLAGS})
foreach(include IN LISTS INCLUDES)
  list(APPEND command -isystem ${include})
endforeach()
execute_process(COMMAND ${command} ${SOURCE} RESULT_VARIABLE status ERROR_VARIABLE output)

if(NOT MESSAGE AND NOT status EQUAL 0)
  message(FATAL_ERROR "It does not compile:\n${output}")
elseif(MESSAGE AND status EQUAL 0)
  message(FATAL_ERROR "It compiles, but should be refused.")
elseif(NOT output MATCHES "${MESSAGE}")
  message(FATAL_ERROR "It is refused, but not with \"${MESSAGE}\":\n${output}")
endif()
