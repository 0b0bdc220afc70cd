# SPDX-License-Identifier: MIT
"""./minnorm run --board all where boards fail in every way, with the desktop's own program as boards that there are not."""

import json
import threading
from dataclasses import replace
from unittest.mock import Mock

import pytest
from minnorm import processors
from minnorm.bench import facts
from minnorm.bench.facts import Facts
from minnorm.commands import cli, generated
from minnorm.device import boards, build
from minnorm.device.boards import Region
from minnorm.device.firmware import Capacity
from minnorm.errors import UserError
from minnorm.experiments.regression import capacity
from minnorm.runs import fleet, side
from minnorm.runs.fleet import Row

pytestmark = pytest.mark.slow

DESKTOP = boards.load(boards.DESKTOP)


def board(name, **changes):
    rows, features = changes.pop("rows", 64), changes.pop("features", 32)
    memory = {"flash": Region(0, 1 << 20), "ram": Region(1 << 29, 1 << 16)}
    capacities = (Capacity("float", rows, features, 4),)
    return replace(DESKTOP, **{"name": name, "capacities": capacities, "emulator": ("env",), **memory, **changes})


@pytest.fixture
def fleet_of(monkeypatch, tmp_path):
    """Lets the fleet be these boards, whose program is the desktop's, and runs the command on them."""
    desktop_program = build.build(DESKTOP, DESKTOP.firmware_for("float"))
    monkeypatch.setattr(facts, "measure", lambda board, firmware: Facts(firmware.name))
    monkeypatch.setattr(build, "build", lambda board, firmware, **_: desktop_program)
    monkeypatch.setattr(side.builds, "program", lambda board, firmware: desktop_program)
    monkeypatch.setattr(side.Side, "_check", lambda self, hello: None)
    monkeypatch.setattr(capacity, "check", lambda *_: None)

    def start(*chosen, out=tmp_path / "all", splits=2, dataset="diabetes", scalar="float"):
        every = [DESKTOP, *chosen]
        monkeypatch.setattr(boards, "load_all", lambda: every)
        monkeypatch.setattr(boards, "load", lambda name: next(one for one in every if one.name == name))
        arguments = ["run", "--board", "all", "--splits", str(splits), "--dataset", dataset, "--scalar", scalar]
        return cli.main([*arguments, "--out", str(out)]), out

    return start


def test_every_board_is_compared_with_one_run_of_the_desktop(fleet_of, capsys):
    status, out = fleet_of(board("one"), board("two"))
    assert status == 0
    rows, found = fleet.read(out)
    assert [(row.board, row.different, row.result) for row in rows] == [
        (name, 0, "bit-identical to desktop") for name in ("one", "two")
    ]
    assert all(row.frames >= 2 * 79 and row.extent == "2 × 39" for row in rows)
    assert set(found) == {"one", "two"}
    assert [path.name for path in (out / "desktop").iterdir()] == ["diabetes"]
    printed = capsys.readouterr().out
    assert printed.count("bit-identical to desktop") == 2 and "boards.json" in printed


def test_a_board_with_little_memory_says_how_far_it_gets(fleet_of, capsys):
    status, out = fleet_of(board("whole"), board("small", rows=12))
    assert status == 0
    assert [row.extent for row in fleet.read(out)[0]] == ["2 × 39", "2 × 12 (N ≤ 12 of 39)"]
    assert sorted(path.name for path in (out / "desktop").iterdir()) == ["diabetes", "diabetes-12"]
    assert "(N ≤ 12 of 39)" in capsys.readouterr().out


def test_what_fails_on_one_board_is_its_row_and_the_others_go_on(fleet_of, monkeypatch, capsys):
    built = build.build

    def some_build(board, firmware, **options):
        if board.name == "unbuilt":
            raise UserError("The build for unbuilt failed; its end:\n  much more")
        return built(board, firmware, **options)

    monkeypatch.setattr(build, "build", some_build)
    chosen = [
        board("good"),
        board("missing", emulator=("no-such-emulator",)),
        board("ending", emulator=("false",)),
        board("narrow", features=3),
        board("unbuilt"),
        board("silicon", emulator=()),
    ]
    status, out = fleet_of(*chosen)
    assert status == 1
    rows = {row.board: row for row in fleet.read(out)[0]}
    assert rows["good"].is_good
    assert rows["missing"].result == "no-such-emulator is not installed; install the packages in host/packages-run.txt."
    assert rows["ending"].result.startswith("false ended with exit status 1")
    assert rows["narrow"].result.startswith("diabetes needs 10 features")
    assert rows["silicon"] == Row("silicon", "", 0, 0, 0) and rows["silicon"].result == "built, not run" and rows["silicon"].is_good
    printed = capsys.readouterr().out
    assert "The build for unbuilt failed" in printed and "much more" not in printed


