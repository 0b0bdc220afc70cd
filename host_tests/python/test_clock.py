# SPDX-License-Identifier: MIT
"""A clock that is set while a run goes on: waits are by one that only goes on, and no result has a time in it."""

import ast
import itertools
import re
import time
from datetime import datetime, timedelta

import pytest
from minnorm import paths
from minnorm.runs import killed, record, run

import fake_run

JUMPS = {
    "an hour on": timedelta(hours=1),
    "an hour back": timedelta(hours=-1),
    "ten years on": timedelta(days=3653),
    "ten years back": timedelta(days=-3653),
}


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_a_clock_that_is_set_changes_no_byte_and_no_wait(jump, tmp_path, monkeypatch):
    """It is set before each look at it, and back again."""
    start = fake_run.prepare(monkeypatch)
    assert start(tmp_path / "calm") == 0
    real, looks = time.time, itertools.count()

    class Set(datetime):
        @classmethod
        def now(cls, *_):
            return datetime.fromtimestamp(time.time())

    monkeypatch.setattr(time, "time", lambda: real() + jump.total_seconds() * (next(looks) % 2 == 0))
    monkeypatch.setattr(run, "datetime", Set)
    (tmp_path / "set").mkdir()
    assert start(tmp_path / "set") == 0 and next(looks) > 0
    assert killed.facts(tmp_path / "set") == killed.facts(tmp_path / "calm")
    calm, moved = (record.read(tmp_path / name) for name in ("calm", "set"))
    assert abs(datetime.fromisoformat(moved.times.started) - datetime.fromisoformat(calm.times.started)) > timedelta(minutes=50)
    assert 0 <= moved.times.seconds < 600


def test_nothing_is_waited_for_by_a_clock_that_can_be_set():
    """`started` in run.json, and the name of a folder, are all that the time of day is for."""
    looks = {}
    for path in (paths.ROOT / "host" / "minnorm").rglob("*.py"):
        calls = [ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        found = [call for call in calls if re.fullmatch(r"time\.(time|time_ns|localtime|gmtime|strftime)|datetime\.(now|today|utcnow)", call)]
        if found:
            looks[path.stem] = len(found)
    assert looks == {"run": 2, "fleet": 1}
