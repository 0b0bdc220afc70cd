# SPDX-License-Identifier: MIT
"""What a line with faults does to a run: experiments that are given data, and those that draw their own."""

import time
from types import SimpleNamespace

import msgpack
import numpy as np
import pytest
from minnorm.device.firmware import Capacity, Firmware
from minnorm.errors import Logged, UserError
from minnorm.experiments import sheets
from minnorm.experiments.job import DataSet, Job
from minnorm.experiments.regression import capacity, csv_tables
from minnorm.link import conversation, wire
from minnorm.link.description import Pieces
from minnorm.link.line import Link, Patience
from minnorm.link.recording import Recording
from minnorm.link.table import Table
from minnorm.link.wire import Decoder, Frame, Kind
from minnorm.shard import WHOLE, Shard

from fake_board import FakeExperiment, FakeRegression, no_fault, noisy, small_problem

pytestmark = pytest.mark.slow

SPLITS, LAST = 3, 12
QUICK = Patience(hello_seconds=0.02, reply_seconds=0.02, hello_tries=60, reply_tries=60, rounds=60, record_seconds=1.0)
CALM = Patience()  # where nothing is lost and requests are counted, however busy the machine
SEED = 5


def recording(shard=WHOLE, repeats=SPLITS, seed=0):
    """An empty one."""
    job = Job("any", Firmware("any", "float"), {}, [], lambda _: {}, repeats=repeats, shard=shard)
    return Recording(seed, job.units)


def given(problem):
    return lambda split: problem.inputs(split, LAST)


def record(board, problems=None, *, log=lambda data: None, patience=QUICK):
    """Both tables of a regression as text, and the link, after a session over `board`."""
    problems = problems or [small_problem()]
    link = Link(board, patience)
    hello = conversation.identify(link)
    recordings = [recording() for _ in problems]
    for problem, one in zip(problems, recordings):
        conversation.record(link, hello, one, log, given(problem))
    return text(problems, recordings), link


def text(problems, recordings, scalar="float"):
    records, factors = ([one.table(name) for one in recordings] for name in ("records", "factors"))
    return csv_tables.records(problems, records, scalar).text, csv_tables.factors(problems, factors, scalar).text


def draw(board, repeats=None, shard=WHOLE, seed=SEED, log=lambda data: None, patience=QUICK):
    """The table of an experiment that draws its own data as text, and the link."""
    job = Job("any", Firmware("any", "float"), {}, [DataSet("any")], lambda _: {}, seed=seed, repeats=repeats, shard=shard)
    (one,) = job.recordings()
    link = Link(board, patience)
    conversation.record(link, conversation.identify(link), one, log, job.sets[0].given)
    assert one.is_finished()
    assert one.done() == len(one.units())
    return sheets.sheet(one.table("records"), "float").text, link


CLEAN, _ = record(FakeRegression())
DRAWN, DRAWN_LINK = draw(FakeExperiment())


def test_a_clean_line_repeats_nothing():
    (records, factors), link = record(FakeRegression())
    assert (link.repeated, link.asked_again) == (0, 0)
    assert records.count("\n") == 1 + SPLITS * LAST * (1 + 7 + 2 + 2 + 7 + 1)
    assert factors.count("\n") == 1 + SPLITS * sum(min(n, 3) for n in range(1, LAST + 1))


def test_a_clean_line_gives_the_default_number_of_repeats():
    lines = DRAWN.splitlines()
    assert lines[0] == "repeat,case,row,a,b"
    assert lines[1:] == ["0,1,0,5.0,1.0", "0,2,0,5.0,2.0", "0,2,1,5.0,2.125", "1,1,0,5.25,1.0", "1,2,0,5.25,2.0", "1,2,1,5.25,2.125"]
    assert (DRAWN_LINK.repeated, DRAWN_LINK.asked_again) == (0, 0)


@pytest.mark.parametrize("seed", range(6))
def test_a_bad_line_gives_the_same_tables(seed):
    tables, link = record(FakeRegression(noisy(0.1), seed))
    assert tables == CLEAN
    assert link.repeated + link.asked_again > 0


@pytest.mark.parametrize("seed", range(4))
def test_a_bad_line_gives_the_same_drawn_table(seed):
    drawn, link = draw(FakeExperiment(noisy(0.15), seed), repeats=6)
    assert drawn == draw(FakeExperiment(), repeats=6)[0]
    assert link.repeated + link.asked_again > 0


