# SPDX-License-Identifier: MIT
"""Which of a board's programs serves a run, and how far it gets where memory is short."""

from collections.abc import Sequence

from minnorm.experiments.regression import splits
from minnorm.device.boards import Board, RegressionFirmware
from minnorm.experiments.regression.datasets import Dataset
from minnorm.errors import UserError


def choose(board: Board, scalar: str, datasets: Sequence[Dataset]) -> RegressionFirmware:
    """The first program that takes all datasets whole; if none does, of those with enough features that with the most rows.

    Raises UserError if none has enough features, or none computes in the scalar.
    """
    offered = [one for one in board.firmware if one.scalar == scalar] or [board.firmware_for(scalar)]
    widest = max(datasets, key=lambda dataset: dataset.dimension)
    wide = [one for one in offered if one.features >= widest.dimension]
    if not wide:
        largest = max(offered, key=lambda one: one.features)
        whole = splits.largest(widest.rows)
        raise UserError(over(board.name, widest, whole, largest.features, largest.rows))
    rows = max(splits.largest(dataset.rows) for dataset in datasets)
    return next((one for one in wide if one.rows >= rows), max(wide, key=lambda one: one.rows))


def serves(board: Board, firmware: RegressionFirmware, datasets: Sequence[Dataset]) -> bool:
    """Whether a run of these datasets, for which it may choose another program, has memory enough in this one too."""
    try:
        chosen = choose(board, firmware.scalar, datasets)
    except UserError:
        return False
    return all(fits(firmware.rows, firmware.features, last(chosen, dataset), dataset) for dataset in datasets)


def fits(rows: int, features: int, last: int, dataset: Dataset) -> bool:
    """Whether a program for so many rows and features takes `last` training rows of the dataset."""
    return last <= rows and dataset.dimension <= features


def last(firmware: RegressionFirmware, dataset: Dataset) -> int:
    """The largest training set of the dataset that the program takes."""
    return min(firmware.rows, splits.largest(dataset.rows))


def limits(board: Board, firmware: RegressionFirmware, datasets: Sequence[Dataset]) -> list[str]:
    """A sentence for each dataset that the program does not take whole; it says so where another program would take it alone."""
    sentences = []
    for dataset in datasets:
        taken, whole = last(firmware, dataset), splits.largest(dataset.rows)
        if taken < whole:
            alone = choose(board, firmware.scalar, [dataset])
            more = last(alone, dataset)
            hint = f" With --dataset {dataset.name} alone it has for {more}." if more > taken else ""
            sentences.append(f"{board.name} has memory for {taken} of {whole} training rows of {dataset.name}: N = 1 … {taken}.{hint}")
    return sentences


def over(board: str, dataset: Dataset, rows: int, features: int, room: int) -> str:
    """The sentence for `rows` training rows of a dataset, too many for a board with room for so many features and rows."""
    return (
        f"{dataset.name} needs {dataset.dimension} features and {rows} training rows, and {board} has room for "
        f"{features} and {room}; choose fewer features or a larger board."
    )
