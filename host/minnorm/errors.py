# SPDX-License-Identifier: MIT
"""The errors a user sees."""

import difflib
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_LONGEST = 200  # of what a library says
_PACKAGE = Path(__file__).parent


class UserError(Exception):
    """Something a person can put right; its text is one sentence that says what and how."""


class Logged(UserError):
    """It comes of what a board said: a run's log keeps that, and the same command may end in it again."""


class Stopped(Exception):
    """The user stopped the command; its text says how to go on."""


@contextmanager
def told_as(sentence: str) -> Iterator[None]:
    """Raises UserError with the sentence for whatever a library makes of numbers that no board computes, such as NaN where one counts."""
    try:
        yield
    except (UserError, Stopped, OSError):
        raise
    except Exception as error:
        *_, last = [frame for frame in traceback.extract_tb(error.__traceback__) if _PACKAGE in Path(frame.filename).parents]
        said = f"{type(error).__name__}: {error}"[:_LONGEST]
        raise UserError(f"{sentence} ({said}, from {Path(last.filename).name}:{last.lineno}).") from error


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """The known name that is most like the text, as a question in brackets behind it; empty if none is."""
    near = difflib.get_close_matches(text, known, 1)
    return f" (did you mean {near[0]}?)" if near else ""


def not_installed(tool: str, packages: str = "run") -> UserError:
    """For a tool that is in host/packages-<packages>.txt."""
    return UserError(f"{tool} is not installed; install the packages in host/packages-{packages}.txt.")
