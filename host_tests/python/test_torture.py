# SPDX-License-Identifier: MIT
"""Faults that are injected into each transport: they cost time, and never a number."""

import os
import select
import socket
import threading
import tty
from contextlib import nullcontext

import pytest
from minnorm.commands import cli
from minnorm.commands import torture as command
from minnorm.device import boards
from minnorm.errors import UserError
from minnorm.link import faulty, wire
from minnorm.link.faulty import FAULTS, Faulty, Injector, Tally
from minnorm.link.line import Patience
from minnorm.link.serial_port import Serial
from minnorm.link.wire import Kind
from minnorm.report import markdown
from minnorm.runs import torture
from test_conversation import CLEAN, record
from test_transport import serve

from fake_board import FakeRegression

pytestmark = pytest.mark.slow

DATA = bytes(range(256)) * 40
BAD = torture.MIXES["1% flipped, 0.1% dropped"]


@pytest.mark.parametrize("fault", FAULTS)
def test_an_injector_does_the_same_however_the_bytes_are_cut(fault):
    whole, events = Injector({fault: 0.01}, 3).through(DATA)
    again, _ = Injector({fault: 0.01}, 3).through(DATA)
    other, _ = Injector({fault: 0.01}, 4).through(DATA)
    assert whole == again
    if fault in (faulty.STALL, faulty.RESET, faulty.KILL):
        assert whole == DATA and set(events) == {fault} and 60 < len(events) < 140
    else:
        assert whole != DATA and whole != other and not events
    for size in (1, 7):
        one = Injector({fault: 0.01}, 3)
        assert b"".join(one.through(DATA[start : start + size])[0] for start in range(0, len(DATA), size)) == whole
    if fault in (faulty.SWAP, faulty.BURST):
        assert len(DATA) - len(whole) in (0, 1), "the last byte may wait for the one that it changes places with"


def test_an_injector_without_faults_changes_nothing():
    assert Injector({}, 1).through(DATA) == (DATA, [])


@pytest.mark.parametrize("mix", [mix for mix in torture.MIXES if not mix.startswith("5%")])
def test_a_short_run_over_a_bad_pipe_has_the_tables_of_a_clean_one(mix, clean, tmp_path):
    board, tables = clean
    found = torture.once(board, torture.MIXES[mix], 1, tmp_path / "run")
    assert found.sentence == ""
    assert found.tables == tables
    assert found.tally.wrong == 0
    assert found.tally.whole < found.tally.sent or mix.startswith("stalls")


@pytest.mark.long
def test_twenty_runs_on_both_boards_over_a_line_that_damages_one_byte_in_a_hundred_have_the_tables_of_a_clean_one():
    scores = torture.many(list(map(boards.load, command.BOARDS)), ["1% flipped, 0.1% dropped"], None, 20)
    assert [(score.identical, sum(one.tally.wrong for one in score.runs)) for score in scores] == 2 * [(20, 0)]


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """The desktop, its program built, and its tables over a clean line."""
    board = boards.load(boards.DESKTOP)
    torture.build(board)
    return board, torture.once(board, {}, 0, tmp_path_factory.mktemp("clean") / "run").tables


def test_a_bad_serial_port_gives_the_same_tables():
    master, slave = os.openpty()
    tty.setraw(slave)
    threading.Thread(target=serve, args=(master,), daemon=True).start()
    line = Faulty(lambda: Serial(os.ttyname(slave), 115200), BAD, 5)
    assert record(line, patience=Patience())[0] == CLEAN
    assert line.tally.wrong == 0 and line.tally.whole < line.tally.sent
    line.close()
    os.close(slave)
    os.close(master)


class Socket:
    """A Transport that is one end of a connection."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def write(self, data: bytes) -> None:
        self._end.sendall(data)

    def read(self, seconds: float) -> bytes:
        return self._end.recv(65536) if select.select([self._end], [], [], seconds)[0] else b""

    def close(self) -> None:
        self._end.close()


def test_a_bad_socket_gives_the_same_tables():
    ours, theirs = socket.socketpair()
    threading.Thread(target=serve, args=(theirs.detach(),), daemon=True).start()
    line = Faulty(lambda: Socket(ours), BAD, 6)
    assert record(line, patience=Patience())[0] == CLEAN
    assert line.tally.wrong == 0 and line.tally.whole < line.tally.sent
    line.close()


def test_a_frame_that_was_never_sent_is_counted_as_wrong(monkeypatch):
    """What the table's zero would be if a damaged frame were taken for a good one."""
    sent, wrong = (wire.encode(Kind.ACK, number, wire.pack(number)) for number in (1, 2))
    line = Faulty(FakeRegression, {}, 1)
    line.write(sent)
    assert line.tally == Tally(sent=1, whole=1, wrong=0)
    monkeypatch.setattr(Injector, "through", lambda self, data: (wrong, []))
    line.write(sent)
    assert line.tally == Tally(sent=2, whole=1, wrong=1)


def score(board, mix="any", tables=(b"", b"")):
    """With runs that ended in these tables, or in a sentence where there are none."""
    clean = torture.Run({"records.csv": b""}, "", 1.0, Tally())
    runs = [torture.Run(None if one is None else {"records.csv": one}, "" if one is not None else "The line damages too much.", 1.0, Tally()) for one in tables]
    return torture.Score(board, mix, len(runs) * [clean], runs)


def table(*scores):
    return markdown.table(torture.HEADINGS, [one.cells() for one in scores])


