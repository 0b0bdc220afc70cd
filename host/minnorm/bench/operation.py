# SPDX-License-Identifier: MIT
"""What a Thumb instruction is to a pipeline: its class, the registers that it reads and writes, and how many words it moves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from minnorm.device.disassembly import Instruction
from minnorm.errors import UserError

_CONDITION = "eq|ne|cs|cc|mi|pl|vs|vc|hi|ls|ge|lt|gt|le"
# The first pattern that a name matches decides; behind it a condition and types may follow. A "_" ends the name that cores' tables have.
_NAMES = (
    ("if_then", r"it[te]*"),
    ("loop", r"le|letp"),
    ("branch", r"b|bl|bx|blx|cbz|cbnz|dls|wls|dlstp|wlstp"),
    ("table_branch", r"tb[bh]"),
    ("system", r"nop|dsb|dmb|isb|mrs|msr|cps[id]+|wfi|pld|bkpt|udf|sev"),
    ("divide", r"[su]div"),
    ("multiply_add", r"ml[as]s?|sml[as]\w*"),
    ("multiply", r"muls?|[su]mul\w*|[su]mlal"),
    ("load", r"ldr(?:s?[bh]|ex)?"),
    ("store", r"str(?:[bh]|ex)?"),
    ("load_multiple", r"ldrd|ldm(?:ia|db)?|pop"),
    ("store_multiple", r"strd|stm(?:ia|db)?|push"),
    ("vload", r"vldr"),
    ("vstore", r"vstr"),
    ("vload_multiple", r"vldm(?:ia|db)?|vpop"),
    ("vstore_multiple", r"vstm(?:ia|db)?|vpush"),
    ("helium_load", r"vldr[bhwd]|vld[24]\d"),
    ("helium_store", r"vstr[bhwd]|vst[24]\d"),
    ("helium_control", r"vpst|vpt|vctp|vpnot"),
    ("vcompare", r"vcmpe?"),
    ("vstatus", r"vmrs|vmsr"),
    ("vmove", r"vmov|vdup|vmvn"),
    ("vdivide", r"vdiv|vsqrt"),
    ("vmultiply_add", r"vn?ml[as]"),
    ("vfused", r"vfn?m[as]"),
    ("vmultiply", r"vn?mul"),
    ("vadd", r"vadd|vsub|vabs|vneg|vcvt[abmnprtz]?|vrint\w|vsel|vmaxnm|vminnm"),
    ("helium_integer", r"vand|vorr|veor|vbic|vorn|vshl|vshr|vpsel|vrev\d+|vmax|vmin|vabd|vclz"),
    ("helium_reduce", r"vaddl?va?|vmaxv|vminv|vmaxnmv|vminnmv|vmlal?dava?"),
    ("alu", r"(?:mov|mvn|add|adc|sub|sbc|rsb|neg|and|orr|orn|eor|bic|lsl|lsr|asr|ror|rrx)s?|cpy|movw|movt|addw|subw|adr|cmp|cmn|tst|teq"),
    ("alu", r"[su]xt[bh]|[su]bfx|bf[ic]|clz|rev(?:16|sh)?|rbit|[su]sat|sel|cs(?:el|inc|inv|neg|et|etm)|asrl|lsll|lsrl"),
)
_PATTERNS = [(name, re.compile(rf"(?:{pattern})(?:{_CONDITION})?(?P<types>(?:\.\w+)*)")) for name, pattern in _NAMES]
_REGISTER = re.compile(r"\b(r\d+|sp|lr|pc|ip|sl|fp|sb|[sdq]\d+)(?:-([rsdq]\d+))?\b")
_MEMORY = re.compile(r"\[([^\]]*)\](!?)(,.*)?")
_SHIFT = re.compile(r"\b(lsl|lsr|asr|ror|rrx)\b")
_OTHER = {"sp": "r13", "lr": "r14", "pc": "r15", "ip": "r12", "sl": "r10", "fp": "r11", "sb": "r9"}
_COMPARES = re.compile("cm[pn]|t(?:st|eq)|vcmp|vp|cb|b")


@dataclass(frozen=True)
class Operation:
    """Registers are r0 to r15, s0 to s31 and status: `late` are added or stored, `address` is a place, `base` what an access moves on."""

    name: str
    kind: str
    size: int
    words: int
    reads: frozenset[str]
    late: frozenset[str]
    address: frozenset[str]
    writes: frozenset[str]
    base: frozenset[str] = frozenset()


def operation(at: Instruction, size: int) -> Operation:
    """Of an instruction of `size` bytes. Raises UserError for one that no class is known of."""
    kind = _kind(at)
    text = at.operands.split(" <")[0]
    if kind in ("if_then", "system", "loop", "branch", "table_branch"):
        parts = at.arguments[: None if at.target is None else -1]
        reads = frozenset(register for part in parts for register in _registers(part))
        return Operation(at.name, kind, size, 0, reads, frozenset(), frozenset(), frozenset())
    if "load" in kind or "store" in kind:
        return _transfer(at.name, kind, text, size)
    parts = at.arguments
    results = 0 if _COMPARES.match(at.name) else _results(at.name, parts)
    written = frozenset(register for part in parts[:results] for register in _registers(part))
    read = frozenset(register for part in parts[results:] for register in _registers(part))
    late: frozenset[str] = frozenset()
    if kind in ("vmultiply_add", "vfused", "helium_fused") or at.name.startswith(("bfi", "movt", "vaddva")):
        late = written
    elif kind == "multiply_add":
        late = frozenset(_registers(parts[-1]))
    if kind == "vcompare":
        written |= {"status"}
    elif kind == "vstatus":
        read |= {"status"}
    return Operation(at.name, kind, size, 0, read - late, late, frozenset(), written)


def _kind(at: Instruction) -> str:
    for name, pattern in _PATTERNS:
        if found := pattern.fullmatch(at.name):
            return _precise(name, found["types"], at)
    raise UserError(f"No cycles are known of {at.name} {at.operands}; it belongs into bench/operation.py and the cores' tables.")


def _precise(name: str, types: str, at: Instruction) -> str:
    """The class of the name, or that of its double, vector or other form."""
    if name.startswith("v") and re.search(r"\bq\d", at.operands):
        return {"vmultiply": "helium_multiply", "vfused": "helium_fused", "vmove": "helium_move"}.get(
            name, "helium_integer" if re.match(r"\.[iu]", types) else "helium_float"
        )
    if name == "vmove" and (core := len(re.findall(r"\b(?:r\d|sp|lr|ip|sl|fp|sb)", at.operands))):
        return "vmove_core" if core == 1 else "vmove_cores"
    if name in ("vload", "vstore") and re.match(r"d\d", at.operands):
        return f"{name}_multiple"
    if name in ("load", "store") and re.search(r"\[\w+, [a-z]", at.operands):
        return f"{name}_indexed"
    if name == "alu" and _SHIFT.search(at.operands):
        return "alu_shift"
    if name == "alu" and re.match(r"(?:mov|add|sub|[su]xt)s?", at.name) and (at.number is not None or "xt" in at.name or "mov" in at.name):
        return "alu_simple"
    return f"{name}_double" if ".f64" in types and name.startswith("v") else name


def _transfer(name: str, kind: str, text: str, size: int) -> Operation:
    """Of a load or a store: of one register, of two, or of a list."""
    if memory := _MEMORY.search(text):
        moved = text[: memory.start()]
        address = frozenset(_registers(memory[1]))
        base = frozenset(list(_registers(memory[1]))[:1]) if memory[2] or memory[3] else frozenset()
    elif name.lstrip("v").startswith(("push", "pop")):
        moved, address = text, frozenset({"r13"})
        base = address
    else:
        place, _, moved = text.partition(",")
        address = frozenset(_registers(place))
        base = address if "!" in place else frozenset()
    registers = frozenset(_registers(moved))
    words = len(registers)
    if "load" in kind:
        return Operation(name, kind, size, words, frozenset(), frozenset(), address, registers, base)
    return Operation(name, kind, size, words, frozenset(), registers, address, frozenset(), base)


def _results(name: str, parts: list[str]) -> int:
    """How many of the operands are results."""
    if name.startswith("vmov") and len(parts) in (3, 4):
        return 1 if parts[0].startswith("d") else 2
    return 2 if re.match(r"[su]m(?:ul|la)l|asrl|lsll|lsrl", name) else 1


def _registers(text: str) -> Iterator[str]:
    """Those that a text names, single ones: d1 is s2 and s3."""
    for first, last in _REGISTER.findall(text):
        first, last = (_OTHER.get(name, name) for name in (first, last or first))
        width = {"d": 2, "q": 4}.get(first[0], 1)
        bank = "r" if first[0] == "r" else "s"
        for index in range(width * int(first[1:]), width * (int(last[1:]) + 1)):
            yield f"{bank}{index}"
