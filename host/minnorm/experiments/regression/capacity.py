# SPDX-License-Identifier: MIT
"""Which of a board's programs serves a run, and how far it gets where memory is short."""

from collections.abc import Sequence
from typing import Protocol

from minnorm import experiments
from minnorm.device.boards import Board
from minnorm.device.firmware import Firmware
from minnorm.errors import UserError
from minnorm.link.description import Description
from minnorm.link.wire import Hello


class Sized(Protocol):
    """What a capacity must hold: a dataset, or what stands for one."""

    @property
    def name(self) -> str: ...
    @property
    def rows(self) -> int: ...
    @property
    def dimension(self) -> int: ...
    @property
    def largest(self) -> int: ...


def choose(board: Board, scalar: str, datasets: Sequence[Sized], experiment: str = experiments.REGRESSION) -> Firmware:
    """The first program that takes all datasets whole; if none does, of those with enough features that with the most rows.

    Raises UserError if none has enough features, or none computes in the scalar.
    """
    board.firmware_for(scalar, experiment)
    offered = [one for one in board.capacities if one.scalar == scalar]
    widest = max(datasets, key=lambda dataset: dataset.dimension)
    wide = [one for one in offered if one.features >= widest.dimension]
    if not wide:
        largest = max(offered, key=lambda one: one.features)
        raise UserError(
            f"{widest.name} needs {widest.dimension} features and {widest.largest} training rows, and {board.name} has "
            f"room for {largest.features} and {largest.rows}; choose fewer features or a larger board."
        )
    rows = max(dataset.largest for dataset in datasets)
    chosen = next((one for one in wide if one.rows >= rows), max(wide, key=lambda one: one.rows))
    return Firmware(experiment, scalar, chosen)


def serves(board: Board, firmware: Firmware, datasets: Sequence[Sized]) -> bool:
    """Whether a run of these datasets, for which it may choose another program, has memory enough in this one too."""
    try:
        chosen = choose(board, firmware.scalar, datasets, firmware.experiment)
    except UserError:
        return False
    room = firmware.capacity
    return room is not None and all(
        last(chosen, dataset) <= room.rows and dataset.dimension <= room.features for dataset in datasets
    )


def last(firmware: Firmware, dataset: Sized) -> int:
    """The largest training set of the dataset that the program takes."""
    assert firmware.capacity is not None
    return min(firmware.capacity.rows, dataset.largest)


def check(firmware: Firmware, datasets: Sequence[Sized], lasts: Sequence[int], hello: Hello, said: Description) -> None:
    """Raises UserError if the program on the board has no memory for as many training rows of a dataset."""
    rows, features = (int(*said.parameters[name]) for name in ("rows", "features"))
    if not all(last <= rows and dataset.dimension <= features for dataset, last in zip(datasets, lasts, strict=True)):
        raise UserError(
            f"{hello.board} runs a firmware for {rows} × {features}, and this run needs the one for {firmware.capacity}: "
            f"./minnorm flash --board {hello.board} --firmware {firmware.name}."
        )


def limits(board: Board, firmware: Firmware, datasets: Sequence[Sized]) -> list[str]:
    """A sentence for each dataset that the program does not take whole; it says so where another program would take it alone."""
    sentences = []
    for dataset in datasets:
        taken, whole = last(firmware, dataset), dataset.largest
        if taken < whole:
            alone = choose(board, firmware.scalar, [dataset], firmware.experiment)
            more = last(alone, dataset)
            hint = f" With --dataset {dataset.name} alone it has for {more}." if more > taken else ""
            sentences.append(f"{board.name} has memory for {taken} of {whole} training rows of {dataset.name}: N = 1 … {taken}.{hint}")
    return sentences