@pytest.mark.parametrize("seed", range(4))
def test_late_replies_give_the_same_tables(seed):
    assert record(FakeRegression(seed=seed, late=0.05))[0] == CLEAN


@pytest.mark.parametrize("seed", range(4))
def test_a_bad_line_with_late_replies_does_not_mix_datasets(seed):
    problems = [small_problem(), small_problem("other", seed=9, dimension=5)]
    expected, _ = record(FakeRegression(), problems)
    assert record(FakeRegression(noisy(0.08), seed, late=0.04), problems)[0] == expected


def test_shards_are_disjoint_and_complete():
    whole = draw(FakeExperiment(), repeats=5)[0].splitlines()
    parts = [draw(FakeExperiment(), repeats=5, shard=Shard(index, 4))[0].splitlines() for index in range(1, 5)]
    assert sorted(whole) == sorted([whole[0], *(line for part in parts for line in part[1:])])


def test_a_board_that_lost_its_memory_is_told_again():
    board = FakeRegression()
    served = board._serve

    def forgetful(frame):
        if board.requests in (7, 8, 11):
            board.reset()
        served(frame)

    board._serve = forgetful
    assert record(board)[0] == CLEAN


class SlowBoard(FakeRegression):
    """Needs `seconds` for each fit."""

    seconds = 0.08
    _ready = 0.0

    def read(self, seconds):
        end = self._out.find(b"\0", 1) + 1
        frame = bytes(self._out[:end])
        if Decoder().feed(frame)[:1] and Decoder().feed(frame)[0].kind == Kind.ROWS and time.monotonic() < self._ready:
            time.sleep(min(seconds, 0.01))
            return b""
        if not frame:
            time.sleep(min(seconds, 0.001))
        del self._out[:end]
        self._ready = time.monotonic() + self.seconds
        return frame


def test_a_slow_board_is_not_asked_twice():
    patience = Patience(reply_seconds=0.04, record_seconds=2.0)
    tables, link = record(SlowBoard(), patience=patience)
    assert tables == CLEAN
    assert (link.repeated, link.asked_again) == (0, 0)


class DeafBoard(SlowBoard):
    """A UART with room for one byte, which nobody takes while the core computes or sends: what else comes in then is lost."""

    seconds = 0.005
    lost = 0
    _byte = b""

    def write(self, data):
        for byte in data:
            if not self._out:
                super().write(self._byte + bytes([byte]))
                self._byte = b""
            elif self._byte:
                self.lost += 1
            else:
                self._byte = bytes([byte])


class Gone(Exception):
    """A host is."""


def test_a_host_is_heard_though_the_board_computes_for_one_that_is_gone_and_hears_nothing_meanwhile():
    def leave(data):
        if [frame for frame in Decoder().feed(data) if frame.kind == Kind.ROWS]:
            raise Gone

    board = DeafBoard()
    with pytest.raises(Gone):
        record(board, log=leave)
    patience = Patience(hello_seconds=0.004, reply_seconds=0.004, hello_tries=500, reply_tries=500)
    assert record(board, patience=patience)[0] == CLEAN
    assert board.lost > 100


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
        for _ in range(4 * (kind == Kind.ROWS)):
            self._wait(90.0, Kind.ACK, *self._request)
        self._wait(0.0, kind, *fields)

    def _wait(self, seconds: float, kind: Kind, *fields) -> None:
        super()._send(kind, *fields)
        self._waiting.append([seconds, bytes(self._out)])
        self._out.clear()


def test_a_board_that_says_it_is_alive_is_waited_for(monkeypatch):
    board = SlowExperiment()
    monkeypatch.setattr(conversation, "time", board)
    drawn, link = draw(board, patience=Patience())
    assert drawn == DRAWN
    assert (link.repeated, link.asked_again) == (0, 0)
    assert board.now > 6 * 4 * 90


def test_a_lost_end_costs_the_patience_of_a_reply_and_the_unit_is_asked_for_again():
    """Without its end nobody knows how many rows a unit has."""
    lost = []

    def without_some_ends(_, data):
        if Decoder().feed(data)[0].kind == Kind.COMPUTED and len(lost) < 3:
            lost.append(data)
            return []
        return [data]

    tables, link = record(FakeRegression(without_some_ends), patience=Patience(reply_seconds=0.05, record_seconds=0.2))
    assert tables == CLEAN
    assert (link.repeated, link.asked_again) == (0, 3)


