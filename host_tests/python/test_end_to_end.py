# SPDX-License-Identifier: MIT
"""The command as a user gives it, with the firmware this tree builds, in the emulators that are installed."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from minnorm import parent
from minnorm.commands import cli
from minnorm.device import boards, build
from minnorm.errors import UserError
from minnorm.experiments.options import Options
from minnorm.experiments.regression import capacity, datasets
from minnorm.experiments.regression import plan
from minnorm.experiments.regression import reference
from minnorm.runs import fleet
from minnorm.runs import run as command
from minnorm.runs.side import Side

from conftest import ROOT

pytestmark = pytest.mark.slow

EMULATED = [board for board in boards.load_all() if board.is_emulated]
BOARD = "mps2_an386"
SPLITS = 2


def start(*arguments: str, cwd: Path) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "host")}
    command = [sys.executable, "-m", "minnorm", *arguments]
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def minnorm(*arguments: str, cwd: Path) -> subprocess.CompletedProcess:
    process = start(*arguments, cwd=cwd)
    out, error = process.communicate(timeout=1200)
    assert "Traceback" not in error
    return subprocess.CompletedProcess(arguments, process.returncode, out, error)


def run(out: Path, *arguments: str) -> subprocess.CompletedProcess:
    return minnorm("run", "--splits", str(SPLITS), "--out", str(out), *arguments, cwd=out.parent)


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    """The folder of a finished run of a board."""
    out = tmp_path_factory.mktemp("runs") / BOARD
    done = run(out, "--board", BOARD)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory) -> Path:
    """The folder of a short run of all boards."""
    out = tmp_path_factory.mktemp("boards") / "all"
    minnorm("run", "--board", "all", "--splits", "1", "--out", str(out), cwd=ROOT)
    return out


@pytest.mark.parametrize("board", EMULATED, ids=lambda board: board.name)
def test_a_board_equals_the_desktop_to_the_bit(everywhere, board):
    rows = [row for row in fleet.read(everywhere)[0] if row.board == board.name]
    assert [row.result for row in rows] == ["bit-identical to desktop"] * 2
    for row in rows:
        dataset = datasets.load(row.dataset)
        assert row.last == capacity.last(capacity.choose(board, "float", [dataset]), dataset)
        records = (everywhere / board.name / row.dataset / "records.csv").read_text().splitlines()
        assert sum(",none," in line for line in records) == row.last


def test_every_board_s_firmware_is_built_and_every_emulated_one_is_measured(everywhere):
    found = fleet.read(everywhere)[1]
    for board in boards.load_all():
        if not board.is_desktop:
            one = found[board.name]
            assert one.notes == []
            assert 0 < one.flash_used < board.flash.length and 0 < one.ram_used < board.ram.length
            assert 500 < one.stack_static < 20_000
            assert (one.instructions is not None) == (one.stack_painted is not None) == board.is_emulated


@pytest.mark.parametrize("name", [BOARD, "riscv_virt32"])
def test_a_board_that_faults_is_told_with_the_function_it_was_in(name, tmp_path, monkeypatch):
    board = boards.load(name)
    image = build.build_test(board, "board_fault")
    monkeypatch.setattr(build, "program", lambda *_: image)
    options = Options(name, "float", ("diabetes",), None, None, 1, tmp_path, None)
    side = Side(board, tmp_path, plan.Plan(options).job(board))
    opened = Side._open

    def told(self):
        """Every hello is the letter: a UART that is not up yet loses what it is told."""
        line = opened(self)
        write = line.write
        monkeypatch.setattr(line, "write", lambda _: write(b"u"))
        return line

    monkeypatch.setattr(Side, "_open", told)
    place = r"pc 0x[0-9a-f]+ \([^)]+.*\)"
    try:
        with pytest.raises(UserError, match=rf"^{name} faulted: undefined instruction, {place}, .*; ./minnorm debug --board {name}"):
            side.connect()
    finally:
        side.close()


def test_the_desktop_and_a_board_have_the_same_tables(finished):
    for table in ("records.csv", "factors.csv"):
        assert (finished / table).read_bytes() == (finished / "desktop" / table).read_bytes()


def test_a_run_leaves_everything_it_promises(finished):
    folder = finished
    assert (folder / "report.html").stat().st_size > 100_000
    assert len(list((folder / "figures").glob("figure*.png"))) == 5
    said = json.loads((folder / "run.json").read_text())
    assert said["finished"] and said["board"] == BOARD and said["frames"]["damaged"] == 0
    with open(folder / "records.csv") as file:
        rows = list(csv.DictReader(file))
    assert {row["status"] for row in rows} == {"ok"}
    assert len(rows) == SPLITS * 39 * ((1 + 7 + 10 + 2 + 7 + 1) + (1 + 7 + 5 + 2 + 7 + 1))


def test_a_finished_run_is_only_checked_and_drawn_again(finished):
    folder = finished
    before = (folder / "raw" / "diabetes.bin").stat().st_mtime_ns
    (folder / "report.html").unlink()
    assert run(folder, "--board", BOARD).returncode == 0
    assert (folder / "report.html").exists()
    assert (folder / "raw" / "diabetes.bin").stat().st_mtime_ns == before


def test_a_run_killed_at_any_moment_goes_on_to_the_same_tables(finished, tmp_path):
    out = tmp_path / "killed"
    whole = recorded(finished)
    for size in (1, 0.4 * whole, 0.9 * whole):
        process = start("run", "--splits", str(SPLITS), "--out", str(out), cwd=tmp_path)
        while process.poll() is None and recorded(out) < size:
            time.sleep(0.002)
        programs = parent.children(process.pid)
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        time.sleep(0.3)
        assert not [pid for pid in programs if is_alive(pid)]
    assert run(out).returncode == 0
    for table in ("records.csv", "factors.csv"):
        assert (out / table).read_bytes() == (finished / table).read_bytes()
        assert (out / "desktop" / table).read_bytes() == (finished / table).read_bytes()


def test_counts_are_of_all_sessions(tmp_path):
    out = tmp_path / "counted"
    process = start("run", "--splits", str(SPLITS), "--out", str(out), cwd=tmp_path)
    while process.poll() is None and recorded(out) < 10_000:
        time.sleep(0.002)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    first = json.loads((out / "run.json").read_text())
    assert not first["finished"]
    assert first["times"]["seconds"] > 0 and first["frames"]["received"] > 0
    first["frames"]["repeated"] += 1000
    (out / "run.json").write_text(json.dumps(first))
    assert run(out).returncode == 0
    last = json.loads((out / "run.json").read_text())
    assert last["finished"]
    assert last["times"]["seconds"] > first["times"]["seconds"]
    assert last["frames"]["received"] > first["frames"]["received"]
    assert last["frames"]["repeated"] >= 1000
    assert last["frames"]["damaged"] == 0


def test_a_run_finished_meanwhile_with_other_settings_is_left_alone(tmp_path, monkeypatch):
    out = tmp_path / "both"
    before = {}
    built = command.build_all

    def build_late(*arguments):
        built(*arguments)
        assert run(out, "--board", "desktop").returncode == 0
        before.update({path: path.stat().st_mtime_ns for path in out.rglob("*")})

    monkeypatch.setattr(command, "build_all", build_late)
    options = Options("desktop", "float", ("diabetes",), None, None, 3, out, None)
    with pytest.raises(UserError, match="holds a run with splits 2, not 3"):
        command.run(options)
    assert before == {path: path.stat().st_mtime_ns for path in out.rglob("*")}


def recorded(out: Path) -> int:
    return sum(path.stat().st_size for path in (out / "raw").glob("*.bin"))


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_a_stopped_run_says_how_to_go_on(tmp_path):
    out = tmp_path / "stopped"
    process = start("run", "--out", str(out), cwd=tmp_path)
    while process.poll() is None and recorded(out) < 1000:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in error
    assert "--out stopped" in error


def test_a_second_command_on_a_running_folder_is_one_sentence(tmp_path):
    out = tmp_path / "twice"
    process = start("run", "--out", str(out), cwd=tmp_path)
    try:
        while process.poll() is None and recorded(out) < 1000:
            time.sleep(0.01)
        second = minnorm("run", "--out", str(out), cwd=tmp_path)
        assert second.returncode == 1
        assert second.stderr.count("\n") == 1
        assert "Another minnorm run" in second.stderr
    finally:
        process.kill()
        process.communicate()


def test_other_settings_leave_a_run_untouched(finished):
    folder = finished
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    done = minnorm("run", "--splits", "3", "--out", str(folder), cwd=ROOT)
    assert done.returncode == 1
    assert "splits 2, not 3" in done.stderr
    assert before == {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_double_on_the_desktop_equals_numpy(tmp_path):
    out = tmp_path / "double"
    assert run(out, "--board", "desktop", "--scalar", "double").returncode == 0
    with open(out / "records.csv") as file:
        rows = [row for row in csv.DictReader(file) if row["ablation"] == "none"]
    for name in ("diabetes", "synthetic"):
        expected = reference.test_errors(datasets.load(name), SPLITS, 39)
        got = [float(row["test_mse"]) for row in rows if row["dataset"] == name]
        assert np.allclose(np.reshape(got, expected.shape), expected, rtol=1e-9)


def test_bad_input_is_one_sentence_and_leaves_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    rows = "\n".join(f"{n},{n * n},{n % 7}" for n in range(60))
    (tmp_path / "good.csv").write_text("a,b,y\n" + rows)
    (tmp_path / "text.csv").write_text("a,b,y\n" + rows + "\n1,two,3\n")
    (tmp_path / "large.csv").write_text("a,b,y\n" + "\n".join(f"{n},{n * n},{1 + n % 7}e20" for n in range(60)))
    (tmp_path / "short.csv").write_text("a,b,y\n1,2,3\n2,3,5\n")
    wide = np.random.RandomState(1).randn(60, 41).tolist()
    (tmp_path / "wide.csv").write_text("\n".join(",".join(map(str, row)) for row in [[f"c{n}" for n in range(41)], *wide]))
    cases = [
        (("--board", "none"), "There is no board 'none'"),
        (("--dataset", "iris"), "There is no dataset 'iris'"),
        (("--dataset", "who"), "--data-dir"),
        (("--target", "y"), "give the file with --dataset"),
        (("--dataset", "good.csv", "--target", "z"), "no column 'z'"),
        (("--dataset", "text.csv", "--target", "y"), "line 62, column 'b': 'two' is not a number"),
        (("--dataset", "large.csv", "--target", "y"), "scale its columns"),
        (("--dataset", "short.csv", "--target", "y"), "at least 40"),
        (("--dataset", "wide.csv", "--target", "c0"), "larger board"),
        (("--dataset", "none.csv", "--target", "y"), "There is no file none.csv"),
        (("--dataset", "good.csv,good.csv", "--target", "y"), "given twice"),
        (("--out", "good.csv"), "is not a folder"),
        (("--out", "."), "is no run of minnorm"),
        (("--columns", "a"), "give the file with --dataset"),
        (("--dataset", "good.csv", "--target", "y", "--columns", "a,z"), "no column 'z'"),
        *((("--rows", rows), "give it as 1..39") for rows in ("5..60", "1..0", "1..10,20", "1-39")),
        *((("--rows", rows), "give it as 1..100") for rows in ("100", "1-100")),
        (("geometry", "--intercept"), "draws its own data"),
        (("--port", "/dev/nowhere"), "There is no serial port /dev/nowhere"),
    ]
    (tmp_path / "strange").mkdir()
    (tmp_path / "strange" / "run.json").write_text('{"settings": null}')
    cases.append((("--out", "strange"), "is not what minnorm writes. Choose another --out"))
    before = sorted(tmp_path.iterdir())
    for arguments, message in cases:
        assert cli.main(["run", *arguments]) == 1, arguments
        error = capsys.readouterr().err
        assert message in error
        assert error.strip().splitlines()[-1].startswith("minnorm: ")
        assert sorted(tmp_path.iterdir()) == before


def test_a_users_csv_file_runs(tmp_path):
    source = np.random.RandomState(2)
    rows = "\n".join(",".join(map(repr, row)) for row in source.randn(60, 4).tolist())
    (tmp_path / "mine.csv").write_text("a,b,c,y\n" + rows)
    done = run(tmp_path / "out", "--dataset", "mine.csv", "--target", "y")
    assert done.returncode == 0, done.stderr
    assert "bit-identical" in done.stdout


def test_a_longer_sweep_of_chosen_standardized_columns_with_an_intercept_equals_numpy(tmp_path):
    table = np.random.RandomState(2).randn(150, 4) * [1, 100, 1, 1] + [5, 0, -3, 2]
    (tmp_path / "mine.csv").write_text("a,b,c,y\n" + "\n".join(",".join(map(repr, row)) for row in table.tolist()))
    own = ("--dataset", "mine.csv", "--target", "y", "--columns", "c,a", "--standardize", "--intercept", "--rows", "1..100")
    done = run(tmp_path / "out", "--board", "desktop", "--scalar", "double", *own)
    assert done.returncode == 0, done.stderr
    settings = json.loads((tmp_path / "out" / "run.json").read_text())["settings"]
    assert (settings["columns"], settings["standardize"], settings["intercept"], settings["rows"]) == (["c", "a"], True, True, "1..100")
    assert "mine, standardized, with intercept (D = 3)" in (tmp_path / "out" / "report.html").read_text()
    features = table[:, [2, 0]]
    features = np.column_stack([(features - features.mean(axis=0)) / features.std(axis=0), np.ones(150)])
    with open(tmp_path / "out" / "records.csv") as file:
        rows = {(int(row["split"]), int(row["n"])): float(row["test_mse"]) for row in csv.DictReader(file) if row["ablation"] == "none"}
    assert len(rows) == SPLITS * 100
    for (split, n), error in rows.items():
        order = np.random.RandomState(split).permutation(150)[::-1]
        train, test = order[:n], order[n:]
        beta = np.linalg.pinv(features[train]) @ table[train, 3]
        assert error == pytest.approx(np.mean((features[test] @ beta - table[test, 3]) ** 2), rel=1e-6)
    done = run(tmp_path / "out", "--board", "desktop", "--scalar", "double", *own[:-2])
    assert done.returncode == 1 and "rows 1..100, not" in done.stderr
