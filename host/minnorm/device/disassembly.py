# SPDX-License-Identifier: MIT
"""A linked image's machine code, Thumb or RISC-V, as GNU objdump disassembles it: what each instruction does to the stack."""

import re
import subprocess
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from minnorm.errors import UserError, not_installed

_SYMBOL = re.compile(r"([0-9a-f]+) .{7} \S+\s+([0-9a-f]+) +(?:\.hidden )?(.+)")
_LABEL = re.compile(r"([0-9a-f]+) <(.*)>:")
_LINE = re.compile(r"\s*([0-9a-f]+):\s+(\.?[a-z][\w.]*)(.*)")
_WORD = re.compile(r"\.word 0x([0-9a-f]+)")
_COMMENT = re.compile(r"\s[@;#]\s")
_PLACE = re.compile(r"(?:^|[\s,(])(?:0x)?([0-9a-f]+) <")
_SPLIT = re.compile(r",(?![^\[{]*[\]}])")
_NUMBER = re.compile(r"#?(-?(?:0x[0-9a-f]+|\d+))")
_CALL = re.compile(r"bl(eq|ne|cs|cc|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)?|blx.*|jalr?")
_ALWAYS = re.compile(r"b|j|jr|ret|bx|pop|ldm(ia)?|ldr|mov|add|tb[bh]")
_CONDITIONAL_POP = re.compile(r"(?:pop|ldm(?:ia)?)(?:eq|ne|cs|cc|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)")
_NO_RESULT = re.compile(r"v?st|f?s[bhwdq]$|cm[pn]|tst|b(?:eq|ne|lt|ge|gt|le)|cb")
_FRESH = re.compile(r"csr|ld|lw|lui|auipc")


@dataclass(frozen=True)
class Instruction:
    """One line: the name without a suffix for the width, operands without the comment behind them."""

    address: int
    name: str
    operands: str
    comment: str

    @cached_property
    def arguments(self) -> list[str]:
        return [argument.strip() for argument in _SPLIT.split(self.operands.split(" <")[0])]

    @cached_property
    def target(self) -> int | None:
        """Where it branches to or what it calls, if that is in its text."""
        found = _PLACE.search(self.operands) or (self.name in ("jr", "jalr") and _PLACE.search(self.comment))
        return int(found[1], 16) if found else None

    @property
    def is_call(self) -> bool:
        return _CALL.fullmatch(self.name) is not None

    @property
    def is_millicode_call(self) -> bool:
        """RISC-V's libraries save registers by a routine that moves their own sp and goes back through t0."""
        return self.name == "jal" and self.arguments[0] == "t0"

    @property
    def is_millicode_return(self) -> bool:
        return self.name == "jr" and self.operands == "t0"

    @property
    def is_padding(self) -> bool:
        return self.name in ("nop", "unimp")

    @property
    def falls_through(self) -> bool:
        """The next line may come after it: for a call when that returns."""
        leaves = self.is_return or self.is_table_jump or self.is_indirect_call or self.target is not None
        is_always = self.name in ("udf", "unimp", "mret") or (leaves and _ALWAYS.fullmatch(self.name) is not None)
        return self.is_call or not is_always

    @property
    def is_return(self) -> bool:
        text = self.operands
        if self.name.startswith("ret") or (self.name.startswith(("bx", "jr", "mov")) and text in ("lr", "ra", "pc, lr")):
            return True
        return bool(re.match("pop|ldm", self.name) and "pc}" in text or re.match(r"pc, \[sp\], ", text))

    @property
    def is_table_jump(self) -> bool:
        """To one of several places in its function."""
        return (
            self.name in ("tbb", "tbh")
            or (self.name == "jr" and self.target is None and not self.is_return)
            or (self.arguments[0] == "pc" and not self.is_return)
        )

    @property
    def is_indirect_call(self) -> bool:
        """Not by its own link, for a jump through a register may be a call too."""
        return (self.is_call and self.target is None) or (self.name.startswith("bx") and not self.is_return)

    @cached_property
    def number(self) -> int | None:
        """Its last operand, if that is a number."""
        found = _NUMBER.fullmatch(self.arguments[-1])
        return int(found[1], 0) if found else None

    @property
    def result(self) -> str:
        """The register that it sets, as far as that is the first operand."""
        return "" if _NO_RESULT.match(self.name) else self.arguments[0]


