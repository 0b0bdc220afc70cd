# SPDX-License-Identifier: MIT
"""A board whose core faults says so in plain text, and the host tells it in one sentence."""

import shutil
import subprocess
import sys

import pytest
from minnorm.device import boards, build
from minnorm.errors import UserError
from minnorm.experiments.options import Options
from minnorm.experiments.regression import plan
from minnorm.link import conversation, fault
from minnorm.link.line import Link, Patience
from minnorm.link.transport import Program
from minnorm.runs.side import Side

from fake_board import FakeRegression, small_problem
from test_conversation import QUICK, record

REPORT = "stack overflow: pc 0x00001234, lr 0x00005678, cfsr 0x00001000"
SAID = b"\0fault: " + REPORT.encode() + b"\0"


class FaultyBoard(FakeRegression):
    """Faults at the given request, and is silent from then on."""

    def __init__(self, at: int, said: bytes = SAID) -> None:
        super().__init__()
        self._at = at
        self._said = said

    def _serve(self, frame):
        if self.requests < self._at:
            super()._serve(frame)
        elif self.requests == self._at:
            self._out += self._said


@pytest.mark.parametrize("at", [1, 2, 5, 8])
def test_a_fault_is_told_at_once(at):
    with pytest.raises(fault.Fault, match="The board faulted: stack overflow: pc 0x00001234") as raised:
        record(FaultyBoard(at), patience=Patience(hello_seconds=60.0, reply_seconds=60.0))
    assert raised.value.report == REPORT


def test_what_came_before_is_logged():
    logged = bytearray()
    with pytest.raises(fault.Fault):
        record(FaultyBoard(7), log=logged.extend)
    assert SAID in logged


def test_a_report_in_pieces_is_found():
    link = Link(FakeRegression())
    for byte in SAID[:-1]:
        link.hear(bytes([byte]))
    with pytest.raises(fault.Fault):
        link.hear(SAID[-1:])


@pytest.mark.parametrize("data", [b"\0fault: \0", b"\0fault: x", b"\0a fault: x\0", b"\0fault: \x01\0", b"\0" * 9])
def test_other_bytes_are_no_report(data):
    assert fault.find(data) is None


def test_a_report_without_end_is_cut():
    assert fault.find(b"\0fault: " + b"pc 0x8 " * 9000 + b"\0") == ("pc 0x8 " * 74)[:512].rstrip()


def test_a_program_that_ended_with_a_report_is_told_by_it():
    script = f"import os; os.write(1, {SAID!r}); os._exit(125)"
    line = Program([sys.executable, "-c", script])
    line._process.wait()
    with pytest.raises(fault.Fault):
        conversation.identify(Link(line, QUICK))


def test_a_program_that_ended_without_a_report_is_told_by_its_status():
    line = Program(["sh", "-c", "exit 125"])
    with pytest.raises(UserError, match="exit status 125, which says that the core faulted"):
        line.read(5.0)


def test_places_are_added_to_addresses_of_code_only():
    assert fault.located("pc 0x10, r0 0x20, ra 0x30", lambda address: f"at {address}") == (
        "pc 0x10 (at 0x10), r0 0x20, ra 0x30 (at 0x30)"
    )
    assert fault.located(REPORT, lambda address: "") == REPORT


def test_an_address_is_looked_up_in_the_program(tmp_path):
    if not all(map(shutil.which, ("cc", "addr2line", "nm"))):
        pytest.skip("no compiler")
    source, program = tmp_path / "a.c", tmp_path / "a"
    source.write_text("int here(void) { return 3; }\nint main(void) { return here(); }\n")
    subprocess.run(["cc", "-g", "-o", program, source], check=True)
    names = subprocess.run(["nm", program], capture_output=True, text=True, check=True).stdout
    address = next("0x" + line.split()[0] for line in names.splitlines() if line.endswith(" here"))
    look_up = fault.place("addr2line", program)
    assert look_up(address) == "here at a.c:1"
    assert look_up("0x1") == ""
    assert fault.place(None, program)(address) == fault.place("addr2line", tmp_path / "none")(address) == ""
    assert fault.place("/nowhere/addr2line", program)(address) == ""


def test_the_sentence_names_the_board_and_says_how_to_look(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "tool", lambda *_: None)
    options = Options("mps2_an386", "float", (), None, None, 1, tmp_path, None)
    board = boards.load("mps2_an386")
    side = Side(board, tmp_path, plan.Plan(options, [small_problem()]).job(board))
    side._open = lambda: FaultyBoard(1)
    sentence = r"^mps2_an386 faulted: stack overflow.*; ./minnorm debug --board mps2_an386 shows more\.$"
    with pytest.raises(UserError, match=sentence):
        side.connect()
