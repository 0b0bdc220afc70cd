# SPDX-License-Identifier: MIT
"""The errors a user sees."""


class UserError(Exception):
    """Something a person can put right; its text is one sentence that says what and how."""


class Stopped(Exception):
    """The user stopped the command; its text says how to go on."""


def not_installed(tool: str, packages: str = "run") -> UserError:
    """For a tool that is in host/packages-<packages>.txt."""
    return UserError(f"{tool} is not installed; install the packages in host/packages-{packages}.txt.")
