# SPDX-License-Identifier: MIT
# The rows stand on the wire in double, whatever they are solved in; six arithmetics are long to build.
set(scalars double)
set(when_asked ON)
set(stack 131072)
# Eigen's own decomposition links the heap's functions.
list(APPEND exempt no_allocator static_stack)
if(CMAKE_CROSSCOMPILING)
  set(sources no_heap.cpp)
endif()
# Its packets add in another order than its plain loops do, on each processor in its own.
set(definitions EIGEN_DONT_VECTORIZE)
