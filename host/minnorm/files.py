# SPDX-License-Identifier: MIT
"""Files that are whole or absent: what is final is renamed into place."""

import errno
import os
from contextlib import suppress
from pathlib import Path

from minnorm.errors import UserError


def write(path: Path, data: str | bytes) -> None:
    """Writes the file whole or not at all. Raises UserError, with the old file untouched, if that is not possible."""
    temporary = path.with_name(f".{path.name}.new")
    try:
        content = data.encode() if isinstance(data, str) else data
    except UnicodeEncodeError:
        raise UserError(f"{path} cannot be written: a name that it has to hold is not in UTF-8; rename that.") from None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(temporary, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise UserError(cannot_write(path, error)) from None


def text(path: Path) -> str:
    """What the file holds, in UTF-8. Raises OSError as `checked` does, or if it cannot be read."""
    return checked(path).read_text(encoding="utf-8")


def checked(path: Path) -> Path:
    """The path, to be opened. Raises OSError if it is there and something that one might wait for, or read, for ever."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OSError(errno.EINVAL, "it is a pipe or a device", str(path))
    return path


def is_full(error: OSError) -> bool:
    """Whether it says that there is no room left."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def cannot_write(path: Path | str, error: OSError) -> str:
    """The sentence for a file that cannot be written."""
    if is_full(error):
        return f"The disk is full at {path}; make room."
    return f"{path} cannot be written ({error.strerror})."
