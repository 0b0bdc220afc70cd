# SPDX-License-Identifier: MIT
import pytest
from fake_board import FakeBoard, no_fault, noisy, small_problem

from minnorm import session, tables
from minnorm.errors import UserError
from minnorm.session import Link, Patience
from minnorm.table import Reception, shape

SPLITS, LAST = 3, 12
QUICK = Patience(hello_seconds=0.02, reply_seconds=0.02, hello_tries=60, reply_tries=60, rounds=60)


def record(board, problems=None, *, log=lambda data: None, patience=QUICK):
    """Both tables as text, and the link, after a session over `board`."""
    problems = problems or [small_problem()]
    link = Link(board, patience)
    hello = session.identify(link)
    receptions = [Reception(shape(problem, SPLITS, LAST)) for problem in problems]
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


def test_a_lost_end_is_no_reason_to_ask_again():
    def without_end(_, data):
        from minnorm.wire import Decoder, Kind

        return [] if Decoder().feed(data)[0].kind == Kind.END else [data]

    tables_, link = record(FakeBoard(without_end))
    assert tables_ == CLEAN
    assert (link.repeated, link.asked_again) == (0, 0)


def test_a_dead_line_is_one_sentence():
    with pytest.raises(UserError, match="does not answer"):
        record(FakeBoard(lambda *_: []), patience=Patience(0.01, 2, 0.01, 2, 2))


def test_a_line_that_loses_every_record_is_one_sentence():
    def without_records(_, data):
        from minnorm.wire import Decoder, Kind

        return [] if Decoder().feed(data)[0].kind == Kind.RECORD else [data]

    with pytest.raises(UserError, match="loses too much"):
        record(FakeBoard(without_records), patience=Patience(0.01, 2, 0.01, 2, 2))


def test_an_error_frame_is_told_in_the_boards_words():
    board = FakeBoard()
    board._fit = lambda request, *_: board._send(0x82, request, 2, "Too many rows; choose fewer.")
    with pytest.raises(UserError, match="fake cannot take small: Too many rows; choose fewer."):
        record(board)


def test_capacity_is_checked_before_anything_is_sent():
    hello = session.identify(Link(FakeBoard(), QUICK))
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
    hello = session.identify(link)
    reception = Reception(shape(problem, SPLITS, LAST))
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
