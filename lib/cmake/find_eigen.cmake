# SPDX-License-Identifier: MIT
# Eigen3::Eigen of Eigen 3.4 to 5, if there is one. The version file of 3.4 refuses a range, others may want their own number.
foreach(version 3.4...5 3.4 5)
  if(NOT TARGET Eigen3::Eigen)
    find_package(Eigen3 ${version} QUIET NO_MODULE)
  endif()
endforeach()
