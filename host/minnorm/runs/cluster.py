# SPDX-License-Identifier: MIT
"""./minnorm run --workers: the shards of a run side by side, handed out by Dask and merged at the end."""

import logging
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent import futures
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from minnorm import paths, processors, progress, shard
from minnorm.device import boards
from minnorm.errors import UserError, not_installed
from minnorm.experiments.options import Options
from minnorm.experiments.plan import plan_of
from minnorm.report.outcome import Finished
from minnorm.runs import fleet, merge, record, run
from minnorm.runs.folder import locked
from minnorm.runs.side import Side
from minnorm.shard import WHOLE, Shard

if TYPE_CHECKING:  # slow to import
    from distributed import Client

_SHARDS_PER_WORKER = 4  # so that at the end none waits long for the others
_CONNECT_SECONDS = 10.0
_STOP_SECONDS = 30.0


@dataclass(frozen=True)
class Crew:
    """Who computes: so many workers on this machine or, if there is an address, those of the Dask scheduler there."""

    workers: int
    scheduler: str | None = None


def execute(crew: Crew, options: Options) -> Finished:
    """What run.execute does, by a crew. Raises UserError as that does."""
    if options.board == fleet.ALL or options.port is not None or options.shard != WHOLE:
        raise UserError("Workers share one run on an emulated board or the desktop; leave out --board all, --port and --shard.")
    folder = options.out or run.fresh_folder(options)
    sides = run.both(plan_of(options), boards.load(options.board), folder)
    for side in sides:
        side.restore()
        side.check_line()
    whole = replace(options, out=folder)
    waiting = [side for side in sides if side.needs_board()]
    if not waiting:
        return run.execute(whole)
    run.build_all(sides)
    build, parts = _ask(waiting[-1])
    if parts == 1:
        return run.execute(whole)
    with _client(crew) as (client, workers):  # before anything is written
        with locked(folder / record.SHARDS, create=True), run.told_how_to_go_on(folder):
            if options.out is None:
                run.point_latest_to(folder)
            shards = _cut(folder, min(parts, _SHARDS_PER_WORKER * workers))
            _compute(client, whole, shards, lambda one: _is_finished(sides, folder, one, build))
    return merge.execute([_place(folder, one) for one in shards], whole)


def _ask(side: Side) -> tuple[str, int]:
    """What the sources are called that all shards are to be computed from, and how many there can be."""
    try:
        side.connect()
        return side.build, side.parts
    finally:
        side.close()
        processors.release()  # the shards are processes of their own


@contextmanager
def _client(crew: Crew) -> Iterator[tuple["Client", int]]:
    """A connection to the crew's Dask cluster, and the number of shards that it computes at a time."""
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise not_installed("distributed", "cluster") from None
    for name in ("distributed", "asyncio"):  # which tell of their own inner affairs
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with ExitStack() as held:
        cluster = crew.scheduler
        if cluster is None:
            scratch = held.enter_context(tempfile.TemporaryDirectory())
            # Threads do, for each only waits for a command, and one worker, for then the next free thread has the next shard.
            one = LocalCluster(
                n_workers=1,
                threads_per_worker=crew.workers,
                processes=False,
                memory_limit=0,
                dashboard_address="127.0.0.1:0",
                local_directory=scratch,
                silence_logs=logging.CRITICAL,
            )
            cluster = held.enter_context(one)
        try:
            client = held.enter_context(Client(cluster, timeout=_CONNECT_SECONDS))
        except (OSError, ValueError):
            raise UserError(f"There is no Dask scheduler at {cluster}; start one with dask-scheduler.") from None
        workers = sum(client.nthreads().values())
        if not workers:
            raise UserError(f"The Dask scheduler at {cluster} has no workers; start some with dask-worker {cluster}.")
        yield client, workers


def _cut(folder: Path, count: int) -> list[Shard]:
    """So many shards, or as many as there were when the command was given before."""
    for path in (folder / record.SHARDS).glob(f"*/{record.RUN}"):
        found = record.read(path.parent)
        if found is not None:
            count = shard.parse(str(found.settings.get("shard"))).count
            break
    return [Shard(index, count) for index in range(1, count + 1)]


def _place(folder: Path, one: Shard) -> Path:
    return folder / record.SHARDS / str(one.index)


def _is_finished(sides: Sequence[Side], folder: Path, one: Shard, build: str) -> bool:
    """Whether the shard's board and desktop are. Raises UserError if its folder holds something else, or another build's."""
    for side in sides:
        place = _place(folder, one) / side.folder.relative_to(folder)
        found = record.read(place)
        if found is not None:
            found.check(place, {**side.settings, "shard": str(one)}, build)
        if found is None or not found.finished:
            return False
    return True


def _compute(client: "Client", whole: Options, shards: Sequence[Shard], is_finished: Callable[[Shard], bool]) -> None:
    """Lets the cluster compute the shards that are not finished. Raises UserError for the first that fails."""
    import cloudpickle
    from distributed import Event

    cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers elsewhere do not know this package
    todo = [one for one in shards if not is_finished(one)]
    stop = Event(f"minnorm-{uuid.uuid4()}", client)
    pool = client.get_executor(pure=False)
    left = {pool.submit(_command, *_arguments(whole, one), stop.name): one for one in todo}
    try:
        tracks = [progress.Track(whole.board, lambda: len(shards), lambda: len(shards) - len(left), "shards")]
        progress.watch(tracks, lambda: _is_running(left, is_finished))
    except BaseException:
        stop.set()
        futures.wait(left, timeout=_STOP_SECONDS)
        raise


def _is_running(left: dict[futures.Future, Shard], is_finished: Callable[[Shard], bool]) -> bool:
    """Whether there are shards left, after those that are done have been taken out. Raises UserError for one that failed."""
    for future in [future for future in left if future.done()]:
        one = left.pop(future)
        try:
            said = future.result()
        except Exception as error:  # whatever Dask raises when it loses a worker
            raise UserError(f"The Dask cluster lost shard {one} ({error!r}).") from None
        if not is_finished(one):
            raise UserError(f"Shard {one}: {_sentence(said)}")
    return bool(left)


def _sentence(said: str) -> str:
    """Why the command failed, of all that it said, without how to go on with it alone."""
    before, marker, text = said.rpartition("minnorm: ")
    if not marker:
        return (said.strip() or "It ended without a word.").splitlines()[-1]
    return text.partition(run.TO_GO_ON)[0].strip()


def _arguments(whole: Options, one: Shard) -> tuple[list[str], str]:
    """The command of a shard, and where its Python package is."""
    assert whole.out is not None
    options = replace(whole, shard=one, out=_place(whole.out, one))
    return [sys.executable, "-X", "utf8", "-m", "minnorm", *options.arguments()], str(paths.ROOT / "host")


def _command(command: Sequence[str], package: str, stop: str) -> str:
    """On a worker: runs the command until it ends, or the event is set, and returns what it said on standard error."""
    from distributed import Event

    event = Event(stop)
    if event.is_set():
        return ""
    # The kernel ends the command with the worker, however that ends.
    guard = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    process = subprocess.Popen(
        [*guard, *command],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a Ctrl-C in the terminal is for the command that sets the event
    )
    try:
        while True:
            try:
                return process.communicate(timeout=0.5)[1]
            except subprocess.TimeoutExpired:
                if event.is_set():
                    process.terminate()
    finally:
        process.terminate()
