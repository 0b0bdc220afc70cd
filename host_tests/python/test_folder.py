# SPDX-License-Identifier: MIT
import json
import os
import random
from dataclasses import asdict, replace

import pytest
from minnorm import files
from minnorm.errors import UserError
from minnorm.link import conversation, wire
from minnorm.link.line import Link
from minnorm.runs import folder as run_folder
from minnorm.runs import record
from minnorm.runs.record import Record, Times

from fake_board import FakeRegression, noisy, small_problem
from test_conversation import CLEAN, QUICK, SPLITS, given, recording, text

pytestmark = pytest.mark.slow

PROBLEM = small_problem()
SETTINGS = {"board": "fake", "splits": SPLITS, "datasets": [{"name": "small", "sha256": "1"}]}
RUN = Record("fake", "none", "b", "float", SETTINGS, {}, False, Times("now"))


def replayed(folder):
    return run_folder.replay(folder, PROBLEM.name, recording())


def go_on(folder, board):
    """What a restarted command does: replay the log, ask for the rest."""
    one = replayed(folder)
    done = one.done()
    log = run_folder.RawLog(folder, PROBLEM.name)
    try:
        link = Link(board, QUICK)
        conversation.record(link, conversation.identify(link), one, log.append, given(PROBLEM))
    finally:
        log.close()
    again = replayed(folder)
    assert text([PROBLEM], [again]) == text([PROBLEM], [one])
    assert again.damaged == one.damaged
    return text([PROBLEM], [one]), done


def test_a_log_cut_anywhere_ends_in_the_same_tables(tmp_path):
    go_on(tmp_path / "whole", FakeRegression())
    whole = run_folder.raw_path(tmp_path / "whole", PROBLEM.name).read_bytes()
    source = random.Random(6)
    for index, cut in enumerate([0, 1, len(whole) - 1, *(source.randrange(len(whole)) for _ in range(25))]):
        folder = tmp_path / str(index)
        path = run_folder.raw_path(folder, PROBLEM.name)
        path.parent.mkdir(parents=True)
        path.write_bytes(whole[:cut])
        assert go_on(folder, FakeRegression(seed=index))[0] == CLEAN
        assert replayed(folder).damaged == 0, "cut short, not damaged on the line"


def test_a_run_killed_again_and_again_on_a_bad_line_ends_in_the_same_tables(tmp_path):
    source = random.Random(8)
    path = run_folder.raw_path(tmp_path, PROBLEM.name)
    path.parent.mkdir(parents=True)
    for seed in range(8):
        go_on(tmp_path, FakeRegression(noisy(0.1), seed, late=0.03))
        whole = path.read_bytes()
        path.write_bytes(whole[: source.randrange(len(whole))])
    assert go_on(tmp_path, FakeRegression())[0] == CLEAN


def test_what_is_in_the_log_is_not_asked_for_again(tmp_path):
    go_on(tmp_path, FakeRegression())
    assert go_on(tmp_path, FakeRegression()) == (CLEAN, SPLITS)


def test_what_is_in_the_log_survives_when_the_disk_is_full(tmp_path):
    log = run_folder.RawLog(tmp_path, "full")
    log._file = os.open("/dev/full", os.O_WRONLY)
    with pytest.raises(UserError, match="disk is full"):
        log.append(b"x")


def test_a_second_command_on_the_same_folder_is_told(tmp_path):
    with run_folder.locked(tmp_path, create=True), pytest.raises(UserError, match="Another minnorm run"):
        with run_folder.locked(tmp_path, create=False):
            pass
    with run_folder.locked(tmp_path, create=False) as has_lock:
        assert has_lock


def test_locking_without_create_leaves_no_trace(tmp_path):
    with run_folder.locked(tmp_path / "new", create=False) as has_lock:
        assert not has_lock
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"splits": 9}, "with splits 3, not 9"),
        ({"board": "other"}, "with board fake, not other"),
        ({"datasets": [{"name": "who", "sha256": "1"}]}, "with the datasets small, not who"),
        ({"datasets": [{"name": "small", "sha256": "2"}]}, "with other contents of small"),
    ],
)
def test_other_settings_are_told_and_nothing_is_touched(tmp_path, change, message):
    record.write(tmp_path, RUN)
    before = sorted(tmp_path.iterdir()), (tmp_path / record.RUN).stat().st_mtime_ns
    with pytest.raises(UserError, match=message):
        record.read(tmp_path).check(tmp_path, {**SETTINGS, **change})
    assert before == (sorted(tmp_path.iterdir()), (tmp_path / record.RUN).stat().st_mtime_ns)


