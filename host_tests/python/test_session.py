# SPDX-License-Identifier: MIT
import time

import pytest
from fake_board import FakeBoard, no_fault, noisy, small_problem

from minnorm.experiments.regression import session, tables
from minnorm.link import conversation
from minnorm.errors import UserError
from minnorm.link.conversation import Link, Patience
from minnorm.link.reception import Reception
from minnorm.experiments.regression.table import Table, shape
from minnorm.link.wire import Decoder, Kind

SPLITS, LAST = 3, 12
QUICK = Patience(hello_seconds=0.02, reply_seconds=0.02, hello_tries=60, reply_tries=60, rounds=60, record_seconds=0.02)


def record(board, problems=None, *, log=lambda data: None, patience=QUICK):
    """Both tables as text, and the link, after a session over `board`."""
    problems = problems or [small_problem()]
    link = Link(board, patience)
    hello = conversation.identify(link)
    receptions = [Reception(Table(shape(problem, SPLITS, LAST))) for problem in problems]
    for problem, reception in zip(problems, receptions):
        session.run(link, hello, problem, reception, log)
    return text(problems, receptions), link


def text(problems, receptions, scalar="float"):
    filled = [reception.table for reception in receptions]
    return tables.records(problems, filled, scalar), tables.factors(problems, filled, scalar)


CLEAN, _ = record(FakeBoard())


def test_a_clean_line_repeats_nothing():
    (records, factors), link = record(FakeBoard())
    assert (link.repeated, link.asked_again) == (0, 0)
    assert records.count("\n") == 1 + SPLITS * LAST * (1 + 7 + 2 + 1)
    assert factors.count("\n") == 1 + SPLITS * sum(min(n, 3) for n in range(1, LAST + 1))


@pytest.mark.parametrize("seed", range(6))
def test_a_bad_line_gives_the_same_tables(seed):
    tables_, link = record(FakeBoard(noisy(0.1), seed))
    assert tables_ == CLEAN
    assert link.repeated + link.asked_again > 0


@pytest.mark.parametrize("seed", range(4))
def test_late_replies_give_the_same_tables(seed):
    assert record(FakeBoard(seed=seed, late=0.05))[0] == CLEAN


@pytest.mark.parametrize("seed", range(4))
def test_a_bad_line_with_late_replies_does_not_mix_datasets(seed):
    problems = [small_problem(), small_problem("other", seed=9, dimension=5)]
    expected, _ = record(FakeBoard(), problems)
    assert record(FakeBoard(noisy(0.08), seed, late=0.04), problems)[0] == expected


def test_a_board_that_lost_its_memory_is_told_again():
    board = FakeBoard()
    served = board._serve

    def forgetful(frame):
        if board.requests in (7, 8, 30):
            board.reset()
        served(frame)

    board._serve = forgetful
    assert record(board)[0] == CLEAN


class SlowBoard(FakeBoard):
    """Needs `seconds` for each fit."""

    seconds = 0.08
    _ready = 0.0

    def read(self, seconds):
        end = self._out.find(b"\0", 1) + 1
        frame = bytes(self._out[:end])
        if Decoder().feed(frame)[:1] and Decoder().feed(frame)[0].kind == Kind.RECORD and time.monotonic() < self._ready:
            time.sleep(min(seconds, 0.01))
            return b""
        if not frame:
            time.sleep(min(seconds, 0.001))
        del self._out[:end]
        self._ready = time.monotonic() + self.seconds
        return frame


def test_a_slow_board_is_not_asked_twice():
    patience = Patience(reply_seconds=0.04, record_seconds=2.0)
    tables_, link = record(SlowBoard(), patience=patience)
    assert tables_ == CLEAN
    assert (link.repeated, link.asked_again) == (0, 0)


