# SPDX-License-Identifier: MIT
"""An experiment that draws its own data, over a line with faults."""

import msgpack
import numpy as np
import pytest
from fake_board import FakeBoard, noisy
from test_session import QUICK

from minnorm.link import conversation, wire
from minnorm.runs import sampled
from minnorm.link.conversation import Link, Patience
from minnorm.errors import UserError
from minnorm.link.reception import Reception
from minnorm.runs.sampled import SampledJob, Table
from minnorm.runs.shard import WHOLE, Shard
from minnorm.link.wire import Frame, Kind

CASES = 3


class FakeExperiment(FakeBoard):
    """Has a row for each case before the unit's own; its values say what they are."""

    def _serve(self, frame: Frame) -> None:
        if frame.kind == Kind.HELLO:
            self._send(Kind.HELLO_REPLY, frame.sequence, 2, "fake", "none", "0123456789ab", "float", "any", 0, 0, 0, 600)
        elif frame.kind == Kind.DESCRIBE:
            self._send(Kind.DESCRIPTION, frame.sequence, 2, CASES, ["a", "b"])
        elif frame.kind == Kind.COMPUTE:
            seed, repeat, case = wire.unpack(frame)
            self._send(Kind.ACK, frame.sequence)
            for number in range(case):
                self._send(Kind.ROW, seed, repeat, case, number, [seed + repeat / 4, case + number / 8])
            self._send(Kind.COMPUTED, seed, repeat, case, case)


def record(board, repeats=None, shard=WHOLE, seed=5, log=lambda data: None, patience=QUICK):
    job = SampledJob("any", None, {"scalar": "float"}, (seed, repeats, shard))
    reception = Reception(job.tables()[sampled.LOG])
    link = Link(board, patience)
    job.converse(0, link, conversation.identify(link), reception, log)
    assert reception.table.is_finished()
    assert reception.table.done() == job.total([reception])
    return job.files([reception.table])["records.csv"], link


CLEAN, LINK = record(FakeExperiment())


def test_a_clean_line_gives_the_published_number_of_repeats():
    lines = CLEAN.splitlines()
    assert lines[0] == "repeat,case,row,a,b"
    assert lines[1:] == ["0,1,0,5.0,1.0", "0,2,0,5.0,2.0", "0,2,1,5.0,2.125", "1,1,0,5.25,1.0", "1,2,0,5.25,2.0", "1,2,1,5.25,2.125"]
    assert (LINK.repeated, LINK.asked_again) == (0, 0)


@pytest.mark.parametrize("seed", range(4))
def test_a_bad_line_gives_the_same_table(seed):
    text, link = record(FakeExperiment(noisy(0.15), seed), repeats=6)
    assert text == record(FakeExperiment(), repeats=6)[0]
    assert link.repeated + link.asked_again > 0


def test_shards_are_disjoint_and_complete():
    whole = record(FakeExperiment(), repeats=5)[0].splitlines()
    parts = [record(FakeExperiment(), repeats=5, shard=Shard(index, 4))[0].splitlines() for index in range(1, 5)]
    assert sorted(whole) == sorted([whole[0], *(line for part in parts for line in part[1:])])


def test_what_was_logged_is_not_asked_for_again():
    logged = bytearray()
    record(FakeExperiment(), log=logged.extend)
    replayed = Reception(Table(5, None))
    replayed.feed(bytes(logged))
    assert replayed.table.is_finished()
    assert sampled.records(replayed.table, "float") == CLEAN
    other = Reception(Table(6, None))
    other.feed(bytes(logged))
    assert other.table.done() == 0, "another seed's rows"


class SlowExperiment(FakeExperiment):
    """Is alive every 90 s, and has a row after six minutes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self._waiting: list[list] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def read(self, seconds: float) -> bytes:
        wait = min(seconds, self._waiting[0][0] if self._waiting else seconds)
        self.now += wait
        if not self._waiting:
            return b""
        self._waiting[0][0] -= wait
        return self._waiting.pop(0)[1] if self._waiting[0][0] <= 0 else b""

    def _send(self, kind: Kind, *fields) -> None:
        if kind == Kind.ACK:
            self._request = fields
        for _ in range(4 * (kind == Kind.ROW)):
            self._wait(90.0, Kind.ACK, *self._request)
        self._wait(0.0, kind, *fields)

    def _wait(self, seconds: float, kind: Kind, *fields) -> None:
        super()._send(kind, *fields)
        self._waiting.append([seconds, bytes(self._out)])
        self._out.clear()


def test_a_board_that_says_it_is_alive_is_waited_for(monkeypatch):
    board = SlowExperiment()
    monkeypatch.setattr(conversation, "time", board)
    text, link = record(board, patience=Patience())
    assert text == CLEAN
    assert (link.repeated, link.asked_again) == (0, 0)
    assert board.now > 6 * 4 * 90


def test_rows_of_another_width_are_strange():
    reception = Reception(Table(5, None))
    frames = [(Kind.HELLO_REPLY, [1]), (Kind.DESCRIPTION, [0, 1, 1, ["a"]]), (Kind.ROW, [5, 0, 0, 0, [1.0, 2.0]])]
    *before, last = (wire.encode(kind, number, msgpack.packb(fields)) for number, (kind, fields) in enumerate(frames))
    for data in before:
        reception.feed(data)
    with pytest.raises(UserError, match="does not describe"):
        reception.feed(last)


def test_arrays_are_the_table_by_column():
    reception = Reception(Table(5, None))
    board = FakeExperiment()
    link = Link(board, QUICK)
    SampledJob("any", None, {}, (5, None, WHOLE)).converse(0, link, conversation.identify(link), reception, lambda data: None)
    table = sampled.arrays(reception.table)
    assert list(table) == ["repeat", "case", "row", "a", "b"]
    np.testing.assert_array_equal(table["row"], [0, 0, 1, 0, 0, 1])
    np.testing.assert_array_equal(table["a"], [5, 5, 5, 5.25, 5.25, 5.25])


def test_a_refusal_is_told_in_the_boards_words():
    board = FakeExperiment()
    serve = board._serve

    def refuse(frame):
        if frame.kind == Kind.COMPUTE:
            board._send(Kind.ERROR, frame.sequence, 1, "Not this.")
        else:
            serve(frame)

    board._serve = refuse
    with pytest.raises(UserError, match="fake does not understand this host.*Not this."):
        record(board)
