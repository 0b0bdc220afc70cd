# SPDX-License-Identifier: MIT
# Sixteen decompositions of other people's and of ours in six arithmetics: long to build, and the heap's functions are linked with Eigen's.
# The rows stand on the wire in double, whatever they are solved in.
set(scalars double)
set(when_asked ON)
list(APPEND exempt no_allocator static_stack)
set(stack 131072)
# Eigen's packets add in another order than its plain loops do, on each processor in its own.
set(definitions EIGEN_DONT_VECTORIZE)