def test_time_that_a_unit_s_inputs_take_is_no_silence_of_the_board(monkeypatch):
    """A run that is paused waits there."""
    lost, paused = [], []

    def without_the_first_answer(_, data):
        kind = Decoder().feed(data)[0].kind
        if kind in (Kind.ROWS, Kind.COMPUTED) and Kind.COMPUTED not in lost:
            lost.append(kind)
            return []
        return [data]

    def after_a_pause(repeat):
        paused.append(1000.0)
        return small_problem().inputs(repeat, LAST)

    monkeypatch.setattr(conversation, "time", SimpleNamespace(monotonic=lambda: time.monotonic() + sum(paused), sleep=time.sleep))
    link = Link(FakeRegression(without_the_first_answer), Patience(reply_seconds=0.05, rounds=1, record_seconds=500.0))
    hello = conversation.identify(link)
    one = recording()
    conversation.record(link, hello, one, lambda data: None, after_a_pause)
    assert one.is_finished() and lost


@pytest.mark.parametrize("status", [4, 255])
def test_a_status_that_nobody_described_is_one_sentence(status):
    board = FakeRegression()
    numbers = board._record
    board._record = lambda *place: [place[1], status, *numbers(*place)[2:]]
    with pytest.raises(UserError, match="kind 0x85 that docs/WIRE.md does not describe"):
        record(board)


@pytest.mark.parametrize("fields", [(2,), (2, 3), ("two", "words", "more", "much")])
def test_a_strange_error_frame_is_one_sentence(fields):
    board = FakeRegression()
    board._compute = lambda request, *_: board._send(Kind.ERROR, request, *fields)
    with pytest.raises(UserError, match="kind 0x82 that docs/WIRE.md does not describe"):
        record(board)


STRANGE = {
    "no tables": [1, 1, [], [], [], []],
    "a table without columns": [1, 1, [["records", []]], [], [], []],
    "a column without a width": [1, 1, [["records", [["a", 0, []]]]], [], [], []],
    "a label that is no text": [1, 1, [["records", [["a", 1, [7]]]]], [], [], []],
    "an input without a size": [1, 1, [["records", [["a", 1, []]]]], [["rows"]], [], []],
    "a parameter that is text": [1, 1, [["records", [["a", 1, []]]]], [], [["size", ["1"]]], []],
    "names of other cases": [1, 2, [["records", [["a", 1, []]]]], [], [], ["one"]],
    "no case": [1, 0, [["records", [["a", 1, []]]]], [], [], []],
    "more units than there is memory for": [2**31 - 1, 2**31 - 1, [["records", [["a", 1, []]]]], [], [], []],
    "a table whose name is no file's": [1, 1, [["../records", [["a", 1, []]]]], [], [], []],
    "a column that is two cells": [1, 1, [["records", [["a,b", 1, []]]]], [], [], []],
    "a label that is two cells": [1, 1, [["records", [["a", 1, ["x,y"]]]]], [], [], []],
    "a row that there is no memory for": [1, 1, [["records", [["a", 2**31 - 1, []]]]], [], [], []],
    "no description": ["a"],
}


@pytest.mark.parametrize("fields", STRANGE.values(), ids=STRANGE)
def test_a_strange_description_is_one_sentence(fields):
    board = FakeExperiment()
    board.description = lambda: fields
    with pytest.raises(UserError, match="kind 0x84 that docs/WIRE.md does not describe"):
        draw(board)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.COMPUTED, [0, SEED, 0, 0, [3], 1]),
        (Kind.COMPUTED, [0, SEED, 0, 0, [2**30], 1]),
        (Kind.ROWS, [SEED, 0, 0, 0, 0, 2**31 - 1, [1.0, 2.0]]),
        (Kind.ROWS, [SEED, 0, 0, 0, 0, 0, []]),
        (Kind.ROWS, [SEED, 0, 0, 0, 1, 0, [1.0, 2.0]]),
        (Kind.ROWS, [SEED, 0, 0, 0, 0, -1, [1.0, 2.0]]),
        (Kind.COMPUTED, [0, SEED, 0, 0, [2, 2], 1]),
        (Kind.COMPUTED, [0, SEED, 0, 0, [-2], 1]),
    ],
)
def test_rows_of_another_width_or_table_are_strange(kind, fields):
    one = recording(seed=SEED)
    packed = msgpack.packb(FakeExperiment().description())
    described = [Kind.DESCRIPTION, [0, len(packed), 0, packed]]
    hello = [1, wire.PROTOCOL, "fake", "none", "0123456789ab", "float", "any", 600]
    frames = [[Kind.HELLO_REPLY, hello], described, [kind, fields]]
    *before, last = (wire.encode(kind, number, msgpack.packb(fields)) for number, (kind, fields) in enumerate(frames))
    for data in before:
        one.feed(data)
    with pytest.raises(UserError, match="does not describe"):
        one.feed(last)


