# SPDX-License-Identifier: MIT
"""What one board is asked for in a run, whatever the experiment."""

from collections.abc import Callable, Sequence
from typing import Protocol

from minnorm.device.boards import Firmware
from minnorm.link.conversation import Link
from minnorm.link.reception import Reception, Table
from minnorm.link.wire import Hello


class Job(Protocol):
    """An experiment as one board is asked for it. It fills one table, or several one after the other.

    `settings` are what run.json keeps of it, and tell one run from another; `sources` are what else Options need to ask for it
    again: where given data are; `limits` are sentences on what the board has no memory for; `unit` is what progress is counted in.
    """

    experiment: str
    firmware: Firmware
    settings: dict
    sources: dict
    limits: Sequence[str]
    unit: str

    def tables(self) -> dict[str, Table]:
        """Empty tables, by the names of their logs."""

    def total(self, receptions: Sequence[Reception]) -> int:
        """How much there is to do, as far as is known."""

    def parts(self, link: Link, hello: Hello) -> int:
        """Into how many shards it can be cut at most, as the board at the link may say. Raises UserError if it does not."""

    def check(self, hello: Hello) -> None:
        """Raises UserError if the board's firmware cannot do the job."""

    def converse(
        self, place: int, link: Link, hello: Hello, reception: Reception, log: Callable[[bytes], None]
    ) -> None:
        """Asks for all that the table number `place` lacks. Raises UserError if the line or the board gives up."""

    def files(self, tables: Sequence[Table]) -> dict[str, str]:
        """The finished tables as text, by the names of their files."""