def test_a_board_without_firmware_in_the_scalar_is_no_failure(fleet_of, capsys):
    status, out = fleet_of(board("single"), scalar="double")
    assert status == 0
    (row,) = fleet.read(out)[0]
    assert row == Row("single", "", 0, 0, 0, idle="no firmware in double") and row.is_good
    assert "no firmware in double" in capsys.readouterr().out


def test_a_mistake_in_the_command_itself_ends_all_boards_at_once(fleet_of, monkeypatch):
    record, stopped, is_running = side.Side.record, [], threading.Event()

    def some_record(self):
        if self.board.name == "mistaken":
            is_running.wait(60)
            raise AssertionError("a mistake")
        if self.board.name == "first":
            is_running.set()
            self.link.transport._process.wait(60)
            stopped.append(self.board.name)
        record(self)

    monkeypatch.setattr(side.Side, "record", some_record)
    monkeypatch.setattr(processors, "count", lambda: 2)
    with pytest.raises(AssertionError, match="a mistake"):
        fleet_of(board("first"), board("mistaken"))
    assert stopped == ["first"]


def test_a_board_whose_build_ends_when_all_are_stopped_is_not_started(monkeypatch):
    one = fleet._Fleet.__new__(fleet._Fleet)
    one._open, one._is_stopped = [], False
    made = Mock(board=DESKTOP)
    monkeypatch.setattr(build, "build", lambda *_, **__: one._stop())
    with pytest.raises(UserError, match="^Stopped.$"):
        one._sweep(made)
    assert not made.connect.called and made.close.called and not one._open


def test_another_bit_is_counted_and_fails(fleet_of, monkeypatch):
    finish = side.Side._finish

    def wrong(self, seconds):
        finish(self, seconds)
        if self.board.name == "wrong":
            records = self.folder / "records.csv"
            records.write_text(records.read_text().replace(",ok,", ",overflow,", 3))

    monkeypatch.setattr(side.Side, "_finish", wrong)
    status, out = fleet_of(board("right"), board("wrong"))
    assert status == 1
    assert [row.result for row in fleet.read(out)[0]] == ["bit-identical to desktop", "DIFFERS (3 rows)"]


def test_a_finished_run_is_only_compared_again(fleet_of):
    status, out = fleet_of(board("one"))
    before = (out / "one" / "diabetes" / "raw" / "diabetes.bin").stat().st_mtime_ns
    assert fleet_of(board("one"))[0] == status == 0
    assert (out / "one" / "diabetes" / "raw" / "diabetes.bin").stat().st_mtime_ns == before
    assert fleet_of(board("one"), splits=3)[0] == 1
    assert "holds a run with splits 2, not 3" in fleet.read(out)[0][0].failure


def test_a_stopped_run_says_how_to_go_on(fleet_of, monkeypatch, capsys, tmp_path):
    def stop(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(fleet.progress, "watch", stop)
    assert fleet_of(board("one"), board("two"), board("three"))[0] == 130
    assert "--out" in capsys.readouterr().err
    with pytest.raises(UserError, match="is not finished; start ./minnorm run --board all"):
        fleet.read(tmp_path / "all")


def test_what_is_wrong_with_all_is_one_sentence(fleet_of, tmp_path, capsys):
    (tmp_path / "letter.txt").write_text("dear")
    for out, message in ((tmp_path, "holds no run of all boards"), (tmp_path / "letter.txt", "is not a folder")):
        assert fleet_of(board("one"), out=out)[0] == 1
        assert f"{message}. Choose another --out." in capsys.readouterr().err
    assert cli.main(["run", "--board", "all", "--port", "/dev/nowhere"]) == 1
    assert "A serial port has one board" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["[]", "{", '{"rows": [], "facts": []}', '{"rows": [{"board": 1}], "facts": {}}'])