@pytest.mark.parametrize("size", [0, -1, wire.LONGEST_BODY + 1])
def test_a_description_of_no_bytes_or_of_more_than_a_frame_has_is_strange(size):
    packed = msgpack.packb(FakeExperiment().description())
    frame = Frame(Kind.DESCRIPTION, 0, msgpack.packb([0, size, 0, packed]))
    with pytest.raises(UserError, match="does not describe"):
        Pieces().take(frame)


def test_a_dead_line_is_one_sentence():
    with pytest.raises(UserError, match="does not answer"):
        record(FakeRegression(lambda *_: []), patience=Patience(0.01, 2, 0.01, 2, 2))


def test_a_line_that_loses_every_record_is_one_sentence():
    def without_records(_, data):
        return [] if Decoder().feed(data)[0].kind == Kind.ROWS else [data]

    with pytest.raises(UserError, match="nothing new came in .* rounds, and nothing that came was damaged"):
        record(FakeRegression(without_records), patience=Patience(0.01, 2, 0.05, 2, 2, record_seconds=0.2))


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (1, "fake refuses this for regression: Not this."),
        (2, "fake cannot take this for regression: Not this."),
        (3, "fake forgets what it was sent: Not this."),
        (4, "fake does not understand this host.*: Not this."),
    ],
)
def test_a_refusal_is_told_in_the_boards_words(code, told):
    board = FakeRegression()
    board._compute = lambda request, *_: board._send(Kind.ERROR, request, code, "Not this.")
    with pytest.raises(UserError, match=told):
        record(board)


class Forgetful(FakeRegression):
    """Is reset before each of its first computes, so many."""

    def __init__(self, times, *line) -> None:
        super().__init__(*line)
        self._left = times

    def _compute(self, request, *asked):
        if self._left:
            self._left -= 1
            self._inputs = {name: [] for name in self._inputs}
        super()._compute(request, *asked)


def test_a_board_that_forgets_over_a_bad_line_is_told_anew_until_nothing_new_came_for_long():
    few = {"hello_seconds": 0.02, "reply_seconds": 0.02, "hello_tries": 60, "reply_tries": 60, "rounds": 3}
    assert record(Forgetful(20, noisy(0.3), 1), patience=Patience(**few, record_seconds=60.0))[0] == CLEAN
    for line, seconds in ((noisy(0.3), 0.2), (no_fault, 60.0)):
        board = Forgetful(10**9, line, 1)
        with pytest.raises(UserError, match="^fake forgets what it was sent: Inputs are missing"):
            record(board, patience=Patience(**few, record_seconds=seconds))
    assert board.requests < 100, "on a clean line it is told at once"


def test_capacity_is_checked_before_anything_is_sent():
    link = Link(FakeRegression(), QUICK)
    hello = conversation.identify(link)
    said = conversation.describe(link)
    room = Capacity("float", 64, 32, 4)
    for smaller in ({"features": (2.0,)}, {"rows": (5.0,)}):
        less = type(said)(**{**vars(said), "parameters": {**said.parameters, **smaller}})
        with pytest.raises(UserError, match="this run needs the one for 64 × 32"):
            capacity.check(Firmware("regression", "float", room), [small_problem().dataset], [LAST], hello, less)
    capacity.check(Firmware("regression", "float", room), [small_problem().dataset], [LAST], hello, said)


def test_rows_are_cut_to_the_boards_frame():
    longest = 0

    def measure(_, data):
        nonlocal longest
        longest = max(longest, len(data))
        return no_fault(_, data)

    small = FakeRegression(measure, frame=200)
    assert record(small, patience=CALM)[0] == CLEAN
    assert small.requests > record(FakeRegression(), patience=CALM)[1].transport.requests


