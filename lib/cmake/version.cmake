# SPDX-License-Identifier: MIT
# minnorm_version: of this package, as include/minnorm/version.hpp has it.
set(header ${CMAKE_CURRENT_LIST_DIR}/../include/minnorm/version.hpp)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${header})
file(STRINGS ${header} numbers REGEX "VERSION_(MAJOR|MINOR|PATCH)")
string(REGEX MATCHALL "[0-9]+" numbers "${numbers}")
list(JOIN numbers . minnorm_version)
file(STRINGS ${header} text REGEX "MINNORM_VERSION \"${minnorm_version}\"$")
if(NOT text)
  message(FATAL_ERROR "version.hpp contradicts itself: give MINNORM_VERSION the numbers above it, \"${minnorm_version}\".")
endif()
