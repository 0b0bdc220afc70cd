# SPDX-License-Identifier: MIT
"""Faults that are injected into each transport: they cost time, and never a number."""

import os
import select
import socket
import threading
import tty

import pytest
from minnorm.device import boards
from minnorm.link import faulty, wire
from minnorm.link.faulty import FAULTS, Faulty, Injector, Tally
from minnorm.link.line import Patience
from minnorm.link.serial_port import Serial
from minnorm.link.wire import Kind
from minnorm.runs import torture
from test_conversation import CLEAN, record
from test_transport import serve

from fake_board import FakeRegression

pytestmark = pytest.mark.slow

DATA = bytes(range(256)) * 40
BAD = torture.MIXES["1% flipped, 0.1% dropped"]


@pytest.mark.parametrize("fault", FAULTS)
def test_an_injector_does_the_same_however_the_bytes_are_cut(fault):
    """But for SWAP, whose second byte may be in the next piece."""
    whole, events = Injector({fault: 0.01}, 3).through(DATA)
    again, _ = Injector({fault: 0.01}, 3).through(DATA)
    other, _ = Injector({fault: 0.01}, 4).through(DATA)
    assert whole == again
    if fault in (faulty.STALL, faulty.RESET, faulty.KILL):
        assert whole == DATA and set(events) == {fault} and 60 < len(events) < 140
    else:
        assert whole != DATA and whole != other and not events
    if fault not in (faulty.SWAP, faulty.BURST):
        one = Injector({fault: 0.01}, 3)
        assert b"".join(one.through(DATA[start : start + 7])[0] for start in range(0, len(DATA), 7)) == whole


def test_an_injector_without_faults_changes_nothing():
    assert Injector({}, 1).through(DATA) == (DATA, [])


@pytest.mark.parametrize("mix", torture.MIXES)
def test_a_short_run_over_a_bad_pipe_has_the_tables_of_a_clean_one(mix, clean, tmp_path):
    board, tables = clean
    found = torture.once(board, torture.MIXES[mix], 1, tmp_path / "run")
    assert found.sentence == ""
    assert found.tables == tables
    assert found.tally.wrong == 0
    assert found.tally.whole < found.tally.sent or mix.startswith("stalls")


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