def test_what_was_loaded_is_not_sent_again():
    asked = []
    board = FakeRegression()
    served = board._serve

    def spy(frame):
        asked.append(wire.unpack(frame)[0] if frame.kind == Kind.LOAD else Kind(frame.kind).name)
        served(frame)

    board._serve = spy
    record(board, patience=CALM)
    assert asked.count("problem") == 1
    assert asked.count("rows") == asked.count("probes") == asked.count("COMPUTE") == SPLITS


def test_only_what_is_missing_is_asked_for():
    problem = small_problem()
    link = Link(FakeRegression(), CALM)
    hello = conversation.identify(link)
    one = recording()
    conversation.record(link, hello, one, lambda data: None, given(problem))
    one._values[(1, 0), 0]._pieces.popitem()
    one._complete.clear()
    asked = []
    serve = link.transport._serve

    def spy(frame):
        if frame.kind == Kind.COMPUTE:
            asked.append(wire.unpack(frame))
        serve(frame)

    link.transport._serve = spy
    conversation.record(link, hello, one, lambda data: None, given(problem))
    assert [fields[:3] for fields in asked] == [[0, 1, 0]]
    assert text([problem], [one]) == CLEAN


def test_what_was_logged_is_not_asked_for_again():
    logged = bytearray()
    draw(FakeExperiment(), log=logged.extend)
    replayed = recording(seed=SEED, repeats=None)
    replayed.feed(bytes(logged))
    assert replayed.is_finished()
    assert sheets.sheet(replayed.table("records"), "float").text == DRAWN
    other = recording(seed=SEED + 1, repeats=None)
    other.feed(bytes(logged))
    assert other.done() == 0, "another seed's rows"


def test_a_table_is_its_rows_by_column():
    link = Link(FakeExperiment(), QUICK)
    one = recording(seed=SEED, repeats=None)
    conversation.record(link, conversation.identify(link), one, lambda data: None, lambda _: {})
    table = one.table("records")
    assert list(table.columns) == ["repeat", "case", "row", "a", "b"]
    np.testing.assert_array_equal(table["row"], [0, 0, 1, 0, 0, 1])
    np.testing.assert_array_equal(table["a"], [5, 5, 5, 5.25, 5.25, 5.25])


class Babbler(FakeExperiment):
    """Sends `noise` at each read, once it has been asked to compute."""

    noise = wire.encode(Kind.ACK, 9, wire.pack(70_000))

    def _compute(self, request, *asked):
        self._is_asked = True

    def read(self, seconds):
        if not getattr(self, "_is_asked", False):
            return super().read(seconds)
        time.sleep(min(seconds, 0.01))
        return self.noise


@pytest.mark.parametrize(
    ("noise", "told"),
    [
        (Babbler.noise, r"answers something else: \d+ frames"),
        (b"\0" + 20 * b"x" + b"\0", r"\d+ frames came in damaged and 0 whole, which is about \S+% of the bytes"),
        (b"U" * 30, r"What comes in is no frame of minnorm's \(\d+ bytes\)"),
        (b"", "does not answer"),
    ],
)
def test_what_answers_nothing_keeps_nobody_waiting_and_is_told(noise, told):
    board = Babbler()
    board.noise = noise
    with pytest.raises(UserError, match=told):
        draw(board, patience=Patience(reply_seconds=0.05, reply_tries=10))


def test_endless_noise_is_neither_waited_for_nor_logged_without_end():
    board = Babbler()
    board.noise = bytes(1 << 20)
    logged = []
    with pytest.raises(UserError, match=r"The board sent \d+ MB that answer nothing"):
        draw(board, patience=CALM, log=lambda data: logged.append(len(data)))
    assert sum(logged) < 1 << 25


def test_a_board_that_is_alive_for_ever_is_given_up():
    board = FakeExperiment()
    board._compute = lambda request, *_: board._held.append(b"") or setattr(board, "_request", request)
    read = board.read

    def alive(seconds):
        if hasattr(board, "_request"):
            time.sleep(0.001)
            board._send(Kind.ACK, board._request)
        return read(seconds)

    board.read = alive
    with pytest.raises(UserError, match="is alive but has not finished in"):
        draw(board, patience=Patience(reply_seconds=0.02, unit_seconds=0.5))


