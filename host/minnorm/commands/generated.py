# SPDX-License-Identifier: MIT
"""The generated parts of README.md and docs/: tables between markers, and the picture of the curve."""

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from minnorm import experiments, files, paths
from minnorm.bench import c_flash, cases, cycles, facts, results, worst_case
from minnorm.bench import table as bench_table
from minnorm.device import boards
from minnorm.device.boards import Board
from minnorm.errors import UserError
from minnorm.experiments.precision import words
from minnorm.report import drawing, markdown
from minnorm.runs import fleet, record
from minnorm.runs.folder import SUMMARY

README = paths.ROOT / "README.md"
COST = paths.ROOT / "docs" / "COST.md"
BOARDS = paths.ROOT / "docs" / "BOARDS.md"
EXPERIMENTS = paths.ROOT / "docs" / "EXPERIMENTS.md"
PRECISION = paths.ROOT / "docs" / "PRECISION.md"
C = paths.ROOT / "docs" / "C.md"
PYTHON = paths.ROOT / "docs" / "PYTHON.md"
HEADLINE = "mps2_an386"  # whose cycles README.md has
_PICTURE = paths.ROOT / "docs" / "double_descent.png"


def document(source: Path) -> None:
    """Rewrites the parts that come from `source`: the folder of a finished run, of one of all boards or of all experiments, a
    bench's results, or a name in MEASURED, for what is measured now.

    Raises UserError if what is wanted of the source or a marker is missing.
    """
    if str(source) in MEASURED:
        MEASURED[str(source)]()
    elif source.suffix == ".json":
        _document_bench(source)
    elif (source / fleet.RESULTS).exists():
        _document_boards(source)
    elif (source / experiments.REGRESSION / record.RUN).exists():
        _document_everything(source)
    elif _is_precision(source):
        _document_precision(source)
    else:
        _document_run(source)


def _document_run(folder: Path) -> None:
    """The table of the run, and the picture."""
    table = folder / SUMMARY
    picture = folder / drawing.FOLDER / "figure1.png"
    if not (table.is_file() and picture.is_file()):
        raise UserError(f"{folder} holds no finished run; give the folder that ./minnorm run ended with.")
    rewrite(EXPERIMENTS, "run", with_reference(table.read_text()))
    shutil.copyfile(picture, _PICTURE)
    print(f"{paths.shown(_PICTURE)} is that of the run")


def _is_precision(folder: Path) -> bool:
    found = record.read(folder)
    return found is not None and found.settings.get("experiment") == "precision"


def _document_precision(folder: Path) -> None:
    """The answers of the run, and the solvers' errors."""
    table = folder / SUMMARY
    if not table.is_file():
        raise UserError(f"{folder} holds no finished run; give the folder that ./minnorm run precision ended with.")
    rewrite(PRECISION, "precision", precision_tables(table.read_text()))


def precision_tables(table: str) -> str:
    """Of a run's table of values: what was found for each dataset, its solvers' errors at N = D, and what is held against something."""
    rows = [markdown.cells(row) for row in table.splitlines()[2:]]
    names = list(dict.fromkeys(row[0] for row in rows))
    found = {(row[0], row[1]): row[2] for row in rows}
    facts = [(name, *(found.get((name, fact), "–") for fact in words.FACTS)) for name in names]
    cases = dict.fromkeys(row[1].removesuffix(words.SHARE) for row in rows if row[1].endswith(words.SHARE))
    errors = [(case.removesuffix(": "), *(_error(found, name, case) for name in names)) for case in cases]
    parts = (markdown.table(("", *words.FACTS), facts), markdown.table((f"median {words.RELATIVE} (splits within 1%)", *names), errors))
    return "\n".join([*parts, with_reference(table)])


def _error(found: Mapping[tuple[str, str], str], name: str, case: str) -> str:
    """A case's median without its interval and its share of splits within 1%; none where half of the splits have no solution."""
    share = found.get((name, f"{case}{words.SHARE}"))
    if share is None:
        return "–"
    median = found.get((name, f"{case}{words.MEDIAN}"), "none").partition(" ± ")[0]
    return f"{median} ({100 * float(share):.0f}%)"


def with_reference(table: str) -> str:
    """The rows of a run's table of values that are held against something, and the head."""
    head, rule, *rows = table.splitlines(keepends=True)
    return "".join([head, rule, *(row for row in rows if row.split(" | ")[3].strip())])


def _document_everything(folder: Path) -> None:
    """The table of every experiment that a run of all did, but of one with a page of its own."""
    names = [name for name in experiments.names() if (folder / name / SUMMARY).exists() and not has_page(name)]
    text = "\n".join(f"**{name}**\n\n{(folder / name / SUMMARY).read_text()}" for name in names)
    rewrite(EXPERIMENTS, "all", text)


def has_page(name: str) -> bool:
    """Whether the experiment has a page of its own."""
    return hasattr(experiments.module(name), "PAGE")


def _document_boards(folder: Path) -> None:
    """The table of the boards."""
    rows, found = fleet.read(folder)
    missing = [board.name for board in boards.load_all() if not board.is_desktop and board.name not in found]
    if missing:
        raise UserError(f"The run in {folder} lacks {', '.join(missing)}; start ./minnorm run --board all again.")
    rewrite(BOARDS, "boards", board_table(rows, found))