def test_another_file_is_refused(content, tmp_path):
    (tmp_path / fleet.RESULTS).write_text(content)
    with pytest.raises(UserError, match="is not what ./minnorm run --board all writes"):
        fleet.read(tmp_path)


FACTS = Facts("float_regression_39x10", flash_used=20_000, ram_used=6000, stack_painted=1500, stack_static=1400, instructions=12_345.6)


def test_the_board_table_says_what_was_found(monkeypatch):
    chosen = [board("run", float_unit="none"), board("short"), board("built", emulator=()), board("bad"), board("broken")]
    chosen.append(board("single"))
    monkeypatch.setattr(boards, "load_all", lambda: [DESKTOP, *chosen])
    rows = [
        Row("run", "diabetes", 50, 39, 39, 0),
        Row("short", "diabetes", 50, 39, 39, 0),
        Row("short", "synthetic", 50, 12, 39, 0),
        Row("built", "", 0, 0, 0),
        Row("bad", "diabetes", 50, 39, 39, 7),
        Row("broken", "diabetes", 50, 39, 39, failure="no"),
        Row("single", "", 0, 0, 0, idle="no firmware in double"),
    ]
    found = {one.name: FACTS for one in chosen} | {"built": Facts("float_regression_39x10", flash_used=20_000, ram_used=6000)}
    lines = [line.split(" | ") for line in generated.board_table(rows, found).splitlines()[2:]]
    assert [line[-1] for line in lines] == [
        "yes |", "yes, synthetic up to N = 12 |", "built, not run |", "no |", "– |", "no firmware in double |",
    ]  # fmt: skip
    first = [cell.replace("\u202f", "_") for cell in lines[0]]
    assert first[3:9] == ["none", "64 × 32", "20_000, 1_028_576", "6_000, 59_536", "1_400, 1_500", "12.3"]
    assert lines[2][7:9] == ["–, –", "–"]


def test_the_board_table_wants_every_board(monkeypatch, tmp_path):
    monkeypatch.setattr(boards, "load_all", lambda: [DESKTOP, board("one"), board("new")])
    data = {"rows": [{"board": "one", "dataset": "", "splits": 0, "last": 0, "whole": 0}], "facts": {"one": {"firmware": "f"}}}
    (tmp_path / fleet.RESULTS).write_text(json.dumps(data))
    with pytest.raises(UserError, match="lacks new; start ./minnorm run --board all again"):
        generated.document(tmp_path)


def test_facts_that_cannot_be_had_are_notes(monkeypatch):
    def fails(*_, **__):
        raise UserError("The build failed.\n  much more")

    monkeypatch.setattr(facts.build, "build", fails)
    found = facts.measure(board("one"), DESKTOP.firmware_for("float"))
    assert found == Facts("float_regression_128x32", notes=["no firmware: The build failed."])


def test_a_stack_image_that_says_nothing_is_one_sentence(monkeypatch, tmp_path):
    image = tmp_path / "stack.elf"
    for emulator, message in ((("true",), "did not say how much stack"), (("no-such-emulator",), "is not installed")):
        with pytest.raises(UserError, match=message):
            facts._painted_stack(board("one", emulator=emulator), image)
    monkeypatch.setattr(facts, "_SECONDS", 0.1)
    with pytest.raises(UserError, match="has not ended"):
        facts._painted_stack(board("one", emulator=("sh", "-c", "sleep 5")), image)
    said = "stack: 120 bytes used, 200 kept free"
    assert facts._painted_stack(board("one", emulator=("echo", said)), image) == (120, 200)


def test_its_table_has_headings_and_each_sentence_as_it_is(capsys):
    fleet._print([Row("narrow", "diabetes", 2, 3, 3, frames=7, seconds=1.25, failure="no [/x] here\nmore")], [])
    head, row = capsys.readouterr().out.splitlines()
    assert head.split() == ["board", "dataset", "splits", "×", "N", "result", "frames", "seconds"]
    assert row.split() == ["narrow", "diabetes", "2", "×", "3", "no", "[/x]", "here"]
