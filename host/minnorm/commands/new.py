# SPDX-License-Identifier: MIT
"""./minnorm new: lays out a project of one's own, with a program, its tests on these boards, and what a CI needs."""

import re
from argparse import Namespace
from pathlib import Path

from minnorm import files, paths
from minnorm.errors import UserError

_TEMPLATE = paths.ROOT / "host" / "minnorm" / "project"
_LICENCE = "SPDX-License-Identifier"  # a line of this tree's sources: what is laid out is its owner's
_DOT = "dot_"  # begins the names of files that are hidden there


def add(commands) -> None:
    """Adds the command's parser."""
    new = commands.add_parser(
        "new",
        help="lay out a project: your own program on these boards, tested in emulators and in CI",
        description="Lays out a project with a program, its tests, CMake presets for boards here, and CI files.",
    )
    new.add_argument("folder", type=Path, metavar="DIR", help="a new or an empty folder")
    new.add_argument("--c", action="store_true", help="in C (default: C++)")
    new.set_defaults(command=_new)


def _new(arguments: Namespace) -> int:
    lay_out(arguments.folder, in_c=arguments.c)
    shown = paths.shown(arguments.folder)
    print(f"{shown} is laid out; next: cd {shown} && cmake --workflow --preset mps2_an386 (README.md has the rest).")
    return 0


def lay_out(folder: Path, *, in_c: bool) -> None:
    """Writes the project. Raises UserError, with nothing written, if there is something in the folder already."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            what = "is not empty" if folder.is_dir() else "is a file"
            raise UserError(f"{folder} {what}; name a new folder.")
    except OSError as error:
        raise UserError(f"{folder} cannot be read ({error.strerror}); name a new folder.") from None
    language = "c" if in_c else "cpp"
    values = _values(folder, language)
    for part in ("common", language):
        for source in sorted(path for path in (_TEMPLATE / part).rglob("*") if path.is_file()):
            name = "/".join(re.sub(f"^{_DOT}", ".", word) for word in source.relative_to(_TEMPLATE / part).parts)
            files.write(folder / name, _filled(source.read_text(), values))


def _values(folder: Path, language: str) -> dict[str, str]:
    """What stands for each @NAME@ of the template."""
    in_c = language == "c"
    name = re.sub(r"\W+", "_", folder.resolve().name, flags=re.ASCII).strip("_") or "firmware"
    return {
        "NAME": f"_{name}" if name[0].isdigit() else name,
        "MINNORM": str(paths.ROOT),
        "COMMAND": str(paths.ROOT / "minnorm"),
        "SUFFIX": language,
        "SOURCES": "mixer.c" if in_c else "mixer.hpp",
        "UNIT": "mixer.h`, `mixer.c" if in_c else "mixer.hpp",
        "LIBRARY": "minnorm::c" if in_c else "minnorm::minnorm",
        "PACKAGES": " ".join((paths.ROOT / "host" / "packages-boards.txt").read_text().split()),
    }


def _filled(text: str, values: dict[str, str]) -> str:
    lines = [line for line in text.splitlines(keepends=True) if _LICENCE not in line]
    return re.sub(r"@([A-Z]+)@", lambda match: values[match[1]], "".join(lines))
