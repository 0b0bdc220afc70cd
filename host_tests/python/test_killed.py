# SPDX-License-Identifier: MIT
"""Runs that are killed: what is in the folder then is whole, and the same command ends in the same bytes."""

import random
import signal
import subprocess
import time
from unittest.mock import Mock

import pytest
from minnorm.commands import torture
from minnorm.device import boards
from minnorm.runs import killed

pytestmark = pytest.mark.slow

DESKTOP = boards.load(boards.DESKTOP)


def test_a_run_killed_at_random_moments_goes_on_to_the_same_bytes():
    scores = killed.many([DESKTOP], 6)
    assert [score.victim for score in scores] == list(killed.VICTIMS)
    assert [(score.different, score.strange) for score in scores] == 3 * [([], [])]
    assert sum(sum(score.kills) for score in scores) > 0


@pytest.mark.long
def test_runs_killed_at_200_moments_on_both_boards_go_on_to_the_same_bytes():
    scores = killed.many(list(map(boards.load, torture.BOARDS)), 200)
    assert [(score.different, score.strange) for score in scores] == len(scores) * [([], [])]
    assert sum(sum(score.kills) for score in scores) >= 200


def counts(board, folder):
    """A run that begins anew but leaves what is there: another table than of one session."""
    folder.mkdir(exist_ok=True)
    with open(folder / "records.csv", "a") as table:
        for number in range(10):
            print(number, file=table, flush=True)
            time.sleep(0.02)


def breaks(board, folder):
    """A run that does not expect anything in its folder."""
    folder.mkdir()
    counts(board, folder)


def test_another_table_is_counted():
    scores = killed.many([DESKTOP], 12, counts)
    assert not all(score.is_good for score in scores) and not any(score.strange for score in scores)
    assert all(said.startswith("records.csv after") for score in scores for said in score.different)


def test_a_traceback_is_counted():
    scores = killed.many([DESKTOP], 12, breaks)
    broken = [score for score in scores if score.strange]
    assert any("FileExistsError" in said for score in broken for said in score.strange)
    assert all(int(score.cells()[-1]) == len(score.strange) and not score.is_good for score in broken)


@pytest.mark.parametrize("name", ["kills", "runs"])
def test_moments_end_with_as_many_kills_as_are_wanted_or_after_many_runs(name, monkeypatch):
    def once(board, start, alone, source, score):
        score.kills[1] += name == "kills"
        score.runs += 1

    monkeypatch.setattr(killed, "_alone", lambda *_: None)
    monkeypatch.setattr(killed, "_run", once)
    scores = killed.many([DESKTOP], 6)
    wanted = 2
    runs = wanted if name == "kills" else wanted * killed._MOST_RUNS
    assert [score.runs for score in scores] == 3 * [runs]
    assert scores[0].cells()[2:7] == (("2", "0", "2", "0", "2") if name == "kills" else ("0", "0", "0", "0", f"{runs}"))


@pytest.mark.parametrize(("finished", "part"), [(None, 0), (False, 1), (True, 2)])
def test_where_a_run_is_stands_in_its_folder(finished, part, tmp_path, monkeypatch):
    monkeypatch.setattr(killed.record, "read", lambda folder: None if finished is None else Mock(finished=finished))
    assert killed._part(tmp_path) == part


def test_what_is_killed_has_ended():
    with subprocess.Popen(["sleep", "60"]) as process:
        assert killed._killed(process.pid)
        assert process.wait(10) == -signal.SIGKILL


def test_what_has_ended_is_not_killed(monkeypatch):
    monkeypatch.setattr(killed.os, "kill", Mock(side_effect=ProcessLookupError))
    assert not killed._killed(1)


def test_a_run_whose_commands_have_become_slower_ends_all_the_same():
    score = killed.Score("desktop", killed.HOST)
    killed._run(DESKTOP, counts, killed.Alone({}, 0.0), random.Random(1), score)
    assert score.runs == 1 and 0 < sum(score.kills) <= killed._MOST_KILLS
