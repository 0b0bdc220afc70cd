# SPDX-License-Identifier: MIT
"""One side of a run: a board, its folder, its line, and the tables that it fills."""

import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from minnorm import files
from minnorm.device import build
from minnorm.link import conversation, fault
from minnorm.runs import store
from minnorm.device.boards import Board
from minnorm.link.conversation import Link
from minnorm.errors import UserError
from minnorm.runs.job import Job
from minnorm.link.reception import Reception, Table
from minnorm.link.transport import Program, Serial, Transport
from minnorm.link.wire import Hello


@dataclass
class Side:
    """`run` is what run.json says; it stays None until the board has said who it is."""

    board: Board
    folder: Path
    job: Job
    port: str | None = None
    run: dict | None = None
    receptions: list[Reception] = field(default_factory=list)
    link: Link | None = None
    hello: Hello | None = None

    @property
    def settings(self) -> dict:
        return self.job.settings

    @property
    def tables(self) -> list[Table]:
        return [reception.table for reception in self.receptions]

    @property
    def total(self) -> int:
        """How much there is to do."""
        return self.job.total(self.receptions)

    def done(self) -> int:
        """How much of it has been recorded so far."""
        return sum(table.done() for table in self.tables)

    def restore(self) -> None:
        """Reads what the folder already holds. Raises UserError if that is another run, or another build's than the board's."""
        try:
            self.run = store.read(self.folder)
        except UserError as error:
            raise UserError(f"{error} Choose another --out.") from None
        store.check_same(self.folder, self.run, self.settings, self.hello.build if self.hello else None)
        self.receptions = [store.replay(self.folder, name, table) for name, table in self.job.tables().items()]

    def needs_board(self) -> bool:
        """Whether anything is missing that only the board can say."""
        return self.run is None or not all(table.is_finished() for table in self.tables)

    def needs_build(self) -> bool:
        """Whether a program must be built to start the board: a board on a port carries its own."""
        return self.needs_board() and self.port is None

    def check_line(self) -> None:
        """Raises UserError if the board is needed and nothing is known of where it is."""
        board = self.board
        if self.needs_board() and self.port is None and not (board.is_desktop or board.is_emulated):
            raise UserError(
                f"{board.name} has no emulator; ./minnorm flash --board {board.name} puts the firmware on it, and --port names "
                "the serial port that it is on."
            )

    def connect(self) -> None:
        """Starts the board and lets it say who it is; nothing is written. Raises UserError if it is not the one wanted."""
        self.link = Link(self._open())
        try:
            self.hello = conversation.identify(self.link)
        except fault.Fault as error:
            raise self._fault(error) from None
        self._check(self.hello)

    def begin(self, started: str) -> None:
        """Writes run.json, unfinished, if there is none."""
        if self.run is None:
            hello = self.hello
            identity = {"board": hello.board, "core": hello.core, "build": hello.build, "scalar": hello.scalar}
            times = {"started": started, "seconds": 0.0}
            counts = dict.fromkeys(store.COUNTS, 0)
            asked = {"settings": self.settings, "sources": self.job.sources}
            self.run = {**identity, **asked, "finished": False, "times": times, "frames": counts}
            store.write_run(self.folder, self.run)

    def record(self) -> None:
        """Asks the board for everything that is missing, then writes the tables."""
        start = time.monotonic()
        try:
            self._complete()
        except UserError as error:
            with suppress(UserError):  # the first error is the one to tell
                self._count(time.monotonic() - start)
            raise self._fault(error) if isinstance(error, fault.Fault) else error
        self.close()
        self._finish(time.monotonic() - start)

    def close(self) -> None:
        """Ends the board's program or frees its port. May be called twice."""
        if self.link is not None:
            self.link.transport.close()

    def _fault(self, error: fault.Fault) -> UserError:
        program = build.program(self.board, self.job.firmware)
        report = fault.located(error.report, fault.place(build.tool(self.board, "ADDR2LINE"), program))
        return UserError(f"{self.board.name} faulted: {report}; ./minnorm debug --board {self.board.name} shows more.")

    def _open(self) -> Transport:
        if self.port is not None:
            return Serial(self.port, self.board.baud)
        return Program(build.command(self.board, build.program(self.board, self.job.firmware)))

    def _check(self, hello: Hello) -> None:
        scalar = self.settings["scalar"]
        if hello.board != self.board.name:
            raise UserError(f"The board that answers is {hello.board}, not {self.board.name}; check --board and --port.")
        if hello.scalar != scalar:
            raise UserError(
                f"{hello.board} computes in {hello.scalar}; run with --scalar {hello.scalar} or flash the other firmware."
            )
        if hello.experiment != self.job.experiment:
            raise UserError(
                f"{hello.board} runs the firmware of {hello.experiment}; flash the other one: "
                f"./minnorm flash --board {hello.board} --firmware {self.job.firmware.name}."
            )
        self.job.check(hello)
        store.check_same(self.folder, self.run, self.settings, hello.build)

    def _complete(self) -> None:
        for place, (name, reception) in enumerate(zip(self.job.tables(), self.receptions, strict=True)):
            if not reception.table.is_finished():
                log = store.RawLog(self.folder, name)
                try:
                    self.job.converse(place, self.link, self.hello, reception, log.append)
                finally:
                    log.close()

    def _finish(self, seconds: float) -> None:
        for name, text in self.job.files(self.tables).items():
            files.write(self.folder / name, text)
        self._count(seconds, is_finished=True)

    def _count(self, seconds: float, *, is_finished: bool = False) -> None:
        """Brings run.json's counts up to date, unless the run was finished before.

        They are of all sessions of the run: frames as the raw logs have them, while `repeated`, `asked_again` and `seconds` are
        added up at the end of each session, so that one ended by SIGKILL is missing in these three.
        """
        if self.run["finished"]:
            return
        counts = self.run["frames"]
        counts["received"] = sum(reception.frames for reception in self.receptions)
        counts["damaged"] = sum(reception.damaged for reception in self.receptions)
        counts["lost"] = sum(reception.lost for reception in self.receptions)
        counts["repeated"] += self.link.repeated if self.link else 0
        counts["asked_again"] += self.link.asked_again if self.link else 0
        self.run["times"]["seconds"] = round(self.run["times"]["seconds"] + seconds, 3)
        self.run["finished"] = is_finished
        store.write_run(self.folder, self.run)
