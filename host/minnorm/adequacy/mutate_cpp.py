# SPDX-License-Identifier: MIT
"""Mutants of C++ as clang-format lays it out: a binary operator stands between blanks, a template's brackets do not."""

import re
from collections.abc import Collection, Iterator

from minnorm.adequacy.mutation import SWAPS, Mutant

_SWAPS = {**SWAPS, "&&": "||", "||": "&&"}
_NO_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|^[ \t]*#(?:[^\n\\]|\\.)*|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)+\'', re.DOTALL | re.MULTILINE)
_OPERATOR = re.compile(r"(?<= )(?:" + "|".join(map(re.escape, sorted(_SWAPS, key=len, reverse=True))) + r")(?=\s)")
_STEP = re.compile(r"\+\+|--")
_INTEGER = re.compile(r"(?<![\w.'])(0[xX][\da-fA-F]+|\d+)(?=[uU]?\b)(?![\w']*[.'])")
_DECLARATION = re.compile(
    r"\s*(?:const|constexpr|static\w*|auto|using|typedef|template|return\s+\S+|friend|struct|class|enum)\b|\s*[\w:]+(?:<.*>)?[&*]? \w+(?:[;{(]| = )"
)


def mutants(file: str, text: str, lines: Collection[int]) -> Iterator[Mutant]:
    """Every mutant whose change is in one of the lines."""
    code = _NO_CODE.sub(lambda match: re.sub(r"[^\n]", " " if match[0][0] in "/#\t " else "_", match[0]), text)
    at, before = 0, ";"
    for number, line in enumerate(code.splitlines(keepends=True), 1):
        if number in lines and "assert(" not in line:
            yield from (Mutant(file, text, at + first, at + last, after) for first, last, after in _in_line(line))
            if _is_statement(line, before):
                indent = len(line) - len(line.lstrip())
                yield Mutant(file, text, at + indent, at + len(line.rstrip()), ";")
        at += len(line)
        before = line.rstrip()[-1:] or before


def _in_line(line: str) -> Iterator[tuple[int, int, str]]:
    for match in _OPERATOR.finditer(line):
        yield match.start(), match.end(), _SWAPS[match[0]]
    for match in _STEP.finditer(line):
        yield match.start(), match.end(), {"++": "--", "--": "++"}[match[0]]
    for match in _INTEGER.finditer(line):
        yield match.start(1), match.end(1), hex(int(match[1], 16) + 1) if match[1][:2] in ("0x", "0X") else str(int(match[1]) + 1)


def _is_statement(line: str, before: str) -> bool:
    """Whether the line is a whole statement that declares nothing."""
    whole = line.strip().endswith(";") and before in ";{}:" and line.count("(") == line.count(")") and line.count("{") == line.count("}")
    return whole and len(line.strip()) > 1 and not _DECLARATION.match(line)
