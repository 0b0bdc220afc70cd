# SPDX-License-Identifier: MIT
cmake_minimum_required(VERSION 3.25)
# Fails if the linked image IMAGE, as NM lists it, has a heap's symbol in it, or no main: then it was stripped, and
# its symbols prove nothing.

execute_process(COMMAND ${NM} ${IMAGE} OUTPUT_VARIABLE listing COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^ \n]+\n" symbols "${listing}")
list(TRANSFORM symbols STRIP)

if(NOT main IN_LIST symbols)
  message(FATAL_ERROR "${IMAGE} has no symbol main: look at an image that was not stripped.")
endif()

# _Znw, _Zna: operator new; _Zdl, _Zda: operator delete. newlib's own entry points end in _r.
set(c_functions "_?(malloc|calloc|realloc|reallocarray|free|memalign|aligned_alloc|posix_memalign|valloc|sbrk)(_r)?")
list(FILTER symbols INCLUDE REGEX "^(_*${c_functions}|_Z(nw|na|dl|da).*)$")
if(symbols)
  list(REMOVE_DUPLICATES symbols)
  list(JOIN symbols ", " symbols)
  message(FATAL_ERROR "${IMAGE} has allocator symbols: ${symbols}.")
endif()
