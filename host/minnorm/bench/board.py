# SPDX-License-Identifier: MIT
"""The bench of a board: one image per algorithm, size and scalar; instructions in an emulator, cycles on silicon, flash, stack."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import starmap
from pathlib import Path

import numpy as np
from minnorm import processors
from minnorm.bench import matrices
from minnorm.bench.cases import Case, has
from minnorm.bench.cycles import Core, Model
from minnorm.bench.executed import Executed
from minnorm.bench.image import Image
from minnorm.device import build
from minnorm.device.boards import Board
from minnorm.link.serial_port import Serial
from minnorm.link.transport import Program, Transport

SVD, PLAIN, VALUES, REFINED, C, EIGEN_SVD, COD, EIGEN_COD, HESTENES, GENINV = ALGORITHMS = (
    "minnorm_svd",
    "minnorm_plain",
    "minnorm_values",
    "minnorm_refined",
    "minnorm_c",
    "eigen_svd",
    "minnorm_cod",
    "eigen_cod",
    "hestenes_svd",
    "courrieu_geninv",
)
DWT, SYSTICK, MCYCLE = COUNTERS = ("DWT->CYCCNT", "SysTick", "mcycle")  # what counts cycles on silicon
_WITHOUT_DWT = ("Cortex-M0", "Cortex-M0+")
_NOTHING = "bench_nothing"
_SPIN = 16_000_000  # instructions that it executes when told to, see bench/board/nothing.cpp

Start = Callable[[Path, str], Transport]  # starts an image, with that plugin if it runs in an emulator

_CHECKS: dict[str, Callable[..., float]] = {
    VALUES: matrices.check_values,
    GENINV: partial(matrices.check_solution, bound=np.inf),  # how wrong it is stands in its table
}


@dataclass(frozen=True)
class Cost:
    """Of one algorithm, size and scalar. `instructions` are means over the draws by kind of matrix; sizes are in bytes.

    `errors` are the largest of the draws, as ratios that matrices.py bounds. `cycles` are the same as `instructions` for each reading
    of a core's timings, the table's first; empty where they were not asked for. Silicon has no instructions, and the cycles that it measured.
    """

    algorithm: str
    size: str
    scalar: str
    instructions: dict[str, float]
    flash: int
    stack: int
    heap: int
    object: int
    errors: dict[str, float]
    cycles: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def ram(self) -> int:
        """Stack, heap and the decomposition itself, wherever that is."""
        return self.stack + self.heap + self.object


def counter(board: Board) -> str:
    """The one of COUNTERS that board::cycles() reads on silicon."""
    if board.toolchain.startswith("riscv"):
        return MCYCLE
    return SYSTICK if board.core in _WITHOUT_DWT else DWT


def algorithms(scalar: str) -> list[str]:
    """Those that there are in the scalar."""
    return [name for name in ALGORITHMS if has(name, scalar)]


def emulated(board: Board) -> Start:
    """In the board's emulator."""
    return lambda program, plugin: Program(build.command(board, program, counts=True, plugin=plugin))


def on_silicon(board: Board, port: str, put: Callable[[Path], None]) -> Start:
    """On the board at that port, where `put` flashes the image and lets it start. Raises UserError if the port cannot be opened."""
    Serial(port, board.baud).close()

    def start(program: Path, _: str) -> Transport:
        line = Serial(port, board.baud)  # open before the image says what it is
        try:
            put(program)
        except BaseException:
            line.close()
            raise
        return line

    return start