class Image:
    """The code of an image. Addresses of functions are as the disassembly has them, without a Thumb bit."""

    def __init__(self, text: str) -> None:
        """Of the output of `objdump -t -d -C --no-show-raw-insn`."""
        self.code: dict[int, Instruction] = {}
        self.next: dict[int, int] = {}
        self.names: dict[int, str] = {}
        self.symbols: dict[str, int] = {}
        self._before: dict[int, Instruction] = {}
        self._words: dict[int, int] = {}
        self._sizes: dict[int, int] = {}
        last, adjoins = None, False
        for line in text.splitlines():
            if label := _LABEL.match(line):
                self.names[int(label[1], 16)] = label[2]
            elif symbol := _SYMBOL.match(line):
                address = int(symbol[1], 16)
                self.symbols[symbol[3]] = address
                self._sizes[address] = max(int(symbol[2], 16), self._sizes.get(address, 0))
            elif found := _LINE.match(line):
                address, rest = int(found[1], 16), found[3].strip()
                if found[2].startswith("."):
                    if word := _WORD.match(f"{found[2]} {rest}"):
                        self._words[address] = int(word[1], 16)
                    adjoins = False
                    continue
                operands, comment = [*_COMMENT.split(f"{rest} ", maxsplit=1), ""][:2]
                name = re.sub(r"^c\.|\.[nw]$", "", found[2])
                operands = operands.strip()
                if name == "bx" and self._is_popped(operands, last):
                    operands = "lr"
                self.code[address] = instruction = Instruction(address, name, operands, comment)
                if last is not None:
                    self._before[address] = last
                    if adjoins:
                        self.next[last.address] = address
                last, adjoins = instruction, True
            elif line.strip():
                adjoins = False
        self._starts = sorted(self.names)
        self._end = max(self.code, default=0) + 1

    def _is_popped(self, register: str, last: Instruction | None) -> bool:
        """Whether a register comes from the stack, as the return address does in code for old cores."""
        while last is not None and last.result != register:
            if re.match("pop|ldm.*sp!", f"{last.name} {last.operands}") and re.search(rf"\b{register}\b", last.operands):
                return True
            last = None if last.address in self.names else self._before.get(last.address)
        return False

    def function(self, address: int) -> range:
        """The addresses of the function around one."""
        at = bisect_right(self._starts, address)
        start = self._starts[at - 1] if at else 0
        size = self._sizes.get(start) or (self._starts[at] if at < len(self._starts) else self._end) - start
        return range(start, start + size)

    def name(self, address: int) -> str:
        """Of the function around an address, as a person would write it: without result, parameters and template arguments."""
        name = self.names.get(self.function(address).start, f"{address:#x}").replace("(anonymous namespace)::", "")
        while (shorter := re.sub(r"<[^<>]*>|\([^()]*\)| const$| \[clone[^]]*\]", "", name)) != name:
            name = shorter
        return name.split(" ")[-1]

    def growth(self, at: Instruction) -> int | None:
        """The bytes by which the stack grows, or None where another stack begins. Raises UserError if that depends on data."""
        text = at.operands
        if re.match(r"v?push|v?pop|v?(?:stm|ldm).* sp!,", f"{at.name} {text}"):
            size = sum(map(_register_size, text[text.index("{") + 1 : -1].split(",")))
            return size if re.match("v?push|v?stm", at.name) else 0 if _CONDITIONAL_POP.fullmatch(at.name) else -size
        if indexed := re.search(r"\[sp(?:, #(-?\d+)\]!|\], #(-?\d+)$)", text):
            return -int(indexed[1] or indexed[2])
        if re.match("msr [MP]SP", f"{at.name} {text}") or (at.result == "sp" and _FRESH.match(at.name)):
            return None
        if at.result != "sp":
            return 0
        if _PLACE.search(at.comment):
            return None
        value = self._result(at)
        if value is None:
            raise UserError(
                f"{self.name(at.address)} takes an amount of stack that depends on data; give its arrays fixed sizes."
            )
        relative, number = value
        if not relative:
            return None
        # Back from a frame pointer, or by what a register holds: the end of a function, which at most gives back what it took.
        from_sp = "sp" in at.arguments[1:] or (len(at.arguments) == 2 and at.name not in ("mov", "mv"))
        return -number if from_sp and (number < 0 or at.number is not None) else 0

    def _result(self, at: Instruction) -> tuple[bool, int] | None:
        """What an instruction leaves in its register: a number, or one relative to sp; None if that is not known here."""
        if literal := at.name == "ldr" and _PLACE.search(at.comment):
            word = self._words.get(int(literal[1], 16))
            return None if word is None else (False, _signed(word))
        if at.name in ("li", "mov", "movs", "movw") and at.number is not None:
            return False, at.number
        if at.name == "lui" and at.number is not None:
            return False, _signed(at.number << 12)
        if at.name in ("mov", "mv", "cpy"):
            return self._value(at, at.arguments[1])
        operation = re.fullmatch(r"(add|sub|rsb|neg|lsl|sll|movt)i?(?:16sp)?[sw]?", at.name)
        sources = at.arguments[1:] if len(at.arguments) == 3 else at.arguments
        first = self._value(at, sources[0])
        second = (False, at.number) if at.number is not None else self._value(at, sources[-1])
        if operation is None or first is None or second is None:
            return None
        if second[0] and operation[1] == "add":
            first, second = second, first
        (relative, number), (unknown, by) = first, second
        if unknown or (relative and operation[1] not in ("add", "sub")):
            return None
        match operation[1]:
            case "add":
                return relative, number + by
            case "sub":
                return relative, number - by
            case "rsb":
                return False, by - number
            case "neg":
                return False, -by
            case "movt":
                return False, _signed((number & 0xFFFF) | by << 16)
            case _:
                return False, _signed(number << (by & 31))

    def _value(self, at: Instruction, register: str) -> tuple[bool, int] | None:
        """The same for a register just before an instruction, from the lines above that set it."""
        if register == "sp":
            return True, 0
        line: Instruction | None = at
        while line is not None and line.address not in self.names:
            line = self._before.get(line.address)
            if line is not None and line.result == register:
                return self._result(line)
        return None


