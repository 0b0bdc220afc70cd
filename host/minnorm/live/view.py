# SPDX-License-Identifier: MIT
"""./minnorm run --live: the run on a page."""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from minnorm import progress
from minnorm.errors import UserError
from minnorm.experiments.plan import Plan
from minnorm.live import gate, page
from minnorm.live.server import Answer, Server
from minnorm.live.sketch import Sketch
from minnorm.report.outcome import Finished
from minnorm.runs.side import Side
from minnorm.runs.spectator import Spectator

RUNNING, PAUSED, DRAWING, ENDED = "running", "paused", "drawing", "ended"
_REST_SECONDS = 0.2
_LINGER_SECONDS = 3.0  # for open pages to see how it ended


class View(Spectator):
    """Serves the page from the first run that is watched until it is closed. Used in `with`.

    With `keeps_address` the run's folder keeps where that is.
    """

    def __init__(self, *, keeps_address: bool = True) -> None:
        self._keeps_address = keeps_address
        self._server: Server | None = None
        self._gate = gate.Gate()
        self._sides: Sequence[Side] = ()
        self._state, self._sentences = RUNNING, [""]
        self._asked = self._told = float("-inf")  # when a page last asked, and when one was last told the end

    def __enter__(self) -> "View":
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            end = time.monotonic() + _LINGER_SECONDS
            while self._asked > end - 2 * _LINGER_SECONDS and self._told == float("-inf") and time.monotonic() < end:
                time.sleep(0.05)
            self._server.close()

    @contextmanager
    def watching(self, planned: Plan, sides: Sequence[Side]) -> Iterator[None]:
        self._planned, self._sides, self._gate = planned, sides, gate.Gate()
        self._began, self._done_before = time.monotonic(), [side.done() for side in sides]
        self._sketch = Sketch(lambda: planned.so_far(sides[0].recordings), sides[0].done)
        self._state, self._sentences, self._told = RUNNING, [""], float("-inf")
        if self._server is None:
            self._server = Server(sides[0].folder if self._keeps_address else None, self._pages(), self._actions())
            progress.say(f"Live at {self._server.address}")
        try:
            yield
        except UserError as error:
            self._end([str(error)])
            raise
        except KeyboardInterrupt:
            self._end(["Stopped; the same command with --out and this folder goes on."])
            raise

    def gate(self) -> None:
        self._gate.pass_through()

    def recorded(self) -> None:
        self._gate.open(for_good=True)
        self._sketch.refresh(last=True)
        self._state = DRAWING

    def conclude(self, finished: Finished) -> None:
        self._end([*finished.verdicts, *(finished.outcome.lines if finished.outcome else [])])

    def rest(self, sentence: str) -> None:
        self._end([sentence])
        progress.say(f"{sentence} Ctrl-C ends the page.")
        with suppress(KeyboardInterrupt):
            while True:
                time.sleep(_REST_SECONDS)

    def _end(self, sentences: Sequence[str]) -> None:
        self._state, self._sentences = ENDED, list(sentences)

    def _pages(self) -> Mapping[str, Any]:
        return {"": lambda _: page.render(), "state": self._answer_state, "point": self._answer_point, "rows": self._answer_rows}

    def _actions(self) -> Mapping[str, Any]:
        return {"pause": lambda: self._gate.shut(), "go": lambda: self._gate.open(), "stop": gate.stop}

    def _answer_state(self, query: Mapping[str, str]) -> Answer:
        self._asked = time.monotonic()
        self._sketch.refresh()
        state = self.state()
        if query.get("seen") != state["version"]:
            state["figures"] = self._sketch.portraits
        if self._state == ENDED:
            self._told = self._asked
        return _json(state)

    def state(self) -> dict[str, Any]:
        """What the page shows beside the figures. `version` changes with them; times are in seconds."""
        done = [side.done() for side in self._sides]
        seconds = time.monotonic() - self._began
        state = PAUSED if self._state == RUNNING and self._gate.is_shut else self._state
        return {
            "experiment": self._planned.options.experiment,
            "folder": str(self._sides[0].folder),
            "state": state,
            "sentences": self._sentences,
            "seconds": seconds,
            "left": _left(seconds - self._gate.waited, self._done_before, done, [side.total for side in self._sides]),
            "version": f"{self._began}-{self._sketch.version}",
            "sides": [_side(side, now) for side, now in zip(self._sides, done)],
            "tables": sorted(self._tables()),
        }

    def _tables(self) -> list[str]:
        said = self._sides[0].recordings[0].description if self._sides[0].recordings else None
        return [] if said is None else [table.name for table in said.tables]

    def _answer_point(self, query: Mapping[str, str]) -> Answer | None:
        from minnorm.report import portrait

        place = query.get("place", "")
        is_place = re.fullmatch("[0-9]{1,9}", place)
        found = self._planned.point(self._sides[0].recordings, query.get("key", ""), int(place)) if is_place else None
        if found is None:
            return None
        drawn = portrait.of(found.figure, found.data)
        return _json({"title": found.title, "headings": found.headings, "rows": found.rows, "figure": drawn})

    def _answer_rows(self, query: Mapping[str, str]) -> Answer | None:
        side = self._sides[0]
        sheet = side.job.sheets(side.recordings).get(f"{query.get('table')}.csv") if self._tables() else None
        return None if sheet is None else Answer(sheet.text, "text/csv")


def _json(value: object) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False), "application/json")


def _left(seconds: float, before: Sequence[int], done: Sequence[int], totals: Sequence[int]) -> float | None:
    """Of the side that takes longest, at the pace so far; None before there is one."""
    left = [seconds * (total - now) / (now - start) if now > start else None for start, now, total in zip(before, done, totals) if now < total]
    return None if None in left else max((one for one in left if one is not None), default=0.0)


def _side(side: Side, done: int) -> dict[str, Any]:
    """One board: what it is, how far it is, and how its line is."""
    run = side.run
    assert run is not None
    memory = {"flash": side.board.flash, "RAM": side.board.ram}
    sizes = [f"{region.length // 1024} KB {name}" for name, region in memory.items() if region is not None]
    clock = [f"{side.board.clock_hz / 1e6:g} MHz"] if sizes else []
    facts = [side.board.title, run.core, *clock, *sizes, run.scalar, side.job.firmware.name, f"build {run.build}"]
    counts = {
        "frames": sum(one.frames for one in side.recordings),
        "damaged": sum(one.damaged for one in side.recordings),
        "lost": sum(one.lost for one in side.recordings),
        "requests sent again": run.frames.repeated + (side.link.repeated if side.link else 0),
        f"{side.job.unit} asked for again": run.frames.asked_again + (side.link.asked_again if side.link else 0),
    }
    return {"name": side.board.name, "facts": facts, "done": done, "total": side.total, "unit": side.job.unit, "link": counts}
