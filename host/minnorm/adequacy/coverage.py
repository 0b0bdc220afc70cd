# SPDX-License-Identifier: MIT
"""The lines and branches that the tests run, by the tree's parts, and why others are left."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from minnorm import paths
from minnorm.adequacy import reach, reasons
from minnorm.adequacy.reach import Reach, Reaches, Share
from minnorm.adequacy.reasons import Reason
from minnorm.report import markdown

LEAST_BRANCHES = 95.0  # percent of library and firmware; of their lines, all but those with a reason
LEAST_PYTHON = 95.0  # percent of the host's lines
_HEADINGS = ("", "lines run", "branches gone")


@dataclass
class Verdict:
    """What was found: a table by parts, the lines left with the reason of each, and what is wrong, in sentences."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)
    left: dict[Reason, list[int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def text(self) -> str:
        """In Markdown."""
        lines = [(f"`{one.lines[0]}`", f"{one.file}:{_ranges(numbers)}", one.why) for one, numbers in self.left.items()]
        return markdown.table(_HEADINGS, self.rows) + ("\n" + markdown.table(("left", "where", "why"), lines) if lines else "")


def judge_cpp(reaches: Reaches, known: Sequence[Reason]) -> Verdict:
    """Of library and firmware: each line is run or has a reason, and branches are as many as they have to be."""
    verdict = Verdict(_rows(reaches))
    for file, found in reaches.items():
        text = (paths.ROOT / file).read_text().splitlines()
        for line in found.left:
            if reason := reasons.of_line(known, file, text[line - 1]):
                verdict.left.setdefault(reason, []).append(line)
            else:
                verdict.wrong.append(f"{file}:{line} is run by no test and has no reason: {text[line - 1].strip()}")
    verdict.wrong += [f"{one.file} has no line left that reads {one.code!r}, but a reason for it." for one in known if one not in verdict.left]
    _at_least(verdict, "Branches of library and firmware", reach.branches(reaches.values()), LEAST_BRANCHES)
    return verdict


def judge_python(reaches: Reaches) -> Verdict:
    """Of the host: lines are as many as they have to be."""
    verdict = Verdict(_rows(reaches))
    _at_least(verdict, "Lines of the host", reach.lines(reaches.values()), LEAST_PYTHON)
    return verdict


def _at_least(verdict: Verdict, what: str, share: Share, percent: float) -> None:
    if share.percent < percent:
        verdict.wrong.append(f"{what}: {share}, less than {percent:.0f}%.")


def _rows(reaches: Reaches) -> list[tuple[str, str, str]]:
    parts: defaultdict[str, list[Reach]] = defaultdict(list)
    for file, one in reaches.items():
        parts[reach.room(file)].append(one)
    rows = [(name, str(reach.lines(ones)), str(reach.branches(ones))) for name, ones in sorted(parts.items())]
    return [*rows, ("all", str(reach.lines(reaches.values())), str(reach.branches(reaches.values())))]


def left(reaches: Reaches) -> list[str]:
    """The lines left, a file's in one line of text, as ranges."""
    return [f"{file}: {_ranges(one.left)}" for file, one in reaches.items() if one.left]


def _ranges(numbers: Sequence[int]) -> str:
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in parts)
