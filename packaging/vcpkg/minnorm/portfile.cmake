# SPDX-License-Identifier: MIT
# Of the checkout that this port is in. There is nothing to compile: minnorm::c is compiled where it is linked.
set(VCPKG_BUILD_TYPE release)
get_filename_component(SOURCE_PATH ${CMAKE_CURRENT_LIST_DIR}/../../.. ABSOLUTE)
vcpkg_cmake_configure(SOURCE_PATH ${SOURCE_PATH}/lib)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/minnorm)
vcpkg_install_copyright(FILE_LIST ${SOURCE_PATH}/LICENSE)
