# SPDX-License-Identifier: MIT
"""pip install .: minnorm.kernel with its library compiled, and nothing of the command ./minnorm. pyproject.toml has the rest."""

import re
import runpy
from pathlib import Path

from setuptools import Extension, setup

library = runpy.run_path("host/minnorm/kernel/library.py")
version = re.search(r'MINNORM_VERSION "(.+)"', Path("lib/include/minnorm/version.hpp").read_text())
assert version, "lib/include/minnorm/version.hpp has no version"

setup(
    version=version[1],
    ext_modules=[
        Extension(
            "minnorm.kernel._minnorm",
            list(library["SOURCES"]),
            include_dirs=[library["INCLUDE"]],
            depends=["host/minnorm/kernel/library.py", *sorted(str(path) for path in Path("lib/include").rglob("*.h*"))],
            extra_compile_args=list(library["FLAGS"]),
            language="c++",
        )
    ],
)
