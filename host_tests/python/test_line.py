# SPDX-License-Identifier: MIT
"""What is at the other end of a serial port, told apart before anything is built."""

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import tty

import pytest
from minnorm import paths
from minnorm.commands import cli
from minnorm.errors import UserError
from minnorm.link import conversation, overheard, wire
from minnorm.link.line import ON_A_PORT, Link, Patience
from minnorm.link.overheard import Overheard
from minnorm.link.serial_port import Serial
from minnorm.link.wire import Kind
from minnorm.runs import run
from test_conversation import CLEAN, record
from test_transport import serve

QUICK = Patience(hello_seconds=0.05, hello_tries=4, frame_seconds=0.1)
TEXT = b"\x1b[32mI (27) boot: ESP-IDF v5.1\x1b[0m\r\nsecond\r\n"
NOISE = bytes((37 * n * n + 11) % 255 + 1 for n in range(400))


class Peer:
    """What another program than minnorm's firmware would do at the other end: it sends `answer` for each write. A Transport."""

    def __init__(self, answer) -> None:
        self._answer = answer
        self._out = b""

    def write(self, data: bytes) -> None:
        self._out += self._answer(data)

    def read(self, seconds: float) -> bytes:
        if not self._out:
            time.sleep(seconds)
        data, self._out = self._out, b""
        return data

    def close(self) -> None:
        pass


def hello_of(*fields):
    """Answers a hello with these fields behind the request's number."""

    def answer(data):
        (frame,) = wire.Decoder().feed(data)[:1]
        return wire.encode(Kind.HELLO_REPLY, 0, wire.pack(frame.sequence, *fields))

    return answer


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda _: b"", "The board does not answer; check that it runs minnorm's firmware"),
        (lambda _: b"\0", "What comes in is no frame of minnorm's"),
        (lambda _: TEXT, "says 'I (27) boot: ESP-IDF v5.1'; ./minnorm flash puts"),
        (lambda _: b"x" * 500 + b"\n", f"says '{'x' * 60}'; "),
        (lambda _: b"\x1b]0;forged\x07 evil \x9b text and more of it\n", "says '?]0;forged? evil"),
        (lambda _: NOISE, "is noise, neither frames nor text (0c 31 a0 5a 5e ac 45 28 ...); check the cable and the baud rate"),
        (lambda _: NOISE.replace(b"a", b"\0"), "is noise"),
        (lambda data: data, "What is sent comes back"),
        (hello_of(3, "b", "c", "d", "float", "e", 1), f"The board speaks protocol 3 and this host protocol {wire.PROTOCOL}; build and flash"),
        (hello_of(wire.PROTOCOL, "b"), "docs/WIRE.md does not describe"),
        (lambda _: wire.encode(Kind.ACK, 0, wire.pack(70_000)), "The board answers something else"),
    ],
)
def test_what_comes_in_is_told_apart(answer, told):
    with pytest.raises(UserError) as raised:
        conversation.identify(Link(Peer(answer), QUICK))
    assert told in str(raised.value)


def test_a_line_without_a_board_is_given_up_within_five_seconds(monkeypatch):
    """By the clock of the peer, on which reading takes all of its time."""
    now = [0.0]
    monkeypatch.setattr(conversation.time, "monotonic", lambda: now[0])
    peer = Peer(lambda _: b"")
    peer.read = lambda seconds: now.__setitem__(0, now[0] + seconds) or b""
    with pytest.raises(UserError, match="does not answer"):
        conversation.identify(Link(peer, ON_A_PORT))
    assert 3.0 < now[0] < 5.0


def test_a_board_that_is_busy_is_waited_for_and_that_is_said(capsys):
    frames = iter([wire.encode(Kind.ACK, 0, wire.pack(70_000))] * 4)

    def answer(data):
        return next(frames, None) or hello_of(wire.PROTOCOL, "b", "c", "d", "float", "e", 1)(data)

    assert conversation.identify(Link(Peer(answer), Patience(hello_seconds=0.05, frame_seconds=0.01))).board == "b"
    assert capsys.readouterr().err.count("The board is still busy with what another command asked of it; waiting") == 1


