# SPDX-License-Identifier: MIT
"""./minnorm flash: a board's firmware onto the board, by whichever of the tools in its board.json is there."""

import os
import shlex
import shutil
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from minnorm import files, paths, progress
from minnorm.commands import arguments as kinds
from minnorm.device import boards, build, plugged
from minnorm.device.boards import Board
from minnorm.device.firmware import Firmware
from minnorm.errors import UserError

COPY = "copy"  # ["copy", file, label]: onto the drive that the board looks like
FORMATS = ("elf", "hex", "bin", "uf2")
# Where systems mount the drive of that label.
_MOUNTS = ("/media/{user}", "/run/media/{user}", "/Volumes", "/media")
_OBJCOPY = {"arm-none-eabi": "arm-none-eabi-objcopy", "riscv-unknown-elf": "riscv64-unknown-elf-objcopy", "host": "objcopy"}
_HOW_TO_GET = {
    "openocd": "apt-get install openocd",
    "st-flash": "apt-get install stlink-tools",
    "dfu-util": "apt-get install dfu-util",
    "pyocd": "pipx install pyocd",
    "picotool": "https://github.com/raspberrypi/picotool",
    "JLinkExe": "https://www.segger.com/downloads/jlink",
}


@dataclass(frozen=True)
class Options:
    """What the user asked for: the tool and the firmware by name, or None for the first that there is."""

    board: str
    tool: str | None
    scalar: str | None
    firmware: str | None
    dry_run: bool
    elf: Path | None = None  # someone's own image


def add(commands) -> None:
    """Adds the command's parser."""
    flash = commands.add_parser(
        "flash",
        help="build a board's firmware and put it on the board",
        description="Builds a board's firmware and flashes it with the first tool of boards/NAME/board.json that is installed.",
    )
    kinds.add_program(flash)
    flash.add_argument("--elf", type=Path, metavar="FILE", help="an image of your own, in place of a firmware; NAME may be its board's folder")
    flash.add_argument("--with", dest="tool", metavar="TOOL", help="openocd, copy, ... (default: the first that is there)")
    flash.add_argument("--dry-run", action="store_true", help="print the command line instead; needs neither tool nor board")
    flash.set_defaults(command=_flash)


def _flash(arguments: Namespace) -> int:
    flash(Options(arguments.board, arguments.tool, arguments.scalar, arguments.firmware, arguments.dry_run, arguments.elf))
    return 0


def flash(options: Options) -> None:
    """Builds the firmware and flashes it, or prints how that would be done. Raises UserError if it cannot be done."""
    if options.elf is not None:
        _flash_elf(options, options.elf)
        return
    board = boards.load(options.board)
    lines = _lines(board, options.tool)
    firmware = board.chosen(options.firmware, options.scalar)
    program = build.program(board, firmware)
    if options.dry_run:
        print("\n".join(_shown(lines, program)))
        return
    line = _usable(board, lines)
    progress.say(f"Building the firmware for {board.name} ...")
    build.build(board, firmware)
    _put(board, line, program)
    run = _run_command(board, firmware)
    print(f"{board.name} holds {program.name}; with its serial port: {run} --port {plugged.AUTO if board.usb else '/dev/ttyACM0'}")


def _flash_elf(options: Options, program: Path) -> None:
    """The same for an image that somebody built, on a board here or in a folder of its own."""
    if options.firmware is not None or options.scalar is not None:
        raise UserError("--elf names an image; leave out --firmware and --scalar, which choose one that is built here.")
    folder = Path(options.board)
    is_own = "/" in options.board
    if is_own and not (folder / "board.json").is_file():
        raise UserError(f"{folder} has no board.json; --board is a name of ./minnorm boards, or a board's own folder.")
    board = boards.load(folder.name, folder.parent) if is_own else boards.load(options.board)
    lines = _lines(board, options.tool)
    if options.dry_run:
        print("\n".join(_shown(lines, program)))
        return
    if not program.is_file():
        raise UserError(f"There is no file {program}; build it first.")
    _put(board, _usable(board, lines), program)
    print(f"{board.name} holds {program.name}.")


