# SPDX-License-Identifier: MIT
"""clang-tidy: python3 -m minnorm.commands.tidy REPORT.xml, after the desktop's build.

Over the headers of lib, firmware and boards/board.hpp, and the sources of firmware/link and boards/desktop.

What is in headers is looked at as one source that includes them all. A result is kept until something that it depends on changes.
"""

import hashlib
import subprocess
import sys
import xml.etree.ElementTree as xml
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from minnorm import files, paths, processors
from minnorm.device import boards
from minnorm.errors import UserError, not_installed

_FOLDERS = ("lib", "firmware", "boards")
_KEPT = paths.BUILD / "tidy"
_FLAGS = ("-std=c++20", "-ffp-contract=off", "-I.", "-Ilib/include", "-Ifirmware", "-Iboards")
_SYSTEM = ("-isystem", "/usr/include/eigen3")


def main(report: Path) -> int:
    """Looks at every source, prints what is wrong, and writes the cases as JUnit has them."""
    headers = sorted(path for folder in _FOLDERS for path in (paths.ROOT / folder).rglob("*.hpp") if _is_portable(path))
    together = _KEPT / "headers.cpp"
    files.write(together, "".join(f'#include "{path.relative_to(paths.ROOT)}"\n' for path in headers))
    sources = [together, *sorted((paths.ROOT / "firmware" / "link").glob("*.cpp")), *sorted((paths.BOARDS / boards.DESKTOP).glob("*.cpp"))]
    state = hashlib.sha256(b"".join(path.read_bytes() for path in (*headers, paths.ROOT / ".clang-tidy"))).hexdigest()
    print(f"collected {len(sources)} items", flush=True)
    with ThreadPoolExecutor(processors.count()) as pool:
        said = list(pool.map(lambda source: _look(source, state), sources))
    root = xml.Element("testsuite", name="tidy")
    for source, complaint in zip(sources, said, strict=True):
        case = xml.SubElement(root, "testcase", classname="tidy", name=source.name)
        if complaint:
            xml.SubElement(case, "failure").text = complaint
            print(complaint, flush=True)
    files.write(report, xml.tostring(root, encoding="unicode") + "\n")
    return 1 if any(said) else 0


def _is_portable(header: Path) -> bool:
    """Whether this machine's compiler can read it: not what is for a core, nor what a board's build makes."""
    parts = header.relative_to(paths.ROOT).parts
    return parts[0] != "boards" or parts[1:] == ("board.hpp",)


def _look(source: Path, state: str) -> str:
    """What clang-tidy says of the source; empty if it is clean."""
    key = hashlib.sha256(source.read_bytes() + state.encode()).hexdigest()[:16]
    kept = _KEPT / f"{source.stem}-{key}.clean"
    complaint = "" if kept.exists() else _tidy(source)
    if not complaint:
        files.write(kept, "")
    print(f"[tidy] {'FAILED' if complaint else 'PASSED'} tidy::{source.name}", flush=True)
    return complaint


def _tidy(source: Path) -> str:
    includes = ("-isystem", str(paths.BUILD / boards.DESKTOP / "firmware" / "msgpuck"), "-Ibuild/desktop/boards")
    arguments: Sequence[str] = ["clang-tidy", "--quiet", str(source), "--", *_FLAGS, *_SYSTEM, *includes]
    try:
        done = subprocess.run(arguments, cwd=paths.ROOT, capture_output=True, text=True)
    except FileNotFoundError:
        raise not_installed(arguments[0], "test") from None
    return "" if done.returncode == 0 else (done.stdout.strip() or done.stderr.strip())


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1])))
    except UserError as error:
        print(f"minnorm: {error}", file=sys.stderr)
        sys.exit(1)