@pytest.mark.parametrize("data", [b"", b"\0", b"ab", NOISE, bytes(range(1, 256))])
def test_what_is_no_text(data):
    assert overheard.text(data) is None


@pytest.mark.parametrize(("data", "said"), [(TEXT, "I (27) boot: ESP-IDF v5.1\r\nsecond\r\n"), ("23 °C, µs\n".encode(), "23 °C, µs\n")])
def test_what_is_text(data, said):
    assert overheard.text(data) == said


def test_only_the_beginning_of_a_line_is_quoted():
    heard = Overheard()
    heard.feed(b"x" * 200)
    assert f"says '{60 * 'x'}'; " in heard.sentence()


def test_only_the_beginning_is_kept():
    heard = Overheard()
    for _ in range(100):
        heard.feed(b"x" * 1000)
    assert len(heard._kept) == 4096


@pytest.fixture
def port():
    """A pseudo-terminal: its own end, and the name of the other."""
    master, slave = os.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(slave)
    os.close(master)


def refused(port, baud=115200):
    with pytest.raises(UserError) as raised:
        Serial(port, baud)
    return str(raised.value)


def test_a_port_that_is_not_there_is_told():
    assert refused("/dev/nowhere").startswith("There is no serial port /dev/nowhere; check the cable and the name")


