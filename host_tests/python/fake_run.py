# SPDX-License-Identifier: MIT
"""./minnorm run in this process on a board in Python: a small problem, no build, and one figure, which nobody draws."""

from collections.abc import Callable
from pathlib import Path

from minnorm import progress
from minnorm.commands import cli
from minnorm.device import boards
from minnorm.experiments.regression import capacity, figures, plan
from minnorm.report import drawing, page
from minnorm.runs import provenance, run, side

from conftest import blank
from fake_board import FakeRegression, small_problem


class InOnePiece(FakeRegression):
    """Whose answers are each one write of the log."""

    def read(self, seconds):
        data, self._out = bytes(self._out), bytearray()
        return data


def prepare(monkeypatch) -> Callable[[Path], int]:
    """The command with that folder as --out: its exit status."""
    monkeypatch.setattr(side.Side, "_open", lambda self: InOnePiece())
    monkeypatch.setattr(side.Side, "_check", lambda self, hello: None)
    monkeypatch.setattr(run, "build_all", lambda sides: None)
    monkeypatch.setattr(run, "plan_of", lambda options: plan.Plan(options, [small_problem()]))
    monkeypatch.setattr(capacity, "check", lambda *_: None)
    monkeypatch.setattr(provenance, "found", lambda *_, **__: {})
    every = figures.figures
    monkeypatch.setattr(figures, "figures", lambda results: every(results)[:1])
    monkeypatch.setattr(drawing, "draw_all", blank)
    monkeypatch.setattr(page, "rendered", lambda *_, **__: "a report")
    monkeypatch.setattr(progress, "_REFRESH_SECONDS", 0.001)
    return lambda folder: cli.main(["run", "--board", boards.DESKTOP, "--splits", "1", "--rows", "1..2", "--out", str(folder)])
