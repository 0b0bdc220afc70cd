# SPDX-License-Identifier: MIT
# Sets command to what stands after "--" on the command line of the script that includes this, and input to what has it read
# lines INPUT, if there are any: again and again, for a UART that is not up yet loses them.

set(command "")
set(found FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(index RANGE ${last})
  if(found)
    list(APPEND command "${CMAKE_ARGV${index}}")
  elseif(CMAKE_ARGV${index} STREQUAL "--")
    set(found TRUE)
  endif()
endforeach()

set(input "")
if(INPUT)
  set(input COMMAND yes ${INPUT})
endif()
