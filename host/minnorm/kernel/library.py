# SPDX-License-Identifier: MIT
"""The C library that minnorm.kernel calls: beside this file if the package is installed, else built into build/ when it is first needed."""

import ctypes
import hashlib
import os
import shlex
import subprocess
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

# Those of docs/C.md: with others the bits may not be a board's.
FLAGS = ("-std=c++17", "-O2", "-ffp-contract=off", "-fno-math-errno", "-fno-exceptions", "-fno-rtti")
SOURCES = ("lib/src/minnorm.cpp", "host/minnorm/kernel/stacks.cpp")
INCLUDE = "lib/include"

_HERE = Path(__file__).resolve().parent


def load() -> ctypes.CDLL:
    """Raises ImportError, in one sentence, if there is no library and none can be built."""
    installed = [_HERE / f"_minnorm{suffix}" for suffix in EXTENSION_SUFFIXES if (_HERE / f"_minnorm{suffix}").exists()]
    return ctypes.CDLL(str(installed[0] if installed else built(_HERE.parents[2])))


def built(root: Path) -> Path:
    """The library of the sources in that checkout, compiled by $CXX or g++ unless it is there from the last time."""
    if not (root / SOURCES[0]).exists():
        raise ImportError(f"minnorm.kernel has no library in {_HERE} and no source in {root}; install the package again.")
    compiler = shlex.split(os.environ.get("CXX", "g++"))
    command = [*compiler, *FLAGS, "-shared", "-fPIC", f"-I{INCLUDE}", *SOURCES]
    read = [*(root / source for source in SOURCES), *sorted(path for path in (root / INCLUDE).rglob("*") if path.is_file())]
    key = hashlib.sha256(b"\0".join([*(path.read_bytes() for path in read), *(word.encode() for word in command)])).hexdigest()[:16]
    library = root / "build" / "python" / f"minnorm-{key}.so"
    if library.exists():
        return library
    temporary = library.with_suffix(f".{os.getpid()}")
    try:
        library.parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run([*command, "-o", str(temporary)], cwd=root, capture_output=True, text=True)
        if done.returncode != 0:
            raise ImportError(f"minnorm.kernel could not be compiled by {compiler[0]}: {done.stderr.strip()[:500]}")
        os.replace(temporary, library)
    except FileNotFoundError:
        raise ImportError(f"minnorm.kernel is compiled when it is first imported, and {compiler[0]} is not installed; install it.") from None
    except OSError as error:
        raise ImportError(f"minnorm.kernel cannot be built in {library.parent} ({error.strerror}).") from None
    return library