def test_a_table_keeps_its_other_rows_and_a_board_s_stand_together():
    before = table(score("a"), score("a", "other"), score("b"))
    after = markdown.updated(before, torture.HEADINGS, [score("a", "other", tables=[b""] * 3).cells(), score("a", "third").cells()], key=2)
    rows = list(map(markdown.cells, after.splitlines()[2:]))
    assert [row[:2] for row in rows] == [["a", "any"], ["a", "other"], ["a", "third"], ["b", "any"]]
    assert [row[6] for row in rows] == ["2", "3", "2", "2"]


def test_a_damaged_frame_is_detected_or_accepted_wrong():
    one = torture.Run({"records.csv": b""}, "", 1.0, Tally(sent=1010, whole=1007, wrong=1))
    assert torture.Score("desktop", "any", [one], [one]).cells()[2:6] == ("1,010", "3", "2", "1")


@pytest.mark.parametrize(("tables", "status"), [((b"", b""), 0), ((b"", b"other"), 1), ((b"", None), 1)])
def test_torture_fails_if_a_run_ended_otherwise_than_in_the_clean_line_s_tables(tables, status, tmp_path, monkeypatch, capsys):
    page = tmp_path / "RELIABILITY.md"
    page.write_text(f"<!-- begin torture -->\n{table(score('microbit'))}<!-- end torture -->\n")
    monkeypatch.setattr(command, "DOCUMENT", page)
    monkeypatch.setattr(torture, "many", lambda boards, mixes, *_: [score("desktop", tables=tables)])
    assert cli.main(["torture", "--minutes", "1", "--board", "desktop"]) == status
    assert [markdown.cells(row)[0] for row in page.read_text().splitlines()[3:5]] == ["microbit", "desktop"]
    assert ("The line damages too much." in capsys.readouterr().out) == (None in tables)


def test_the_kinds_of_bad_lines_are_named_by_what_is_in_their_names(tmp_path, monkeypatch):
    page = tmp_path / "RELIABILITY.md"
    page.write_text(f"<!-- begin torture -->\n{table(score('microbit'))}<!-- end torture -->\n")
    monkeypatch.setattr(command, "DOCUMENT", page)
    asked, times = [], []
    monkeypatch.setattr(torture, "many", lambda boards, mixes, *many: asked.extend(mixes) or times.append(many) or [])
    assert cli.main(["torture", "--minutes", "5", "--faults", "1% flipped"]) == 0
    assert cli.main(["torture", "--seeds", "3", "--faults", "bursts"]) == 0
    assert times == [(5, None), (None, 3)] and asked.pop().startswith("bursts")
    assert asked == [mix for mix in torture.MIXES if "1% flipped" in mix] and 1 < len(asked) < len(torture.MIXES)


@pytest.mark.parametrize(("minutes", "seeds", "expected"), [(None, 3, [1, 2, 3]), (1e-9, None, [1])])
def test_seeds_follow_one_another_to_the_last_or_until_the_time_is_over(minutes, seeds, expected, monkeypatch):
    drawn = []
    monkeypatch.setattr(torture, "build", lambda board: None)
    monkeypatch.setattr(torture, "_in_scratch", lambda board, rates, seed: drawn.append((board.name, bool(rates), seed)) or torture.Run({}, "", 1.0, Tally()))
    shown = []
    monkeypatch.setattr(torture.progress, "shown", lambda track: shown.append(track) or nullcontext())
    chosen = [boards.load(name) for name in ("desktop", "mps2_an386")]
    scores = torture.many(chosen, ["5% flipped"], minutes, seeds)
    assert [track.total() for track in shown] == [2 * seeds if seeds else 0]
    assert [len(score.runs) for score in scores] == 2 * [len(expected)]
    assert drawn == [(board.name, *run) for seed in expected for board in chosen for run in ((False, 0), (True, seed))]


def test_the_first_clean_line_must_have_tables_and_another_is_told_of(monkeypatch):
    told = iter([torture.Run({}, "", 1.0, Tally()), torture.Run({}, "", 1.0, Tally()), torture.Run(None, "The board does not answer.", 1.0, Tally())])
    monkeypatch.setattr(torture, "build", lambda board: None)
    monkeypatch.setattr(torture, "_in_scratch", lambda board, rates, seed: next(told, torture.Run({}, "", 1.0, Tally())))
    (found,) = torture.many([boards.load("desktop")], ["5% flipped"], None, 2)
    assert not found.is_good and found.identical == 2 and found.sentences == ["over a clean line, The board does not answer."]
    monkeypatch.setattr(torture, "_in_scratch", lambda board, rates, seed: torture.Run(None, "The board does not answer.", 1.0, Tally()))
    with pytest.raises(UserError, match="^Over a clean line, desktop has no tables to compare with: The board does not answer.$"):
        torture.many([boards.load("desktop")], ["5% flipped"], None, 2)


def test_a_slowdown_is_that_of_runs_side_by_side():
    times = [(1.0, 30.0), (1.0, 300.0), (10.0, 300.0), (10.0, 100.0)]
    cleans, runs = ([torture.Run({}, "", seconds, Tally()) for seconds in some] for some in zip(*times))
    assert torture.Score("desktop", "any", cleans, runs).cells()[-1] == "30.0"


def test_kills_have_no_kinds(capsys):
    assert cli.main(["torture", "--kill", "1", "--faults", "flipped"]) == 1
    assert capsys.readouterr().err == "minnorm: --faults is of bad lines; give it with --minutes or --seeds.\n"


def test_a_kind_that_there_is_not_is_one_sentence(capsys):
    assert cli.main(["torture", "--minutes", "1", "--faults", "rain"]) == 1
    assert capsys.readouterr().err.startswith("minnorm: No kind of bad line has 'rain' in its name; there are 0.1% flipped;")