@pytest.mark.parametrize(("user", "name"), [("ada", "ada"), ("", "NAME")])
def test_a_port_that_one_may_not_use_is_told(user, name, port, monkeypatch):
    def forbidden(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setenv("USER", user)
    monkeypatch.setattr(os, "open", forbidden)
    told = refused(port[1])
    monkeypatch.undo()
    assert f"You may not use the serial port {port[1]}; type usermod -a -G dialout {name} as root" in told


@pytest.mark.parametrize("what", ["/dev/null", "/dev", __file__, "loop://", "rfc2217://localhost:1"])
def test_what_is_no_serial_port_is_told(what):
    assert f"{what} is no" in refused(what) and "serial port" in refused(what)


def test_a_port_in_use_is_told(port):
    line = Serial(port[1], 115200)
    assert f"The serial port {port[1]} is in use; end the other program" in refused(port[1])
    line.close()
    Serial(port[1], 115200).close()


@pytest.fixture
def server():
    """Listens on a port of this machine; yields it with its address as pyserial has it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening, f"socket://127.0.0.1:{listening.getsockname()[1]}"


def test_a_socket_is_a_line(server):
    listening, address = server

    def serve_one():
        one, _ = listening.accept()
        with one:
            serve(one.fileno())

    threading.Thread(target=serve_one, daemon=True).start()
    line = Serial(address, 115200)
    assert record(line, patience=Patience())[0] == CLEAN
    line.close()


def test_a_socket_that_ends_is_told(server):
    listening, address = server
    line = Serial(address, 115200)
    listening.accept()[0].close()
    with pytest.raises(UserError, match="The connection to socket://127.0.0.1:.* has ended"):
        line.read(5.0)


def test_a_socket_where_nobody_listens_is_told(server):
    server[0].close()
    assert refused(server[1]).startswith(f"Nothing answers at {server[1]}; check HOST:PORT")


def test_a_second_host_on_a_socket_is_told_to_look_what_else_uses_it(server):
    """It is connected, but the server, such as QEMU's, hears the first one alone."""
    listening, address = server
    first, second = (Serial(address, 115200) for _ in range(2))
    served, _ = listening.accept()
    with served:
        threading.Thread(target=serve, args=(served.fileno(),), daemon=True).start()
        with pytest.raises(UserError, match="does not answer; check .*, and what else uses the line, and reset it"):
            conversation.identify(Link(second, QUICK))
        assert record(first, patience=Patience())[0] == CLEAN
        first.close()
        second.close()


def test_the_port_is_opened_and_its_board_asked_before_anything_is_built(port, monkeypatch, tmp_path, capsys):
    def answer():
        os.read(port[0], 4096)
        os.write(port[0], hello_of(wire.PROTOCOL, "another", "c", "d", "float", "regression", 600)(wire.encode(Kind.HELLO, 0, b"")))

    def never(_):
        raise AssertionError

    monkeypatch.setattr(run, "build_all", never)
    monkeypatch.setattr(conversation, "_answers", lambda *_: True)  # the reply knows no request's number
    threading.Thread(target=answer, daemon=True).start()
    arguments = ["run", "--splits", "1", "--dataset", "diabetes", "--out", str(tmp_path / "out"), "--port"]
    assert cli.main([*arguments, port[1]]) == 1
    said = capsys.readouterr().err
    assert f"Asking the board on {port[1]} what it is ..." in said
    assert "The board that answers is another, not mps2_an386" in said
    assert cli.main([*arguments, "/dev/nowhere"]) == 1
    assert "There is no serial port /dev/nowhere" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def command(*arguments):
    """The command in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(paths.ROOT / "host")}
    words = [sys.executable, "-m", "minnorm", *arguments]
    return subprocess.Popen(
        words,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_ctrl_c_ends_the_wait_for_a_silent_board(port, tmp_path):
    running = command("run", "--port", port[1], "--out", str(tmp_path / "out"))
    assert os.read(port[0], 100)  # it says hello
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=20)
    assert running.returncode == 130 and said.endswith("minnorm: Stopped.\n"), said
    assert not (tmp_path / "out").exists()


def test_frames_and_text_are_shown_while_they_come_and_ctrl_c_ends_it(port):
    running = command("monitor", "--port", port[1], "--baud", "9600")
    assert running.stderr.readline() == f"Listening on {port[1]} at 9600 baud; Ctrl-C ends this.\n"
    os.write(port[0], TEXT + wire.encode(Kind.ROWS, 7, wire.pack(1, [*range(20)], "a\x1b", wire.binary(b"12"))) + b"> prompt")
    shown = [running.stdout.readline() for _ in range(3)]
    assert shown == ["I (27) boot: ESP-IDF v5.1\n", "second\n", "[rows 7: 1, [0, 1, 2, 3, 4, 5, 6, 7, ... 20 in all], a?, 2 bytes]\n"]
    assert running.stdout.read(8) == "> prompt"
    running.send_signal(signal.SIGINT)
    assert running.wait(20) == 0
    running.communicate()


class Lossy:
    """A Loss whose frames, of any length, come through as often as this; None if none was ever lost."""

    def __init__(self, whole: float | None) -> None:
        self.is_seen, self._whole = whole is not None, whole

    def whole(self, size: int) -> float:
        return self._whole


@pytest.mark.parametrize(
    ("whole", "copies"),
    [(None, 1), (0.99, 1), (0.75, 1), (0.74, 2), (0.5, 3), (0.4, 3), (0.3, 4), (0.1, 8), (0.0001, 8)],
)
def test_a_request_is_sent_so_often_that_a_quarter_of_its_copies_is_lost_at_most(whole, copies):
    assert Link(None, outgoing=Lossy(whole)).copies(100) == copies


def test_a_wait_follows_what_answers_take_and_grows_with_each_attempt():
    clean, lossy = (Link(None, incoming=Lossy(whole)) for whole in (None, 0.5))
    assert (clean.wait(1.0, 0), clean.wait(0.1, 0), lossy.wait(1.0, 0)) == (0.25, 0.1, 0.005)
    assert [clean.wait(1.0, attempt) for attempt in (1, 4, 36, 1000)] == [0.3125, 0.5, 2.5, 2.5]
    for link in (clean, lossy):
        link.took(0.4)
        assert link.wait(10.0, 0) == pytest.approx(0.4 / 8 + 4 * 0.4 / 4)
        for _ in range(200):
            link.took(0.4)
        assert link.wait(10.0, 0) == pytest.approx(0.4)
    lossy.took(0.4 + 0.08)
    assert lossy.wait(10.0, 0) == pytest.approx(0.4 + 0.01 + 4 * 0.02)
    for _ in range(200):
        lossy.took(0.001)
    assert lossy.wait(10.0, 0) == 0.005
