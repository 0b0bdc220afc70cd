# SPDX-License-Identifier: MIT
"""One side of a run: a board, its folder, its line, and the tables that it fills."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from minnorm import files, progress
from minnorm.device import build as builds
from minnorm.device import plugged
from minnorm.device.boards import Board
from minnorm.errors import UserError, told_as
from minnorm.experiments.job import Job
from minnorm.link import conversation, fault
from minnorm.link.conversation import Given
from minnorm.link.description import Description
from minnorm.link.line import ON_A_PORT, Link, Patience
from minnorm.link.recording import Recording
from minnorm.link.serial_port import Serial
from minnorm.link.transport import Program, Transport
from minnorm.link.wire import Hello
from minnorm.runs import folder, provenance, record
from minnorm.runs.record import Record, Times


@dataclass
class Side:
    """`run` is what run.json says; it stays None until the board has said who it is."""

    board: Board
    folder: Path
    job: Job
    port: str | None = None
    run: Record | None = None
    recordings: list[Recording] = field(default_factory=list)
    link: Link | None = None
    hello: Hello | None = None
    description: Description | None = None

    @property
    def settings(self) -> dict[str, Any]:
        return self.job.settings

    @property
    def total(self) -> int:
        """How much there is to do; 0 before the board has said how many cases there are."""
        return sum(len(recording.units()) for recording in self.recordings)

    @property
    def parts(self) -> int:
        """Into how many shards the run can be cut at most, once the board is connected."""
        assert self.description is not None
        return self.job.parts(self.description)

    @property
    def build(self) -> str:
        """What the sources are called that its rows are computed from."""
        said = self.hello or self.run
        assert said is not None
        return said.build

    def done(self) -> int:
        """How much of it has been recorded so far."""
        return sum(recording.done() for recording in self.recordings)

    def restore(self) -> None:
        """Reads what the folder already holds. Raises UserError if that is another run, or another build's than the board's."""
        try:
            self.run = record.read(self.folder)
        except UserError as error:
            raise UserError(f"{error} Choose another --out.") from None
        if self.run is not None:
            self.run.check(self.folder, self.settings, self.hello.build if self.hello else None)
        pairs = zip(self.job.sets, self.job.recordings(), strict=True)
        self.recordings = [folder.replay(self.folder, one.name, recording) for one, recording in pairs]

    def needs_board(self) -> bool:
        """Whether anything is missing that only the board can say."""
        return self.run is None or not all(recording.is_finished() for recording in self.recordings)

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
        self.link = Link(self._open(), Patience() if self.port is None else ON_A_PORT)
        try:
            self.hello = conversation.identify(self.link)
            self._check(self.hello)
            with conversation.refusals_told(self.hello):
                self.description = conversation.describe(self.link)
        except fault.Fault as error:
            raise self._fault(error) from None
        self.job.check(self.hello, self.description)

    def begin(self, started: str) -> None:
        """Writes run.json, unfinished, if there is none."""
        if self.run is None:
            hello = self.hello
            assert hello is not None
            self.run = Record(
                board=hello.board,
                core=hello.core,
                build=hello.build,
                scalar=hello.scalar,
                settings=self.settings,
                sources=self.job.sources,
                finished=False,
                times=Times(started),
                provenance=provenance.found(self.board, is_emulated=self.port is None and self.board.is_emulated),
            )
            record.write(self.folder, self.run)

    def record(self, gate: Callable[[], None] = lambda: None) -> None:
        """Asks the board for everything that is missing, then writes the tables. `gate` may keep it waiting before a unit."""
        start = time.monotonic()
        try:
            self._complete(gate)
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
        program = builds.program(self.board, self.job.firmware)
        report = fault.located(error.report, fault.place(builds.tool(self.board, "ADDR2LINE"), program))
        return UserError(f"{self.board.name} faulted: {report}; ./minnorm debug --board {self.board.name} shows more.")

    def _open(self) -> Transport:
        if self.port is not None:
            port = plugged.device(self.board, self.port)
            line = Serial(port, self.board.baud)
            progress.say(f"Asking the board on {port} what it is ...")
            return line
        return Program(builds.command(self.board, builds.program(self.board, self.job.firmware), counts=self.job.counts))

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
        if self.run is not None:
            self.run.check(self.folder, self.settings, hello.build)

    def _complete(self, gate: Callable[[], None]) -> None:
        for one, recording in zip(self.job.sets, self.recordings, strict=True):
            if not recording.is_finished():
                assert self.link is not None and self.hello is not None
                log = folder.RawLog(self.folder, one.name)
                try:
                    conversation.record(self.link, self.hello, recording, log.append, partial(_behind, gate, one.given))
                finally:
                    log.close()

    def _finish(self, seconds: float) -> None:
        with told_as(f"Of what {self.board.name} sent no tables can be made"):
            sheets = self.job.sheets(self.recordings)
        for name, sheet in sheets.items():
            files.write(self.folder / name, sheet.text)
        self._count(seconds, {name: sheet.keys for name, sheet in sheets.items()})

    def _count(self, seconds: float, tables: dict[str, int] | None = None) -> None:
        """Brings run.json's counts up to date, unless the run was finished before; with its tables it is.

        They are of all sessions of the run: frames as the raw logs have them, while `repeated`, `asked_again` and `seconds` are
        added up at the end of each session, so that one ended by SIGKILL is missing in these three.
        """
        run = self.run
        if run is None or run.finished:
            return
        run.frames.received = sum(recording.frames for recording in self.recordings)
        run.frames.damaged = sum(recording.damaged for recording in self.recordings)
        run.frames.lost = sum(recording.lost for recording in self.recordings)
        if self.link is not None:
            run.frames.repeated += self.link.repeated
            run.frames.asked_again += self.link.asked_again
            self.link.repeated = self.link.asked_again = 0
        run.times.seconds = round(run.times.seconds + seconds, 3)
        if tables is not None:
            run.finished, run.tables = True, tables
        record.write(self.folder, run)


def _behind(gate: Callable[[], None], given: Given, repeat: int) -> Mapping[str, np.ndarray]:
    """The inputs of a repeat, when the gate lets them."""
    gate()
    return given(repeat)
