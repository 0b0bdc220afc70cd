# SPDX-License-Identifier: MIT
"""Every source is formatted by .clang-format and names its licence."""

import shutil
import subprocess

import pytest
from minnorm import paths

_FOLDERS = ("lib", "bench", "firmware", "boards", "host", "host_tests", "toolchains")
_CPP = {".cpp", ".hpp"}
_CODE = _CPP | {".py", ".cmake", ".ld", ".in"}


def _sources(suffixes):
    files = (path for folder in _FOLDERS for path in (paths.ROOT / folder).rglob("*"))
    return sorted(path for path in files if path.suffix in suffixes and path.is_file())


@pytest.mark.skipif(shutil.which("clang-format") is None, reason="clang-format is not installed")
def test_cpp_is_formatted():
    files = _sources(_CPP)
    assert files
    done = subprocess.run(["clang-format", "--dry-run", "--Werror", *files], cwd=paths.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


def test_every_source_begins_with_its_licence():
    files = _sources(_CODE)
    assert files
    without = [path for path in files if "SPDX-License-Identifier: MIT" not in "".join(path.open().readlines()[:3])]
    assert not without
