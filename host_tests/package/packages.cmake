# SPDX-License-Identifier: MIT
# The packages of docs/PACKAGES.md.

# minnorm_package_test(<name> <script> <argument>...)
function(minnorm_package_test name script)
  add_test(NAME package.${name}
    COMMAND ${CMAKE_COMMAND} -D ROOT=${PROJECT_SOURCE_DIR} -D CXX=${CMAKE_CXX_COMPILER} -D GENERATOR=${CMAKE_GENERATOR} -D WORK=${work}/${name} ${ARGN}
      -P ${CMAKE_CURRENT_SOURCE_DIR}/${script})
  set_tests_properties(package.${name} PROPERTIES TIMEOUT 600 SKIP_REGULAR_EXPRESSION "SKIPPED:")
endfunction()

set(here ${CMAKE_CURRENT_SOURCE_DIR})
set(classes ${here}/consumer/main.cpp)
set(c ${here}/../c/mixer.c)
minnorm_package_test(fetched fetch.cmake -D PROGRAM=${classes})
minnorm_package_test(c_fetched_for_a_cortex_m4 fetch.cmake -D PROGRAM=${c} -D TOOLCHAIN=${here}/cortex_m4.cmake)
minnorm_package_test(meson_wrap meson.cmake -D CONSUMER=${here}/consumer_meson -D CLASSES=${classes} -D C=${c})
minnorm_package_test(meson_wrap_for_a_cortex_m4 meson.cmake -D CONSUMER=${here}/consumer_meson -D CLASSES=${classes} -D C=${c} -D CROSS=cortex_m4.ini)
minnorm_package_test(debian debian.cmake -D CLASSES=${classes} -D C=${c})
minnorm_package_test(arduino arduino.cmake -D EIGEN=${eigen})
