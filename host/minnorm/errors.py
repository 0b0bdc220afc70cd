# SPDX-License-Identifier: MIT
"""The one kind of error a user sees."""


class UserError(Exception):
    """Something a person can put right; its text is one sentence that says what and how."""


class Stopped(Exception):
    """The user stopped the command; its text says how to go on."""
