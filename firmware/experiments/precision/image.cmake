# SPDX-License-Identifier: MIT
# The rows stand on the wire in double, whatever they are solved in; six arithmetics are long to build.
set(scalars double)
set(when_asked ON)
# Of Eigen's own decomposition in double at 64 × 32, with some to spare.
set(stack 212992)
# That links the heap's functions too.
list(APPEND exempt no_allocator)
if(CMAKE_CROSSCOMPILING)
  set(sources no_heap.cpp)
endif()
# Its packets add in another order than its plain loops do, on each processor in its own.
set(definitions EIGEN_DONT_VECTORIZE)
