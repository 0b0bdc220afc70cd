# SPDX-License-Identifier: MIT
import os
import threading
import tty

import pytest
from minnorm.errors import UserError
from minnorm.link import conversation
from minnorm.link.line import Link, Patience
from minnorm.link.serial_port import Serial
from minnorm.link.transport import Program
from test_conversation import CLEAN, record

from fake_board import FakeRegression


def test_a_program_is_a_line():
    line = Program(["cat"])
    line.write(b"\0abc\0")
    assert line.read(5.0) == b"\0abc\0"
    assert line.read(0.01) == b""
    line.close()
    line.close()


def test_a_program_that_ends_is_told_with_its_last_words():
    line = Program(["sh", "-c", "echo first >&2; echo oops >&2; exit 3"])
    with pytest.raises(UserError, match="sh ended with exit status 3 in the middle of the run and said 'oops'"):
        line.read(5.0)


def test_a_program_that_ends_well_is_told_as_well():
    with pytest.raises(UserError, match="true ended with exit status 0 in the middle of the run"):
        Program(["true"]).read(5.0)


def test_a_program_that_is_killed_is_told():
    line = Program(["sleep", "60"])
    line.close()
    with pytest.raises(UserError, match="signal SIGKILL"):
        line.read(5.0)
    with pytest.raises(UserError, match="signal SIGKILL"):
        line.write(b"x")


def test_a_missing_program_is_told():
    with pytest.raises(UserError, match="no-such-emulator is not installed"):
        Program(["no-such-emulator"])


def serve(master: int) -> None:
    board = FakeRegression()
    try:
        while True:
            board.write(os.read(master, 4096))
            while data := board.read(0.0):
                os.write(master, data)
    except OSError:
        pass


def test_a_serial_port_gives_the_same_tables():
    master, slave = os.openpty()
    tty.setraw(slave)
    threading.Thread(target=serve, args=(master,), daemon=True).start()
    line = Serial(os.ttyname(slave), 115200)
    assert record(line, patience=Patience())[0] == CLEAN
    line.close()
    os.close(slave)
    os.close(master)


def test_an_unplugged_port_is_told():
    master, slave = os.openpty()
    tty.setraw(slave)
    line = Serial(os.ttyname(slave), 115200)
    os.close(slave)
    os.close(master)
    with pytest.raises(UserError, match="is gone; check the cable"):
        conversation.identify(Link(line, Patience()))
