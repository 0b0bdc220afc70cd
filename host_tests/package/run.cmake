# SPDX-License-Identifier: MIT
# What the package's tests do with other projects.

# need(<tool>...): finds each; without it the test says so, and is over.
macro(need)
  foreach(tool IN ITEMS ${ARGN})
    find_program(${tool} ${tool})
    if(NOT ${tool})
      message("SKIPPED: there is no ${tool}.")
      return()
    endif()
  endforeach()
endmacro()

# run(<command>...): it has to end with status 0.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "This failed with status ${status}: ${command}\n${output}")
  endif()
endfunction()

# refused(<regular expression> <command>...): CMake has to fail with one error that says that, in words that any white space may part.
function(refused message)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " said "${output}")
  if(status EQUAL 0)
    message(FATAL_ERROR "It goes on, but should be refused.\n${output}")
  endif()
  string(REGEX MATCHALL "CMake Error" errors "${output}")
  if(NOT errors STREQUAL "CMake Error" OR NOT said MATCHES "${message}")
    message(FATAL_ERROR "It is refused, but not with one error \"${message}\":\n${output}")
  endif()
endfunction()

# junit_has(<file> <name>...): each is a case of the report that passed.
function(junit_has report)
  file(READ ${report} text)
  foreach(name IN LISTS ARGN)
    if(NOT text MATCHES "<testcase name=\"${name}\"[^>]* status=\"run\"")
      message(FATAL_ERROR "${report} has no case ${name} that passed:\n${text}")
    endif()
  endforeach()
endfunction()
