# SPDX-License-Identifier: MIT
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from minnorm.commands import cli
from minnorm.experiments.options import Options
from minnorm.link import conversation
from minnorm.link.line import Link
from minnorm.report import drawing
from minnorm.runs import merge, record
from minnorm.runs.folder import raw_path
from minnorm.shard import Shard

from conftest import blank
from fake_board import FakeRegression, noisy, small_problem
from test_conversation import CLEAN, QUICK, SPLITS, given, recording, text

pytestmark = pytest.mark.slow

TABLES = {"regression": ("records.csv", "factors.csv"), "geometry": ("records.csv",)}


def run(out, *arguments):
    return cli.main(["run", *arguments, "--out", str(out)])


@pytest.fixture(autouse=True)
def no_figures(monkeypatch):
    """They take long."""
    monkeypatch.setattr(drawing, "draw_all", blank)


@pytest.fixture(scope="module")
def shards(tmp_path_factory):
    """Two finished shards of an experiment on the desktop."""
    folder = tmp_path_factory.mktemp("shards")
    for index in (1, 2):
        assert run(folder / str(index), "geometry", "--repeats", "3", "--board", "desktop", "--shard", f"{index}/2") == 0
    return folder


@pytest.mark.parametrize("seed", range(3))
def test_logs_one_after_the_other_fill_one_table(seed):
    problem = small_problem()
    logs, counts = [], np.zeros(3, int)
    for index in range(1, SPLITS + 1):
        one = recording(Shard(index, SPLITS))
        log = bytearray()
        for board in (FakeRegression(noisy(0.1), seed + index), FakeRegression(seed=index)):
            link = Link(board, QUICK)
            conversation.record(link, conversation.identify(link), one, log.extend, given(problem))
        counts += one.frames, one.damaged, one.lost
        logs.append(bytes(log))
    whole = recording()
    whole.feed(b"".join(logs))
    assert text([problem], [whole]) == CLEAN
    assert [whole.frames, whole.damaged, whole.lost] == counts.tolist()
    assert whole.damaged + whole.lost > 0


@pytest.mark.parametrize("experiment", TABLES)
def test_a_merged_run_is_that_of_one_command_byte_for_byte(tmp_path, shards, experiment, capsys):
    parts = [shards / "2", shards / "1"]
    arguments = ["geometry", "--repeats", "3", "--board", "desktop"]
    if experiment == "regression":
        (tmp_path / "mine.csv").write_text("a,b,y\n" + "\n".join(f"{n},{n * n % 31},{n % 7}" for n in range(45)))
        arguments = ["--splits", "2", "--dataset", f"{tmp_path}/mine.csv", "--target", "y"]
        parts = [tmp_path / "1", tmp_path / "2"]
        for index, part in enumerate(parts, start=1):
            assert run(part, *arguments, "--shard", f"{index}/2") == 0
    whole, merged = tmp_path / "whole", tmp_path / "merged"
    assert run(whole, *arguments) == 0
    capsys.readouterr()
    assert cli.main(["merge", *map(str, parts), "--out", str(merged)]) == 0
    printed = capsys.readouterr()
    assert "Building" not in printed.err
    for folder in [".", "desktop"] if experiment == "regression" else ["."]:
        for table in TABLES[experiment]:
            assert (merged / folder / table).read_bytes() == (whole / folder / table).read_bytes()
        runs = [record.read(one / folder) for one in (*parts, whole, merged)]
        assert runs[3].settings == runs[2].settings and runs[3].finished
        assert runs[3].frames.received == runs[0].frames.received + runs[1].frames.received
        assert runs[3].times.seconds > max(part.times.seconds for part in runs[:2])
    assert (merged / "report.html").exists()


def test_an_interrupted_merge_is_given_again(tmp_path, shards, monkeypatch, capsys):
    monkeypatch.setattr(merge.run, "execute", lambda options: None)
    parts = [shards / "1", shards / "2"]

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(merge, "raw", interrupted)
        assert cli.main(["merge", *map(str, parts), "--out", str(tmp_path / "out")]) == 130
    assert "To go on, give the same command with --out" in capsys.readouterr().err
    assert not record.read(tmp_path / "out").finished
    merge.execute(parts, Options("desktop", "float", experiment="geometry", repeats=3, out=tmp_path / "out"))
    log = raw_path(tmp_path / "out", "geometry").read_bytes()
    assert log == b"".join(raw_path(part, "geometry").read_bytes() for part in parts)


