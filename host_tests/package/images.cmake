# SPDX-License-Identifier: MIT
# Other projects' programs on the boards here, and on a board of their own.

# Their compilations are often those of the last time.
set(environment "")
if(CCACHE)
  foreach(language C CXX)
    list(APPEND environment CMAKE_${language}_COMPILER_LAUNCHER=${CCACHE})
  endforeach()
endif()

# minnorm_image_test(<name> <board> <program> <argument>...): the project image/ with that program; arguments are image.cmake's.
function(minnorm_image_test name board program)
  add_test(NAME package.${name} COMMAND ${CMAKE_COMMAND} -D GENERATOR=${CMAKE_GENERATOR}
    -D MAKE_PROGRAM=${CMAKE_MAKE_PROGRAM} -D BOARDS=${PROJECT_SOURCE_DIR}/boards
    -D "WORK=${work}/${name}" -D BOARD=${board} -D PROGRAM=${program} ${ARGN}
    -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/image.cmake)
  set_tests_properties(package.${name} PROPERTIES TIMEOUT 300 ENVIRONMENT "${environment}")
endfunction()

set(cpp "my_test.has_a_name\\;my_test.is_told_one_name")
set(c "my_test.has_a_name\\;my_test.counts_cycles")
set(checks "my_test.no_allocator\\;my_test.static_stack")
minnorm_image_test(image_in_cpp_with_boards_installed mps2_an386 main.cpp -D INSTALL=ON -D "NAMES=${cpp}\\;${checks}")
minnorm_image_test(image_in_c_with_boards_as_a_subdirectory riscv_virt32 main.c -D "NAMES=${c}\\;${checks}")
minnorm_image_test(image_in_c_on_the_desktop desktop main.c -D "NAMES=${c}")
minnorm_image_test(image_for_a_board_of_one_s_own microbit main.cpp -D OWN=mine -D INSTALL=ON -D "NAMES=${cpp}\\;${checks}")
minnorm_image_test(image_for_a_board_of_one_s_own_by_name mps2_an385 main.c -D OWN=mine -D BY_NAME=ON -D "NAMES=${c}\\;${checks}")

minnorm_image_test(image_for_an_unknown_board nowhere main.cpp -D "MESSAGE=There is no board \"nowhere\": MINNORM_BOARD is one of desktop, hifive1_revb")
minnorm_image_test(image_for_a_folder_without_board_json microbit main.cpp -D OWN=mine -D LACKS=board.json
  -D "MESSAGE=own boards/mine, which has no board.json: docs/PORTING.md describes it\\.")
minnorm_image_test(image_for_a_name_without_board_json microbit main.cpp -D OWN=mine -D BY_NAME=ON -D LACKS=board.json
  -D "MESSAGE=own boards/mine has no board.json: docs/PORTING.md describes it\\.")
minnorm_image_test(image_for_a_folder_without_wiring microbit main.cpp -D OWN=mine -D LACKS=wiring.hpp
  -D "MESSAGE=own boards/mine has no wiring.hpp, which the drivers of boards/soc/nrf51 need")
minnorm_image_test(image_without_a_compiler riscv_virt32 main.cpp -D NO_COMPILER=riscv64-unknown-elf-g++
  -D "MESSAGE=riscv64-unknown-elf-g\\+\\+ was not found: apt-get install gcc-riscv64-unknown-elf")
minnorm_image_test(image_of_a_project_without_cpp mps2_an386 main.c -D LANGUAGES=C
  -D "MESSAGE=image has to name CXX among the LANGUAGES of its project\\(\\): start-up code and drivers are C\\+\\+\\.")
minnorm_image_test(image_without_a_board desktop main.cpp -D NO_SELECT=ON
  -D "MESSAGE=image has no board yet, which has to be known before project\\(\\): include\\(.*boards/select.cmake\\) there\\.")

# What ./minnorm new lays out.
function(minnorm_project_test preset language)
  set(options "")
  if(language STREQUAL "c")
    set(options --c)
  endif()
  set(name project_in_${language}_on_${preset})
  add_test(NAME package.${name} COMMAND ${CMAKE_COMMAND} -D ROOT=${PROJECT_SOURCE_DIR} -D PYTHON3=${PYTHON3} -D PRESET=${preset}
    -D OPTIONS=${options} -D "WORK=${work}/${name}" -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/project.cmake)
  set_tests_properties(package.${name} PROPERTIES TIMEOUT 300 ENVIRONMENT "${environment}")
endfunction()
foreach(preset IN ITEMS desktop mps2_an386 microbit riscv_virt32)
  minnorm_project_test(${preset} cpp)
  minnorm_project_test(${preset} c)
endforeach()

add_test(NAME package.own_firmware_by_its_page COMMAND ${CMAKE_COMMAND} -D ROOT=${PROJECT_SOURCE_DIR} -D WORK=${work}/own_firmware_by_its_page
  -P ${CMAKE_CURRENT_LIST_DIR}/page.cmake)
set_tests_properties(package.own_firmware_by_its_page PROPERTIES TIMEOUT 300 ENVIRONMENT "${environment}")