class Bench:
    """Builds a board's images in a folder and runs them, one on each processor, or one after another on silicon."""

    def __init__(self, board: Board, folder: Path, cores: Mapping[str, Core] | None = None, silicon: Start | None = None) -> None:
        """Builds and runs the image that computes nothing, which all others are compared with. Raises UserError.

        Of `cores`, the readings of one core's timings, the cycles are found too.

        It also executes a known number of instructions: the rate of board::cycles() is the core's on silicon, but an emulator
        has its own.
        """
        self._board = board
        self._folder = folder
        self._start = silicon or emulated(board)
        self._is_silicon = silicon is not None
        self._cores = cores or {}
        self._running: set[Image] = set()
        self._is_stopped = False
        self._build([_NOTHING, *(["bench_paths"] if self._cores else [])])
        with self._image(_NOTHING, None) as image:
            ticks = [image.solve(b"\0").ticks for _ in range(matrices.DRAWS)]
            self._ticks = float(np.mean(ticks))
            self._instructions_per_tick = _SPIN / (image.solve(b"\1").ticks - self._ticks)
            self._flash_end = image.flash_end
            self.compiler = image.compiler

    def measure(self, cases: Iterable[Case]) -> Iterator[Cost]:
        """Of each case the costs of all algorithms, in order.

        Raises UserError if an image cannot be built, does not answer, or answers with a wrong result.
        """
        with processors.pool() as pool:
            try:
                for size, scalar in cases:
                    wanted = [(algorithm, size, scalar) for algorithm in algorithms(scalar)]
                    self._build([_name(*one) for one in wanted])
                    yield from starmap(self._measure, wanted) if self._is_silicon else pool.map(self._measure, *zip(*wanted))
            finally:
                self.stop()

    def cost(self, algorithm: str, size: str, scalar: str) -> Cost:
        """The costs of one algorithm. Raises UserError as `measure` does."""
        self._build([_name(algorithm, size, scalar)])
        return self._measure(algorithm, size, scalar)

    def stop(self) -> None:
        """Ends what runs; a measurement under way then ends with UserError. May be called from another thread, and twice."""
        self._is_stopped = True
        for image in list(self._running):
            image.close()

    def _measure(self, algorithm: str, size: str, scalar: str) -> Cost:
        rows, cols = map(int, size.split("x"))
        name = _name(algorithm, size, scalar)
        check = _CHECKS.get(algorithm, matrices.check_solution)
        instructions, errors, answers = {}, {}, []
        cycles: dict[str, dict[str, float]] = {variant: {} for variant in ([counter(self._board)] if self._is_silicon else self._cores)}
        with self._executed(name) as executed, self._image(name, executed) as image:
            models = {variant: Model(executed.image, core) for variant, core in self._cores.items() if executed}
            for kind in matrices.KINDS:
                problems = matrices.problems(rows, cols, kind, scalar)
                batch = [image.solve(matrices.packed(problem)) for problem in problems]
                errors[kind] = max(check(name, problem, answer.output) for problem, answer in zip(problems, batch))
                ticks = float(np.mean([answer.ticks for answer in batch])) - self._ticks
                if self._is_silicon:
                    cycles[counter(self._board)][kind] = ticks
                else:
                    instructions[kind] = ticks * self._instructions_per_tick
                answers += batch
                counts = executed.counts() if executed else {}
                for variant, model in models.items():
                    cycles[variant][kind] = model.cycles(counts)
            return Cost(
                algorithm=algorithm,
                size=size,
                scalar=scalar,
                instructions=instructions,
                flash=image.flash_end - self._flash_end,
                stack=max(answer.stack for answer in answers),
                heap=max(answer.heap for answer in answers),
                object=image.object_size,
                errors=errors,
                cycles=cycles,
            )

    @contextmanager
    def _executed(self, name: str) -> Iterator[Executed | None]:
        if not self._cores:
            yield None
            return
        objdump = build.tool(self._board, "OBJDUMP", self._folder) or "objdump"
        with closing(Executed(self._program(name), objdump, self._folder / "bench" / "board" / "paths.so")) as executed:
            yield executed

    @contextmanager
    def _image(self, name: str, executed: Executed | None) -> Iterator[Image]:
        program = self._program(name)
        with closing(Image(program.name, self._start(program, executed.plugin if executed else ""))) as image:
            self._running.add(image)
            try:
                if self._is_stopped:
                    image.close()
                yield image
            finally:
                self._running.discard(image)

    def _build(self, targets: Sequence[str]) -> None:
        with build.locked(self._folder) as lock:
            build.configure_bench(self._folder, self._board.name, lock)
            build.run_logged(["ninja", "-C", str(self._folder), *targets], self._folder, f"The build for {self._board.name}", lock)

    def _program(self, name: str) -> Path:
        return self._folder / "bench" / "board" / f"{name}.elf"


def _name(algorithm: str, size: str, scalar: str) -> str:
    return f"bench_{algorithm}_{size}_{scalar}"
