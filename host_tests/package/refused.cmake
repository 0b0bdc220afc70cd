# SPDX-License-Identifier: MIT
# Compiles SOURCE twice: with -DMINNORM_ALLOWED it has to compile, with FLAGS alone it has to fail with MESSAGE.

set(command ${CXX} -std=c++20 -fsyntax-only)
foreach(include IN LISTS INCLUDES)
  list(APPEND command -isystem ${include})
endforeach()

execute_process(COMMAND ${command} -DMINNORM_ALLOWED ${SOURCE} RESULT_VARIABLE status ERROR_VARIABLE output)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "Even what is allowed does not compile:\n${output}")
endif()

execute_process(COMMAND ${command} ${FLAGS} ${SOURCE} RESULT_VARIABLE status ERROR_VARIABLE output)
if(status EQUAL 0)
  message(FATAL_ERROR "It compiles, but should be refused.")
endif()
if(NOT output MATCHES "${MESSAGE}")
  message(FATAL_ERROR "It is refused, but not with \"${MESSAGE}\":\n${output}")
endif()