def _document_bench(path: Path) -> None:
    """What decompositions cost on a board, or on the desktop, in float."""
    found = results.read(path)
    board = boards.load(found.board)
    measured = {cost.size for cost in found.costs if cost.scalar == "float"} | {one.size for one in found.times if one.scalar == "float"}
    if not measured.issuperset(size for size, _ in cases.select(board, (), ("float",))):
        raise UserError(f"{path} holds a part only; give what ./minnorm bench --board {board.name} wrote without --case.")
    timings = cycles.name(board.core)
    if timings in cycles.names() and found.timings != timings:
        raise UserError(f"{path} lacks the cycles of {timings}; give what ./minnorm bench --board {board.name} --cycles wrote.")
    rewrite(COST, f"bench_{board.name}", bench_tables(found))
    if board.name == HEADLINE:
        rewrite(README, "cycles", headline(found))


def _document_c() -> None:
    """What the C functions take of a Cortex-M4F's flash."""
    table = markdown.table(("", *c_flash.FUNCTIONS), c_flash.rows())
    rewrite(C, "flash", table)


def _document_python() -> None:
    """How fast minnorm.kernel is on this computer."""
    from minnorm.kernel import benchmark  # builds the kernel

    rewrite(PYTHON, "speed", benchmark.table() + "\n")


def _document_worst_case() -> None:
    """The most cycles that the library's constant expressions allow, by size and core."""
    rewrite(COST, "worst_case", markdown.table(*worst_case.table()))


MEASURED = {"c": _document_c, "python": _document_python, "worst-case": _document_worst_case}


def rewrite(path: Path, name: str, content: str) -> None:
    """Replaces the part `name` of a document, and says what came of it. Raises UserError as `replaced` does."""
    before = path.read_text()
    after = replaced(before, name, content)
    files.write(path, after)
    print(f"{paths.shown(path)}: the part {name} is {'as it was' if after == before else 'written anew'}")


def replaced(text: str, name: str, content: str) -> str:
    """`text` with what stands between the markers of the part `name` replaced. Raises UserError if they are not there."""
    start, end = _found(text, name).span(1)
    return text[:start] + content + text[end:]


def part(text: str, name: str) -> str:
    """What stands between the markers of the part `name`. Raises UserError if they are not there."""
    return _found(text, name)[1]


def _found(text: str, name: str) -> re.Match[str]:
    found = re.findall(rf"<!-- begin {name}\b", text)
    match = re.search(rf"<!-- begin {name}\b[^\n]*-->\n(.*?)<!-- end {name} -->", text, re.DOTALL)
    if len(found) != 1 or match is None:
        raise UserError(f"No part is marked {name!r}; it stands between <!-- begin {name} --> and <!-- end {name} -->.")
    return match


BOARD_HEADINGS = (
    "board", "what it is", "core", "float unit", "largest N × D", "flash used, free [bytes]", "RAM used, free [bytes]",
    "stack computed, painted [bytes]", "8×8 SVD [thousand instructions]", "in QEMU: same bits as the desktop",
)  # fmt: skip


def board_table(rows: Sequence[fleet.Row], found: dict[str, facts.Facts]) -> str:
    """The boards as a Markdown table, of a run of all of them."""
    lines = [
        (*board_cells(board), *_measured(board, [row for row in rows if row.board == board.name], found[board.name]))
        for board in boards.load_all()
        if not board.is_desktop
    ]
    return markdown.table(BOARD_HEADINGS, lines)


def board_cells(board: Board) -> tuple[str, ...]:
    """The cells of a board's line that no run tells."""
    return f"`{board.name}`", board.title, board.core, board.float_unit, board.largest("float")


def _measured(board: Board, rows: Sequence[fleet.Row], one: facts.Facts) -> tuple[str, ...]:
    stack = ", ".join(_bytes(size) for size in (one.stack_static, one.stack_painted))
    instructions = "–" if one.instructions is None else f"{one.instructions / 1e3:.1f}"
    assert board.flash is not None and board.ram is not None
    return (
        _used_and_free(one.flash_used, board.flash), _used_and_free(one.ram_used, board.ram), stack, instructions, _bits(rows)
    )  # fmt: skip


def _used_and_free(used: int | None, region: boards.Region) -> str:
    return _bytes(used) + ("" if used is None else f", {_bytes(region.length - used)}")


def _bytes(size: int | None) -> str:
    return "–" if size is None else f"{size:,}".replace(",", "\u202f")


def _bits(rows: Sequence[fleet.Row]) -> str:
    """Whether QEMU ran the board, and what came of it."""
    if not any(row.dataset for row in rows):
        return next((row.idle for row in rows), fleet.BUILT_ONLY)
    if any(row.different is None for row in rows):
        return "–"
    if not all(row.is_good for row in rows):
        return "no"
    parts = [f"{row.dataset} up to N = {row.last}" for row in rows if row.last < row.whole]
    return ", ".join(["yes", *parts])


def bench_tables(found: results.Results) -> str:
    """What the bench found in float, as Markdown tables."""
    in_float = replace(found, costs=[cost for cost in found.costs if cost.scalar == "float"])
    text = f"{found.board}: {found.core}, {found.compiler}.\n"
    for table in bench_table.of(in_float):
        text += f"\n**{table.title}**\n\n{_markdown(table)}"
    return text


def headline(found: results.Results) -> str:
    """What README.md has of a bench's cycles."""
    return _markdown(bench_table.headline(found))


def _markdown(table: bench_table.Table) -> str:
    return markdown.table([heading.replace("\n", " ") for heading in table.headings], table.rows)
