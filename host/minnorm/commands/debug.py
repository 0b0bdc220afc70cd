# SPDX-License-Identifier: MIT
"""./minnorm debug: GDB on a board's firmware, in its emulator or, through a probe, on the board itself."""

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from minnorm import paths, progress
from minnorm.commands import arguments as kinds
from minnorm.device import boards, build
from minnorm.device.boards import Board, Firmware
from minnorm.errors import UserError
from minnorm.link import transport

EMULATOR_PORT = 1234
PROGRAM = paths.BUILD / "debug.elf"  # where .vscode/launch.json finds whichever board's program is debugged
READY = "GDB may connect to localhost:"  # .vscode/tasks.json waits for it
_GDB = {
    "arm-none-eabi": ("gdb-multiarch", "arm-none-eabi-gdb"),
    "riscv-unknown-elf": ("gdb-multiarch", "riscv64-unknown-elf-gdb"),
}
_START_SECONDS = 1.0


@dataclass(frozen=True)
class Options:
    """What the user asked for; `server` leaves GDB to someone else."""

    board: str
    scalar: str | None
    firmware: str | None
    probe: bool
    server: bool
    dry_run: bool


@dataclass(frozen=True)
class Session:
    """The program, the command that serves it, at which port, and how GDB begins."""

    program: Path
    server: list[str]
    port: int
    gdb: list[str]


def add(commands) -> None:
    """Adds the command's parser."""
    debug = commands.add_parser(
        "debug",
        help="debug a board's firmware with GDB, in its emulator or through a probe",
        description="Starts the board's emulator, or the server of its debug probe, and GDB at main().",
    )
    kinds.add_program(debug)
    debug.add_argument("--probe", action="store_true", help="on the board itself, although it has an emulator")
    debug.add_argument("--server", action="store_true", help="without GDB: something else will connect, such as an editor")
    debug.add_argument("--dry-run", action="store_true", help="print both command lines instead")
    debug.set_defaults(command=_debug)


def _debug(arguments: Namespace) -> int:
    chosen = arguments.board, arguments.scalar, arguments.firmware
    debug(Options(*chosen, arguments.probe, arguments.server, arguments.dry_run))
    return 0


def debug(options: Options) -> None:
    """Starts the server and GDB, and ends the server with it. Raises UserError if one of them cannot be started."""
    board = boards.load(options.board)
    firmware = board.chosen(options.firmware, options.scalar)
    session = plan(board, firmware, probe=options.probe)
    if options.dry_run:
        print(shlex.join(session.server))
        print(shlex.join(session.gdb))
        return
    if not options.server and shutil.which(session.gdb[0]) is None:
        raise UserError(f"There is no GDB for {board.core}; apt-get install gdb-multiarch.")
    progress.say(f"Building the firmware for {board.name} ...")
    build.build_debug(board, firmware)
    with _served(session.server) as server:
        if options.server:
            _link(session.program)
            print(f"{READY}{session.port}, with the program {paths.shown(PROGRAM)}; Ctrl-C ends this.", flush=True)
            server.wait()
        else:
            _attend(session.gdb)


def plan(board: Board, firmware: Firmware, *, probe: bool) -> Session:
    """What to start: the emulator or, with `probe` or without an emulator, the board's debug server. Raises UserError."""
    if board.is_desktop:
        raise UserError(f"The desktop needs no server; gdb --args {paths.shown(build.program(board, firmware))} debugs it.")
    program = build.debug_program(board, firmware)
    gdb = next(filter(shutil.which, _GDB[board.toolchain]), _GDB[board.toolchain][0])
    shown = paths.shown(program)
    if board.is_emulated and not probe:
        emulator, *rest = board.emulator
        server = [emulator, "-S", "-gdb", f"tcp:localhost:{EMULATOR_PORT}", *rest, shown]
        return Session(program, server, EMULATOR_PORT, _gdb(gdb, shown, [f"target remote localhost:{EMULATOR_PORT}"]))
    if not board.debug:
        raise UserError(f"boards/{board.name}/board.json names no 'debug' server; leave out --probe, or add the probe's there.")
    steps = [f"target extended-remote localhost:{board.debug_port}", "monitor reset halt", "load", "monitor reset halt"]
    return Session(program, list(board.debug), board.debug_port, _gdb(gdb, shown, steps))


def _gdb(gdb: str, program: str, steps: Sequence[str]) -> list[str]:
    commands = [word for step in (*steps, "tbreak main", "continue") for word in ("-ex", step)]
    return [gdb, "-q", *commands, program]


@contextmanager
def _served(command: Sequence[str]) -> Iterator[subprocess.Popen]:
    """The server while it is needed. Raises UserError if it ends at once, or by itself with a failure."""
    name = command[0]
    with tempfile.TemporaryFile() as said:
        try:
            server = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,  # Ctrl-C is GDB's
                preexec_fn=transport.on_start(),
            )
        except OSError:
            raise UserError(f"{name} is not installed; install it, and give the command again.") from None
        try:
            end = time.monotonic() + _START_SECONDS
            while server.poll() is None and time.monotonic() < end:
                time.sleep(0.02)
            if server.poll() is not None:
                raise _ended(name, said)
            yield server
        finally:
            has_ended = server.poll() is not None
            server.kill()
            server.wait()
        if has_ended and server.returncode:
            raise _ended(name, said)


def _ended(name: str, said: IO[bytes]) -> UserError:
    """For a server that ended by itself, with the last error that it told, or else its last words."""
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines() or ["nothing"]
    told = ([line for line in lines if "error" in line.lower()] or lines)[-1].strip()
    return UserError(
        f"{name} ended by itself and said {told!r}; check the board's cable, what else uses the port, and whether only a newer "
        f"{name} knows the board."
    )


def _attend(gdb: Sequence[str]) -> None:
    """Runs GDB on this terminal, where Ctrl-C is for the program that it debugs."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        # Not to be ignored in GDB itself.
        subprocess.run(gdb, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    finally:
        signal.signal(signal.SIGINT, before)


def _link(program: Path) -> None:
    temporary = PROGRAM.with_name(f".{PROGRAM.name}.{os.getpid()}")
    temporary.symlink_to(program)
    os.replace(temporary, PROGRAM)