def change(whole=None, **settings):
    def changed(folder):
        found = record.read(folder / "2")
        record.write(folder / "2", replace(found, settings={**found.settings, **settings}, **(whole or {})))

    return changed


def twice(folder):
    shutil.rmtree(folder / "2")
    shutil.copytree(folder / "1", folder / "2")


def alone(folder):
    shutil.rmtree(folder / "2")


def no_run(folder):
    alone(folder)
    (folder / "2").mkdir()


def no_log(folder):
    raw_path(folder / "2", "geometry").unlink()


def something_else(folder):
    (folder / "out").mkdir()
    (folder / "out" / "letter.txt").write_text("dear")


def another_run(folder):
    shutil.copytree(folder / "1", folder / "out")


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (change({"finished": False}), "2 is not finished; start ./minnorm run with --out"),
        (change(repeats=4), "2 holds a run with repeats 4, not 3 as"),
        (change(seed=1), "2 holds a run with seed 1, not 0 as"),
        (change(board="mps2_an386"), "2 holds a run with board mps2_an386, not desktop as"),
        (change(scalar="double"), "2 holds a run with scalar double, not float as"),
        (change(experiment="relu"), "2 holds a run with experiment relu, not geometry as"),
        (change(shard="2/3"), "2 holds a run with shard 2/3, not one of 2 as"),
        (change(shard="1/1"), "2 holds a whole run; give the folders that ./minnorm run --shard wrote"),
        (change(shard="x"), "'x' is no shard"),
        (change({"build": "other"}), "2 by other; compute all shards from one tree"),
        (twice, "both hold shard 1/2; give one of them"),
        (alone, "There is no run"),
        (no_run, "2 is no run; give a folder"),
        (no_log, "geometry.bin cannot be read"),
        (something_else, "out exists and is no run of minnorm. Choose another --out"),
        (another_run, "out holds a run with shard 1/2, not 1/1; choose another --out"),
    ],
)
def test_what_cannot_be_merged_is_one_sentence(tmp_path, shards, capsys, prepare, message):
    shutil.copytree(shards, tmp_path, dirs_exist_ok=True)
    prepare(tmp_path)
    assert cli.main(["merge", str(tmp_path / "1"), str(tmp_path / "2"), "--out", str(tmp_path / "out")]) == 1
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1
    assert not (tmp_path / "out" / "records.csv").exists() or prepare is another_run


def test_missing_shards_are_listed(tmp_path, shards, capsys):
    shutil.copytree(shards / "1", tmp_path / "1")
    found = record.read(tmp_path / "1")
    cases = (2, "The shard 2/2 is missing"), (4, "The shards 2/4, 3/4, 4/4 are missing"), (64, "9/64 and 55 more are missing")
    for count, listed in cases:
        record.write(tmp_path / "1", replace(found, settings={**found.settings, "shard": f"1/{count}"}))
        assert cli.main(["merge", str(tmp_path / "1"), "--out", str(tmp_path / "out")]) == 1
        assert listed in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_data_that_changed_since_are_told(tmp_path, capsys):
    source = tmp_path / "mine.csv"
    source.write_text("a,b,y\n" + "\n".join(f"{n},{n * n % 31},{n % 7}" for n in range(45)))
    for index in (1, 2):
        options = ["--splits", "2", "--dataset", str(source), "--target", "y", "--board", "desktop", "--shard", f"{index}/2"]
        assert run(tmp_path / str(index), *options) == 0
    source.write_text(source.read_text().replace("7,18,0", "7,18,1"))
    capsys.readouterr()
    assert cli.main(["merge", str(tmp_path / "1"), str(tmp_path / "2"), "--out", str(tmp_path / "out")]) == 1
    assert "1 holds a run with other contents of mine; give back the data" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_real_boards_shards_need_no_port(tmp_path, shards):
    """Nothing of the board is needed, so nobody asks where it is."""
    shutil.copytree(shards, tmp_path, dirs_exist_ok=True)
    for index in (1, 2):
        shutil.copytree(tmp_path / str(index), tmp_path / str(index) / "desktop")
        found = record.read(tmp_path / str(index))
        settings = {**found.settings, "board": "nucleo_f446re"}
        record.write(tmp_path / str(index), replace(found, board="nucleo_f446re", settings=settings))
    assert cli.main(["merge", str(tmp_path / "1"), str(tmp_path / "2"), "--out", str(tmp_path / "out")]) == 0
    assert json.loads((tmp_path / "out" / "run.json").read_text())["board"] == "nucleo_f446re"
