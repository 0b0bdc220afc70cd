# SPDX-License-Identifier: MIT
"""The errors a user sees."""

import difflib
from collections.abc import Iterable


class UserError(Exception):
    """Something a person can put right; its text is one sentence that says what and how."""


class Logged(UserError):
    """It comes of what a board said: the run's log keeps that, so the same command would end in it again."""


class Stopped(Exception):
    """The user stopped the command; its text says how to go on."""


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """The known name that is most like the text, as a question in brackets behind it; empty if none is."""
    near = difflib.get_close_matches(text, known, 1)
    return f" (did you mean {near[0]}?)" if near else ""


def not_installed(tool: str, packages: str = "run") -> UserError:
    """For a tool that is in host/packages-<packages>.txt."""
    return UserError(f"{tool} is not installed; install the packages in host/packages-{packages}.txt.")