def test_another_build_is_told(tmp_path):
    with pytest.raises(UserError, match="begun with firmware b and this is c"):
        RUN.check(tmp_path, SETTINGS, "c")


# What is no run.json: a field of another kind, or none.
PARTS = (
    {"frames": 7}, {"build": 1}, {"finished": "no"}, {"times": {"started": 1, "seconds": 0.0}}, {"more": 1}, {"settings": []},
    {"finished": True}, {"tables": {"../records.csv": 1}}, {"tables": {"a\0.csv": 1}}, {"sources": {"datasets": ["a\0.csv"]}},
    {"times": {"started": "now", "seconds": 10**400}}, {"times": {"started": "now", "seconds": float("inf")}}, {"values": [{"value": 10**400}]},
)  # fmt: skip

DEEP = json.dumps(asdict(RUN)).replace('"splits"', f'"more": {"[" * 900}{"]" * 900}, "splits"')


@pytest.mark.parametrize(
    "content",
    ["[]", "null", "7", "{", "\xff", "[" * 100_000, '{"settings": null}', DEEP, *(json.dumps({**asdict(RUN), **part}) for part in PARTS)],
)
def test_a_run_json_that_is_none_is_told(tmp_path, content):
    (tmp_path / record.RUN).write_text(content, encoding="latin-1")
    with pytest.raises(UserError, match="run.json is not (whole|what minnorm writes)"):
        record.read(tmp_path)


@pytest.mark.parametrize("names", [None, [7], [{"name": None}]])
def test_strange_datasets_in_a_run_json_are_another_run(tmp_path, names):
    with pytest.raises(UserError, match="holds a run with"):
        replace(RUN, settings={**SETTINGS, "datasets": names}).check(tmp_path, SETTINGS)


def test_a_folder_that_is_no_run_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(UserError, match="is no run of minnorm"):
        record.read(tmp_path)
    with pytest.raises(UserError, match="is not a folder"):
        record.read(tmp_path / "letter.txt")


def test_a_command_killed_before_its_first_rename_is_no_stranger(tmp_path):
    (tmp_path / ".lock").touch()
    (tmp_path / ".run.json.new").write_text("{")
    assert record.read(tmp_path) is None


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    files.write(tmp_path / "a", "old")
    (tmp_path / ".a.new").mkdir()
    with pytest.raises(UserError, match="cannot be written"):
        files.write(tmp_path / "a", "new")
    assert (tmp_path / "a").read_text() == "old"


def test_run_json_is_readable_json(tmp_path):
    record.write(tmp_path, RUN)
    assert json.loads((tmp_path / record.RUN).read_text())["settings"] == SETTINGS


def test_what_no_board_says_stays_in_the_log_and_is_told(tmp_path):
    go_on(tmp_path, FakeRegression())
    with run_folder.raw_path(tmp_path, PROBLEM.name).open("ab") as log:
        log.write(wire.encode(wire.Kind.COMPUTED, 0, wire.pack("not", "this")))
    with pytest.raises(UserError, match="small.bin has a frame that docs/WIRE.md does not describe; choose another --out"):
        replayed(tmp_path)


@pytest.mark.parametrize("part", ["run.json", "raw/small.bin"])
def test_what_nobody_might_ever_write_to_is_not_waited_for(tmp_path, part):
    pipe = tmp_path / part
    pipe.parent.mkdir(exist_ok=True)
    os.mkfifo(pipe)
    for ask in ((lambda: record.read(tmp_path)),) if part == "run.json" else (
        lambda: replayed(tmp_path), lambda: run_folder.raw(tmp_path, PROBLEM.name), lambda: run_folder.RawLog(tmp_path, PROBLEM.name),
    ):  # fmt: skip
        with pytest.raises(UserError, match=r"\(it is a pipe or a device\)"):
            ask()
