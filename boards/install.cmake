# SPDX-License-Identifier: MIT
# All boards in one folder, laid out as here: cmake -S boards -B <build> && cmake --install <build> --prefix <where>.

set(root ${CMAKE_CURRENT_SOURCE_DIR}/..)
set(package share/minnorm-boards)
install(DIRECTORY ${root}/boards ${root}/toolchains DESTINATION ${package})
install(FILES ${root}/host/minnorm/__init__.py ${root}/host/minnorm/errors.py DESTINATION ${package}/host/minnorm)
install(FILES ${root}/host/minnorm/device/__init__.py ${root}/host/minnorm/device/disassembly.py ${root}/host/minnorm/device/stack.py
  DESTINATION ${package}/host/minnorm/device)
