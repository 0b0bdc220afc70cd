# SPDX-License-Identifier: MIT
import os
import re

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load

required_conan_version = ">=2.0"


class Minnorm(ConanFile):
    name = "minnorm"
    license = "MIT"
    description = "Singular values, pseudoinverses and minimum-norm least squares for microcontrollers"
    topics = ("svd", "pseudoinverse", "least-squares", "embedded")
    package_type = "header-library"  # and one source, which is compiled where it is linked
    settings = "os", "arch", "compiler", "build_type"

    def _tree(self):
        return os.path.join(self.recipe_folder, os.pardir, os.pardir)

    def set_version(self):
        header = load(self, os.path.join(self._tree(), "lib", "include", "minnorm", "version.hpp"))
        self.version = re.search(r'MINNORM_VERSION "(.+)"', header)[1]

    def export_sources(self):
        for pattern in ("lib/*", "LICENSE"):
            copy(self, pattern, self._tree(), self.export_sources_folder)

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        self.requires("eigen/[>=3.4 <6]", transitive_headers=True)

    def package_id(self):
        self.info.clear()

    def generate(self):
        CMakeToolchain(self).generate()

    def build(self):
        CMake(self).configure(build_script_folder="lib")

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))

    def package_info(self):
        # The package's own minnormConfig.cmake is used: it has the flags and the C source.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("share", "cmake", "minnorm")]
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
