# SPDX-License-Identifier: MIT
"""./minnorm doctor: what is installed and in which version, which boards are plugged in, and what to type next.

It needs nothing but Python, for it is asked where something else is missing.
"""

import importlib.metadata
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from minnorm.report import charts

# What a part is for. Only the first has to be there.
RUN, TEST, BENCH, DEBUG, FLASH, WORKERS, COVERAGE = "run", "test", "bench", "debug", "flash", "run --workers", "coverage"
_INCLUDES = ("/usr/include", "/usr/local/include", "/opt/homebrew/include")
_DEVICES = Path("/dev")
_PORTS = ("ttyACM*", "ttyUSB*", "cu.usbmodem*", "cu.usbserial*")
_TTYS = Path("/sys/class/tty")
_SECONDS = 20
_VERSION = re.compile(r"\d+(?:\.\d+)+")


@dataclass(frozen=True)
class Part:
    """One thing to have: Debian's packages of it, and what finds its version ("" if it has none); None where it is not there."""

    name: str
    packages: tuple[str, ...]
    purpose: str
    find: Callable[[], str | None]
    least: str = ""


def _command(name: str) -> str | None:
    said = _said([name, "--version"])
    found = _VERSION.search(said or "")
    return None if said is None else found[0] if found else ""


def _said(words: Sequence[str], text: str = "") -> str | None:
    """What a command prints; None if it is not there or fails."""
    try:
        done = subprocess.run(words, input=text, capture_output=True, text=True, errors="replace", timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return None if done.returncode else done.stdout + done.stderr


def _module(name: str, distribution: str) -> str | None:
    if importlib.util.find_spec(name) is None:
        return None
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _header(name: str, numbers: str = "") -> str | None:
    """A header on one of the usual paths; its version from three #defines of that pattern in it or in Eigen's Macros.h."""
    for folder in _INCLUDES:
        path = Path(folder) / name
        if path.is_file():
            return ".".join(re.findall(numbers, path.read_text(errors="replace"))) if numbers else ""
    return None


def _includes(compiler: str, *options: str) -> str | None:
    """Whether a compiler finds the C and, unless told otherwise, the C++ library."""
    header = "#include <string.h>\n" + ("" if options else "#include <array>\n")
    language = ["-x", "c" if options else "c++"]
    return None if _said([compiler, *options, *language, "-E", "-o", os.devnull, "-"], header) is None else ""


def _tool(name: str, package: str, purpose: str, least: str = "") -> Part:
    return Part(name, (package,), purpose, partial(_command, name), least)


def _python(name: str, purpose: str, module: str = "", distribution: str = "") -> Part:
    return Part(f"Python's {distribution or name}", (f"python3-{name}",), purpose, partial(_module, module or name, distribution or name))


PARTS = (
    Part("python3", ("python3",), RUN, lambda: ".".join(map(str, sys.version_info[:3])), "3.11"),
    _tool("cmake", "cmake", RUN, "3.25"),
    _tool("ninja", "ninja-build", RUN),
    _tool("g++", "g++", RUN, "11"),
    _tool("ccache", "ccache", RUN),
    _tool("arm-none-eabi-g++", "gcc-arm-none-eabi", RUN, "11"),
    Part(
        "C and C++ library for Arm",
        ("libnewlib-arm-none-eabi", "libstdc++-arm-none-eabi-dev", "libstdc++-arm-none-eabi-newlib"),
        RUN,
        lambda: _includes("arm-none-eabi-g++"),
    ),
    _tool("riscv64-unknown-elf-g++", "gcc-riscv64-unknown-elf", RUN, "12"),
    Part(
        "C library for RISC-V",
        ("picolibc-riscv64-unknown-elf",),
        RUN,
        lambda: _includes("riscv64-unknown-elf-gcc", "--specs=picolibc.specs"),
    ),
    _tool("qemu-system-arm", "qemu-system-arm", RUN, "7.2"),
    _tool("qemu-system-riscv32", "qemu-system-misc", RUN, "7.2"),
    Part(
        "Eigen",
        ("libeigen3-dev",),
        RUN,
        lambda: _header("eigen3/Eigen/src/Core/util/Macros.h", r"#define EIGEN_(?:WORLD|MAJOR|MINOR)_VERSION (\d+)"),
        "3.4",
    ),
    Part("MsgPuck", ("libmsgpuck-dev",), RUN, lambda: _header("msgpuck.h")),
    _python("numpy", RUN),
    _python("rich", RUN),
    _python("jinja2", RUN, distribution="Jinja2"),
    _python("matplotlib", RUN),
    _python("msgpack", RUN),
    _python("pyelftools", RUN, "elftools"),
    _python("serial", RUN, distribution="pyserial"),
    _python("sklearn", RUN, distribution="scikit-learn"),
    Part("Chart.js", ("libjs-chart.js",), RUN, lambda: "" if charts.is_installed() else None),
    _tool("chromium", "chromium", TEST),
    _tool("chromedriver", "chromium-driver", TEST),
    _python("selenium", TEST),
    _tool("clang++", "clang", TEST),
    _tool("clang-format", "clang-format", TEST),
    _tool("clang-tidy", "clang-tidy", TEST),
    _tool("doxygen", "doxygen", TEST),
    _tool("mypy", "mypy", TEST),
    _python("flake8", TEST),
    _python("hypothesis", TEST),
    _python("jsonschema", TEST),
    _python("mpmath", TEST),
    _python("pandas", TEST),
    _python("pip", TEST),
    _python("pytest", TEST),
    _python("pytest-xdist", TEST, "xdist"),
    _python("yaml", TEST, distribution="PyYAML"),
    Part("libFuzzer", ("libclang-rt-dev",), TEST, lambda: _library("clang++", f"libclang_rt.fuzzer-{platform.machine()}.a")),
    Part("GoogleTest", ("libgtest-dev",), TEST, lambda: _header("gtest/gtest.h")),
    Part("LAPACKE", ("liblapacke-dev",), TEST, lambda: _header("lapacke.h")),
    _tool("git", "git", TEST),
    _tool("meson", "meson", TEST, "1.0"),
    _tool("pkg-config", "pkg-config", TEST),
    _tool("zsh", "zsh", TEST),
    Part("debhelper", ("debhelper",), TEST, lambda: "" if shutil.which("dh") else None),
    _tool("lintian", "lintian", TEST),
    _tool("arduino-builder", "arduino-builder", TEST),
    Part("Google Benchmark", ("libbenchmark-dev",), BENCH, lambda: _header("benchmark/benchmark.h")),
    Part("LAPACK", ("liblapack-dev",), BENCH, lambda: _library("g++", "liblapack.so")),
    _python("distributed", WORKERS),
    _tool("llvm-cov", "llvm", COVERAGE),
    _python("coverage", COVERAGE),
    _python("pytest-cov", COVERAGE, "pytest_cov"),
    _tool("gdb-multiarch", "gdb-multiarch", DEBUG),
    _tool("openocd", "openocd", FLASH),
    _tool("st-flash", "stlink-tools", FLASH),
)


def _library(compiler: str, name: str) -> str | None:
    said = _said([compiler, f"-print-file-name={name}"])
    return None if said is None or "/" not in said else ""


@dataclass(frozen=True)
class Port:
    """A serial port, what its device calls itself, and whether this user may use it."""

    device: str
    title: str
    is_usable: bool


def add(commands) -> None:
    """Adds the command's parser."""
    doctor = commands.add_parser(
        "doctor",
        help="say what is installed, which boards are plugged in, and what to type",
        description="Says what is installed and what is missing; installs nothing. The exit status is 1 if ./minnorm run lacks something.",
    )
    doctor.set_defaults(command=_doctor)


def _doctor(_: Namespace) -> int:
    return report(PARTS, ports())


def report(parts: Sequence[Part], found_ports: Sequence[Port]) -> int:
    """Prints what is there and what to type; 1 if a part of RUN is missing or too old, else 0."""
    missing: dict[str, list[str]] = {}
    for part in parts:
        version = part.find()
        state = "missing" if version is None else "too old" if _is_older(version, part.least) else "ok"
        if state != "ok":
            missing.setdefault(part.purpose, []).extend(part.packages)
        wanted = f"  (from {part.least} on)" if state == "too old" else "" if part.purpose == RUN else f"  (for ./minnorm {part.purpose})"
        print(f"{state:8} {f'{part.name} {version or str()}'.rstrip()}{wanted}")
    print()
    for port in found_ports:
        print(f"port     {port.device}  {port.title}".rstrip())
        if not port.is_usable:
            print(f"         You may not use it: usermod -a -G dialout {os.environ.get('USER') or 'NAME'}, and log in again.")
    if not found_ports:
        print("port     No board is plugged in that has a serial port.")
    print()
    for purpose, packages in missing.items():
        print(f"./minnorm {purpose} lacks something; install it with: {_install(packages)}")
    print(f"Next: {_next(RUN in missing, found_ports)}")
    return 1 if RUN in missing else 0


def _is_older(version: str, least: str) -> bool:
    """Whether a version that is known is below the least."""
    numbers = [int(number) for number in re.findall(r"\d+", version)]
    return bool(numbers and least) and numbers < [int(number) for number in least.split(".")]


def _install(packages: Sequence[str]) -> str:
    names = " ".join(dict.fromkeys(packages))
    return f"apt-get install --no-install-recommends {names}" if shutil.which("apt-get") else f"your package manager ({names} on Debian)"


def _next(lacks: bool, found_ports: Sequence[Port]) -> str:
    if lacks:
        return "install that, or let ./minnorm run do it."
    if found_ports:
        return f"./minnorm boards has NAMEs; ./minnorm flash --board NAME, ./minnorm run --board NAME --port {found_ports[0].device}"
    return "./minnorm run on an emulated board, ./minnorm new DIR for a program of your own."


def ports() -> list[Port]:
    """The serial ports of USB devices."""
    devices = sorted(path for pattern in _PORTS for path in _DEVICES.glob(pattern))
    return [Port(str(path), _title(path.name), os.access(path, os.R_OK | os.W_OK)) for path in devices]


def _title(name: str) -> str:
    """What the USB device behind a port calls itself, as Linux knows it."""
    folder = (_TTYS / name / "device").resolve()
    for place in (folder, *folder.parents[:3]):
        words = [(place / key).read_text(errors="replace").strip() for key in ("manufacturer", "product") if (place / key).is_file()]
        if words:
            return " ".join(words)
    return ""