def test_a_lost_end_costs_the_patience_of_a_reply_only():
    def without_end(_, data):
        return [] if Decoder().feed(data)[0].kind == Kind.END else [data]

    start = time.monotonic()
    assert record(FakeBoard(without_end), patience=Patience(reply_seconds=0.05, record_seconds=60.0))[0] == CLEAN
    assert time.monotonic() - start < 30.0


@pytest.mark.parametrize("status", [4, 255])
def test_a_status_that_nobody_described_is_one_sentence(status):
    board = FakeBoard()
    numbers = board._record
    board._record = lambda n: [*numbers(n)[:2], status, *numbers(n)[3:]]
    with pytest.raises(UserError, match="kind 0x84 that docs/WIRE.md does not describe"):
        record(board)


@pytest.mark.parametrize("fields", [(2,), (2, 3), ("two", "words", "more", "much")])
def test_a_strange_error_frame_is_one_sentence(fields):
    board = FakeBoard()
    board._fit = lambda request, *_: board._send(Kind.ERROR, request, *fields)
    with pytest.raises(UserError, match="kind 0x82 that docs/WIRE.md does not describe"):
        record(board)


def test_a_lost_end_is_no_reason_to_ask_again():
    def without_end(_, data):
        return [] if Decoder().feed(data)[0].kind == Kind.END else [data]

    tables_, link = record(FakeBoard(without_end))
    assert tables_ == CLEAN
    assert (link.repeated, link.asked_again) == (0, 0)


def test_a_dead_line_is_one_sentence():
    with pytest.raises(UserError, match="does not answer"):
        record(FakeBoard(lambda *_: []), patience=Patience(0.01, 2, 0.01, 2, 2))


def test_a_line_that_loses_every_record_is_one_sentence():
    def without_records(_, data):
        return [] if Decoder().feed(data)[0].kind == Kind.RECORD else [data]

    with pytest.raises(UserError, match="loses too much"):
        record(FakeBoard(without_records), patience=Patience(0.01, 2, 0.01, 2, 2))


def test_an_error_frame_is_told_in_the_boards_words():
    board = FakeBoard()
    board._fit = lambda request, *_: board._send(0x82, request, 2, "Too many rows; choose fewer.")
    with pytest.raises(UserError, match="fake cannot take small: Too many rows; choose fewer."):
        record(board)


def test_capacity_is_checked_before_anything_is_sent():
    hello = conversation.identify(Link(FakeBoard(), QUICK))
    with pytest.raises(UserError, match="choose fewer features or a larger board"):
        session.check_capacity(hello._replace(features=2), small_problem(), LAST)
    with pytest.raises(UserError, match="choose fewer features or a larger board"):
        session.check_capacity(hello._replace(rows=5), small_problem(), LAST)
    with pytest.raises(UserError, match="frames of fake are too short"):
        session.check_capacity(hello._replace(frame=60), small_problem(), LAST)
    session.check_capacity(hello, small_problem(), LAST)


def test_rows_are_cut_to_the_boards_frame():
    longest = 0

    def measure(_, data):
        nonlocal longest
        longest = max(longest, len(data))
        return no_fault(_, data)

    small = FakeBoard(measure, frame=200)
    assert record(small)[0] == CLEAN
    assert small.requests > record(FakeBoard())[1].transport.requests


def test_only_what_is_missing_is_asked_for():
    problem = small_problem()
    link = Link(FakeBoard(), QUICK)
    hello = conversation.identify(link)
    reception = Reception(Table(shape(problem, SPLITS, LAST)))
    session.run(link, hello, problem, reception, lambda data: None)
    del reception.table.records[1, 5]
    del reception.table.factors[1, 9, 0]
    asked = []
    fit = session._Conversation.fit

    def spy(self, *place):
        asked.append(place)
        fit(self, *place)

    session._Conversation.fit = spy
    try:
        session.run(link, hello, problem, reception, lambda data: None)
    finally:
        session._Conversation.fit = fit
    assert asked == [(1, 5, 5), (1, 9, 9)]
    assert text([problem], [reception]) == CLEAN
