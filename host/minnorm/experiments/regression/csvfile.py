# SPDX-License-Identifier: MIT
"""A CSV file with a header row as numbers, or one sentence about what is wrong with it and where."""

import csv
import math
from pathlib import Path

import numpy as np
from minnorm.errors import UserError
from minnorm.text import printable

_LONGEST = 40  # of a name or cell that a sentence has
_MOST = 40  # of names


def read(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The column names and the rows of `rows` below them, of the same length. Raises UserError as that does, and for another length."""
    lines = rows(path)
    if len(lines[0][1]) == 1 and (";" in lines[0][1][0] or "\t" in lines[0][1][0]):
        raise UserError(f"{path}: its columns must be separated by commas, and its decimals written with a point.")
    names = [" ".join(name.split()) for name in lines[0][1]]
    for line, row in lines[1:]:
        if len(row) != len(names):
            raise UserError(
                f"{path} line {line} has {len(row)} cells but the header has {len(names)}; make every row as long as the header."
            )
    return names, lines[1:]


def rows(path: Path) -> list[tuple[int, list[str]]]:
    """The cells of each row, with its line number; nothing is converted yet.

    White space around cells is dropped, empty lines are skipped. Raises UserError for a file that is missing, empty, no text or a device,
    or whose name is not in UTF-8.
    """
    try:
        if path.is_char_device() or path.is_block_device():  # a pipe has an end
            raise UserError(f"{path} is a device; give a file.")
        str(path).encode()  # run.json has to say where it is
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            found = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if len(row) > 1 or "".join(row).strip()]
    except FileNotFoundError:
        raise UserError(f"There is no file {path}; check the path.") from None
    except UnicodeEncodeError:
        raise UserError(f"The name of {path} is not in UTF-8; rename it.") from None
    except (UnicodeDecodeError, csv.Error):
        raise UserError(f"{path} is not a text file in UTF-8 with comma-separated values; save it as one.") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); check the path.") from None
    if not found:
        raise UserError(f"{path} is empty; it needs a header row and at least 40 rows of numbers.")
    return found


def number(text: str) -> float | None:
    """The number a cell holds (NaN and infinity included), or None if it holds none."""
    try:
        return float(text) if text.isascii() and "_" not in text else None
    except ValueError:
        return None


def numbers(path: Path) -> tuple[list[str], np.ndarray, list[int]]:
    """Column names, float64 values (rows × columns), and the rows' line numbers. Raises UserError naming line and column of the first bad cell."""
    names, lines = read(path)
    _check_header(path, names)
    values = np.empty((len(lines), len(names)))
    for index, (line, row) in enumerate(lines):
        for column, cell in enumerate(row):
            value = number(cell)
            if value is None or not math.isfinite(value):
                raise UserError(_bad_cell(path, line, names[column], cell))
            values[index, column] = value
    return names, values, [line for line, _ in lines]


def shown(*texts: str) -> str:
    """Names or a cell as a sentence has them: what cannot be seen is a question mark, and dots are for the rest of what is long."""
    short = [text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..." for text in texts[:_MOST]]
    return printable(", ".join([*short, "..."] if len(texts) > _MOST else short))


def _check_header(path: Path, names: list[str]) -> None:
    if all(number(name) is not None for name in names):
        raise UserError(f"{path} line 1 holds numbers only; put a header row with the columns' names first.")
    for index, name in enumerate(names):
        if not name:
            raise UserError(f"{path} line 1, column {index + 1}: the column has no name; give it one.")
        if name in names[:index]:
            raise UserError(f"{path} line 1 names the column {shown(name)!r} twice; give every column its own name.")


def _bad_cell(path: Path, line: int, column: str, cell: str) -> str:
    place = f"{path} line {line}, column {shown(column)!r}"
    if not cell:
        return f"{place}: the cell is blank; fill it in or remove the row."
    if number(cell) is not None:
        return f"{place}: {shown(cell)!r} is not a finite number; replace it or remove the row."
    return f"{place}: {shown(cell)!r} is not a number; remove the column or write it as numbers."
