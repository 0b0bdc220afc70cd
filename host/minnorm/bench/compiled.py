# SPDX-License-Identifier: MIT
"""What a tool says of a program that is compiled to be looked at."""

import subprocess
from collections.abc import Sequence

from minnorm import paths
from minnorm.errors import UserError


def said(command: Sequence[str]) -> str:
    """A command's output, from the project's root. Raises UserError if it is not there or fails."""
    try:
        return subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, check=True).stdout
    except OSError:
        raise UserError(f"{command[0]} is not there; ./minnorm doctor says what to type.") from None
    except subprocess.CalledProcessError as error:
        raise UserError(f"{command[0]} failed:\n{error.stderr.strip()}") from None
