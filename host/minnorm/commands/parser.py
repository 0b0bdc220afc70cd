# SPDX-License-Identifier: MIT
"""A parser of arguments that names what was mistyped, and what was perhaps meant."""

import argparse
import sys
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from minnorm.errors import did_you_mean
from minnorm.text import printable_lines


class Parser(argparse.ArgumentParser):
    """One of the standard library's, but that an option that there is not is told of before what follows it is taken for something else."""

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None):  # type: ignore[override]
        """See argparse."""
        given = list(sys.argv[1:] if args is None else args)
        for name in self._options_among(given):
            known = [option for action in self._actions for option in action.option_strings]
            if not any(option.startswith(name) for option in known):
                self.error(f"there is no option {name}{did_you_mean(name, known)}")
        return super().parse_known_args(given, namespace)

    def _print_message(self, message: str, file: Any = None) -> None:
        super()._print_message(printable_lines(message), file)

    def _options_among(self, given: Sequence[str]) -> list[str]:
        """The names of options; what stands behind a command is the command's."""
        own = takewhile(lambda text: text != "--", given)
        if self._subparsers is not None:
            own = takewhile(lambda text: text.startswith("-"), own)
        return [text.partition("=")[0] for text in own if text.startswith("--") or (text.startswith("-") and text[1:2].isalpha())]

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as error:
            raise argparse.ArgumentError(action, error.message + did_you_mean(str(value), map(str, action.choices or ()))) from None
