# SPDX-License-Identifier: MIT
import threading
import time

import pytest
from minnorm import progress


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def lines(clock, capsys, done, seconds: float) -> list[str]:
    track = progress.Track("diabetes", lambda: 1000, done)
    progress.watch([track], lambda: clock.now < seconds)
    return capsys.readouterr().err.splitlines()


def test_where_there_is_no_terminal_a_long_run_says_less_and_less(clock, capsys):
    said = lines(clock, capsys, lambda: int(clock.now), 600.0)
    assert said[0] == "diabetes 5 of 1000 fits"
    assert 10 < len(said) < 20


def test_what_goes_on_in_a_block_is_shown_until_it_ends_or_fails(capsys):
    threads = threading.active_count()
    done, said = [], ""
    track = progress.Track("torture", lambda: 2, lambda: len(done), "runs")
    with progress.shown(track, seconds=0.0):
        done.append(1)
        while "torture 1 of 2 runs\n" not in said:
            time.sleep(0.01)
            said += capsys.readouterr().err
    with pytest.raises(KeyboardInterrupt), progress.shown(track):
        raise KeyboardInterrupt
    assert threading.active_count() == threads


def test_what_does_not_advance_is_said_once(clock, capsys):
    assert lines(clock, capsys, lambda: 7, 600.0) == ["diabetes 7 of 1000 fits"]