def test_a_board_of_another_protocol_is_one_sentence():
    board = FakeExperiment()
    board._serve = lambda frame: board._send(Kind.ERROR, frame.sequence, 4, "This board speaks protocol 3.")
    with pytest.raises(UserError, match="refuses this host's protocol 4: This board speaks protocol 3. Build and flash"):
        draw(board)


def test_more_units_than_there_is_memory_for_are_refused():
    class Many(FakeExperiment):
        cases = 1_000_000
        repeats = 1

    with pytest.raises(UserError, match="10000 repeats of 1000000 cases are more than 1000000; ask for fewer"):
        draw(Many(), repeats=10_000)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1.5, 1e300])
def test_what_is_no_whole_number_where_a_rank_belongs_is_one_sentence(value):
    board = FakeRegression()
    numbers = board._record
    board._record = lambda *place: [*numbers(*place)[:2], value, *numbers(*place)[3:]]
    with pytest.raises(UserError, match="something else than whole numbers as rank"):
        record(board)


def test_a_board_without_a_column_is_one_sentence():
    with pytest.raises(UserError, match="there is no column 'rank'; build and flash its firmware"):
        Table({"n": np.zeros(1)}).whole("rank")


@pytest.mark.parametrize("value", [0.5, -1, 2, float("nan"), float("inf")])
def test_what_is_no_number_of_a_label_is_one_sentence(value):
    class Lying(FakeExperiment):
        tables = {"records": [["a", 1, ["x", "y"]], ["b", 1, []]]}

        def rows(self, seed, repeat, case):
            return [(0, [[value, 0.0]])]

    with pytest.raises(Logged, match="0x85 that docs/WIRE.md does not describe"):
        draw(Lying())


@pytest.mark.parametrize("first", [0, 1 << 15], ids=["nothing", "what comes later"])
def test_a_board_that_says_nothing_more_of_its_description_is_one_sentence(first):
    board = FakeExperiment()
    board._describe = lambda request, *_: board._send(Kind.DESCRIPTION, request, 100, first, b"")
    with pytest.raises(UserError, match="0x84 that docs/WIRE.md does not describe"):
        conversation.describe(Link(board, CALM))


def test_values_beyond_those_that_the_board_counts_are_nothing_new():
    board = FakeExperiment()
    places = iter(range(1000, 10_000_000))

    def compute(request, seed, repeat, case, *_):
        board._send(Kind.ACK, request)
        board._send(Kind.ROWS, seed, repeat, case, 0, 0, next(places), [1.0])
        board._send(Kind.COMPUTED, request, seed, repeat, case, [2], 1)

    board._compute = compute
    with pytest.raises(UserError, match="nothing new came in .* rounds, and nothing that came was damaged"):
        draw(board, patience=Patience(rounds=5, record_seconds=0.2, unit_seconds=20.0))


def test_the_time_that_a_unit_is_kept_waiting_is_not_the_board_s():
    def late(repeat):
        time.sleep(0.3)
        return small_problem().inputs(repeat, LAST)

    one, link = recording(), Link(FakeRegression(), Patience(unit_seconds=0.25))
    conversation.record(link, conversation.identify(link), one, lambda data: None, late)
    assert one.is_finished()


def test_units_that_nobody_asked_for_are_not_kept():
    class Eager(FakeExperiment):
        def rows(self, seed, repeat, case):
            self._send(Kind.ROWS, seed, 1000 + self.requests, case, 0, 0, 0, [1.0])
            self._send(Kind.COMPUTED, 0, seed, 1000 + self.requests, case, [2], 1)
            return super().rows(seed, repeat, case)

    assert draw(Eager())[0] == DRAWN


def test_a_unit_that_grows_for_ever_is_given_up():
    board = FakeExperiment()
    places = iter(range(10_000_000))

    def compute(request, seed, repeat, case, *_):
        board._send(Kind.ROWS, seed, repeat, case, 0, 0, next(places), [1.0])
        board._send(Kind.COMPUTED, request, seed, repeat, case, [1 << 24], 1)

    board._compute = compute
    with pytest.raises(UserError, match="is alive but has not finished in"):
        draw(board, patience=Patience(unit_seconds=0.5, record_seconds=0.2))
