# SPDX-License-Identifier: MIT
"""Every source is formatted, clean by the tools that look at it, and names its licence."""

import re
import shutil
import subprocess
import sys

import pytest
from minnorm import paths

_FOLDERS = ("lib", "bench", "firmware", "boards", "host", "host_tests", "packaging", "toolchains")
_CPP = {".c", ".cpp", ".h", ".hpp"}
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
    files = _sources(_CODE) + sorted(path for path in _sources({".txt"}) if path.name == "CMakeLists.txt")
    assert files
    without = [path for path in files if "SPDX-License-Identifier: MIT" not in "".join(path.open().readlines()[:3])]
    assert not without


@pytest.mark.parametrize("tool", ["flake8", "mypy"])
def test_python_is_clean(tool):
    """By the settings in .flake8 and pyproject.toml."""
    folders = ["host", "host_tests/python"] if tool == "flake8" else []
    done = subprocess.run([sys.executable, "-m", tool, *folders], cwd=paths.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]


def _loose_lines(text, is_python):
    """Lines that end in white space, and empty lines in a row: Python has two between its functions."""
    found = [number for number, line in enumerate(text.split("\n"), start=1) if line != line.rstrip()]
    empty = re.finditer(r"\n\n\n\n" if is_python else r"\n\n\n", text)
    return found + [text.count("\n", 0, match.start()) + 2 for match in empty]


def test_loose_lines_are_found():
    assert _loose_lines("a\n\nb\n", False) == _loose_lines("a\n\n\nb\n", True) == []
    assert _loose_lines("a \nb\n", False) == [1]
    assert _loose_lines("a\n\n\nb\n", False) == _loose_lines("a\n\n\n\nb\n", True) == [2]


def test_no_file_has_loose_lines():
    texts = _sources(_CODE) + [path for place in (".", "docs") for path in (paths.ROOT / place).glob("*.md")]
    assert texts
    loose = {str(path): lines for path in texts if (lines := _loose_lines(path.read_text(), path.suffix == ".py"))}
    assert not loose