def _usable(board: Board, lines: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The first line whose tool is there. Raises UserError if none is."""
    line = next((line for line in lines if _is_there(line)), None)
    if line is None:
        raise UserError(_nothing_is_there(board, lines))
    return line


def _put(board: Board, line: Sequence[str], program: Path) -> None:
    """Onto the board, with the tool of that line."""
    for form in FORMATS:
        if any(f"{{{form}}}" in word for word in line):
            _convert(board, program, form)
    words = _filled(line, program)
    progress.say(_shell(words))
    if words[0] == COPY:
        _copy(Path(words[1]), words[2])
    else:
        _run(board, words)


def _run_command(board: Board, firmware: Firmware) -> str:
    """What runs on that firmware: all datasets of a run that is told none, or the first that it takes, or a file that it may take."""
    from minnorm.experiments.regression import capacity, datasets, plan  # slow to import

    words = ["./minnorm", "run", "--board", board.name]
    words += ["--scalar", firmware.scalar] if firmware.scalar != "float" else []
    if firmware.capacity is None:
        return shlex.join([*words[:2], firmware.experiment, *words[2:]])
    offered = [datasets.load(name) for name in plan.DATASETS]
    if not capacity.serves(board, firmware, offered):
        taken = next((one.name for one in offered if capacity.serves(board, firmware, [one])), None)
        words += ["--dataset", taken] if taken else ["--dataset", "FILE.csv", "--target", "COLUMN"]
    return shlex.join(words)


def _lines(board: Board, tool: str | None) -> list[tuple[str, ...]]:
    """The board's command lines, or those with the tool alone. Raises UserError if there are none."""
    if not board.tools:
        where = "runs on this computer" if board.is_desktop else "runs in an emulator"
        how = f"./minnorm run --board {board.name}"
        raise UserError(f"{board.name} ({board.title}) is no board to flash: it {where}, with {how}.")
    lines = [line for line in board.tools if tool in (None, line[0])]
    if not lines:
        raise UserError(f"{board.name} is not flashed with {tool!r}; it is with {', '.join(line[0] for line in board.tools)}.")
    return lines


def _shown(lines: Sequence[tuple[str, ...]], program: Path) -> list[str]:
    """What would be done, for a shell: the tool that is there first, the others behind as comments."""
    first = next((line for line in lines if _is_there(line)), lines[0])
    others = [line for line in lines if line is not first]
    return [_shell(_filled(first, program)), *(f"# or: {_shell(_filled(line, program))}" for line in others)]


def _filled(line: Sequence[str], program: Path) -> list[str]:
    words = list(line)
    for form in FORMATS:
        file = paths.shown(program.with_suffix(f".{form}"))
        words = [word.replace(f"{{{form}}}", file) for word in words]
    return words


def _shell(words: Sequence[str]) -> str:
    if words[0] == COPY:
        _, file, label = words
        return shlex.join(["cp", file, f"{_volume(label) or _mounts()[0] / label}/"])
    return shlex.join(words)


def _is_there(line: Sequence[str]) -> bool:
    return _volume(line[2]) is not None if line[0] == COPY else shutil.which(line[0]) is not None


def _nothing_is_there(board: Board, lines: Sequence[tuple[str, ...]]) -> str:
    labels = [line[2] for line in lines if line[0] == COPY]
    tools = [f"{line[0]} ({_HOW_TO_GET.get(line[0], 'see its maker')})" for line in lines if line[0] != COPY]
    ways = [f"plug in its cable, so that the drive {label} is mounted" for label in labels]
    ways += [f"install {' or '.join(tools)}"] if tools else []
    return f"Nothing here can flash {board.name}; {', or '.join(ways)}."


def _mounts() -> list[Path]:
    user = os.environ.get("USER") or os.environ.get("LOGNAME") or "root"
    return [Path(mount.format(user=user)) for mount in _MOUNTS]


def _volume(label: str) -> Path | None:
    return next((mount / label for mount in _mounts() if (mount / label).is_dir()), None)


def _convert(board: Board, program: Path, form: str) -> None:
    """Makes the file of that format beside the program."""
    converted = program.with_suffix(f".{form}")
    if form == "uf2":
        from minnorm.device import elf, uf2  # a dry run does without their packages

        if board.uf2_family is None:
            raise UserError(f"boards/{board.name}/board.json flashes a UF2 file and lacks the entry 'uf2_family'.")
        files.write(converted, uf2.file(elf.segments(program), board.uf2_family))
    elif form != "elf":
        target = {"hex": "ihex", "bin": "binary"}[form]
        _logged(board, [build.tool(board, "OBJCOPY") or _OBJCOPY[board.toolchain], "-O", target, str(program), str(converted)], "objcopy")


def _run(board: Board, words: Sequence[str]) -> None:
    _logged(board, words, f"Flashing {board.name} with {words[0]} (is its cable plugged in, and its power on?)")


def _logged(board: Board, words: Sequence[str], what: str) -> None:
    folder = paths.BUILD / board.name
    with build.locked(folder) as lock:
        build.run_logged(words, folder, what, lock)


def _copy(file: Path, label: str, copy: Callable = shutil.copyfile) -> None:
    volume = _volume(label)
    if volume is None:
        raise UserError(f"The drive {label} is not mounted; plug in the board's cable.")
    try:
        copy(file, volume / file.name)
        os.sync()  # the board starts when it has the whole file
    except OSError as error:
        raise UserError(f"{file.name} could not be copied to {volume} ({error.strerror}); plug the board in again.") from None