def disassemble(elf: Path, objdump: str, architecture: str = "") -> Image:
    """The code of the image at `elf`, read with the toolchain's objdump, as that of the file's architecture if none is named.

    Raises UserError if that is not possible.
    """
    options = ["-m", architecture] if architecture else []
    return Image(_run([objdump, "-t", "-d", "-C", "--no-show-raw-insn", *options, str(elf)]))


def words(elf: Path, objdump: str, start: int, end: int) -> list[int]:
    """The 32-bit words at these addresses of the image, little end first."""
    if start >= end:
        return []
    lines = _run([objdump, "-s", f"--start-address={start}", f"--stop-address={end}", str(elf)]).splitlines()
    # " 20000000 b93e0000 01200000  .>... .." is an address, up to four words and their characters.
    parts = (line.strip().split("  ")[0].partition(" ")[2] for line in lines if re.match(" [0-9a-f]+ ", line))
    data = bytes.fromhex("".join(parts))
    return [int.from_bytes(data[at : at + 4], "little") for at in range(0, len(data), 4)]


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    except FileNotFoundError:
        raise not_installed(command[0]) from None
    if done.returncode:
        raise UserError(f"{command[-1]} cannot be disassembled: {done.stderr.strip()}")
    return done.stdout


def _signed(word: int) -> int:
    return (word + (1 << 31)) % (1 << 32) - (1 << 31)


def _register_size(name: str) -> int:
    """Of a register, or of several from one to another, in bytes."""
    first, _, last = name.strip().partition("-")
    count = int(last[1:]) - int(first[1:]) + 1 if last else 1
    return count * {"d": 8, "q": 16}.get(first[0], 4)
