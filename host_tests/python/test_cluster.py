# SPDX-License-Identifier: MIT
"""./minnorm run --workers on this machine, and on a Dask cluster that knows nothing of this package."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from minnorm import paths, processors
from minnorm.commands import cli
from minnorm.report import drawing
from minnorm.runs import cluster, record, run
from minnorm.shard import Shard

from conftest import ROOT, blank

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:make_current:DeprecationWarning")]  # Debian's tornado, of itself
ARGUMENTS = ["geometry", "--repeats", "3", "--board", "desktop"]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(drawing, "draw_all", blank)
    monkeypatch.setattr(cluster, "_SHARDS_PER_WORKER", 1)
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 0.2)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The records of a single command."""
    out = tmp_path_factory.mktemp("whole") / "run"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "draw_all", blank)
        assert cli.main(["run", *ARGUMENTS, "--out", str(out)]) == 0
    return (out / "records.csv").read_bytes()


def test_workers_give_the_run_of_one_command(tmp_path, whole, monkeypatch, capsys):
    out = tmp_path / "run"
    # One shard is there, the other cannot be written: it fails, the one's work is kept, and the same command goes on.
    assert cli.main(["run", *ARGUMENTS, "--shard", "1/2", "--out", str(out / record.SHARDS / "1")]) == 0
    lock = out / record.SHARDS / "2" / ".lock"
    lock.mkdir(parents=True)
    command = ["run", *ARGUMENTS, "--workers", "2", "--out", str(out)]
    assert cli.main(command) == 1
    error = capsys.readouterr().err
    assert "Shard 2/2: " in error and "cannot be written (Is a directory). To go on" in error and error.count("To go on") == 1
    lock.rmdir()
    computed = []
    arguments = cluster._arguments
    monkeypatch.setattr(cluster, "_arguments", lambda whole, one: computed.append(one) or arguments(whole, one))
    monkeypatch.setattr(cluster, "_SHARDS_PER_WORKER", 3)
    assert cli.main(command) == 0
    assert computed == [Shard(2, 2)], "cut as before"
    assert (out / "records.csv").read_bytes() == whole
    computed.clear()
    assert cli.main(command) == 0
    assert not computed
    assert cli.main([*command, "--repeats", "4"]) == 1
    assert "holds a run with repeats 3, not 4; choose another --out" in capsys.readouterr().err


def test_what_has_one_part_is_run_as_it_is(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(drawing, "draw_all", blank)
    out = tmp_path / "run"
    command = ["run", "--board", "desktop", "--dataset", "diabetes", "--splits", "1", "--workers", "2", "--out", str(out)]
    assert cli.main(command) == 0
    assert (out / "records.csv").exists() and not (out / record.SHARDS).exists()
    said = capsys.readouterr()
    assert "1 splits" not in said.out + said.err + (out / "report.html").read_text(), "one thing is in the singular"


def test_a_cluster_that_is_there_computes_too(tmp_path, whole):
    address = tmp_path / "scheduler.json"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    place = {"cwd": tmp_path, "env": environment, "stderr": subprocess.DEVNULL}
    dask = [[sys.executable, "-m", f"distributed.cli.dask_{part}", "--no-dashboard"] for part in ("scheduler", "worker")]
    started = [
        subprocess.Popen([*line, "--scheduler-file", str(address), *options], **place)
        for line, options in zip(dask, (["--host", "127.0.0.1", "--port", "0"], ["--nthreads", "2", "--no-nanny"]))
    ]
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            command = ["run", *ARGUMENTS, "--scheduler", _address(address), "--out", str(tmp_path / "run")]
            if address.exists() and cli.main(command) == 0:
                break
            time.sleep(0.2)
        assert (tmp_path / "run" / "records.csv").read_bytes() == whole
    finally:
        for process in started:
            process.kill()  # for a worker that is asked to leave may wait for its scheduler
            process.wait()


def _address(file: Path) -> str:
    return json.loads(file.read_text())["address"] if file.exists() else "tcp://127.0.0.1:1"


def test_no_cluster_is_one_sentence_and_leaves_nothing(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(paths, "RUNS", tmp_path / "runs")
    paths.RUNS.mkdir()
    (paths.RUNS / "latest").symlink_to("before")
    for out in ([], ["--out", str(tmp_path / "run")]):
        assert cli.main(["run", *ARGUMENTS, "--scheduler", "tcp://127.0.0.1:1", *out]) == 1
        assert capsys.readouterr().err.splitlines()[-1] == "minnorm: There is no Dask scheduler at tcp://127.0.0.1:1; start one with dask-scheduler."
    assert os.readlink(paths.RUNS / "latest") == "before"
    assert os.listdir(paths.RUNS) == ["latest"] and os.listdir(tmp_path) == ["runs"]


@pytest.mark.parametrize("arguments", [["--board", "all"], ["--board", "nucleo_f446re", "--port", "/dev/x"], ["--shard", "1/2"]])
def test_what_workers_cannot_share_is_told(arguments, capsys):
    assert cli.main(["run", "--workers", "2", *arguments]) == 1
    assert "leave out --board all, --port and --shard" in capsys.readouterr().err


def test_why_a_shard_failed_is_told_without_how_to_go_on_with_it():
    said = f"Building ...\nminnorm: The disk is full at x; make room. {run.TO_GO_ON} with --out shards/1.\n"
    assert cluster._sentence(said) == "The disk is full at x; make room."
    assert cluster._sentence("Traceback\n  in x\nValueError: y\n") == "ValueError: y"
    assert cluster._sentence("") == "It ended without a word."


def _commands(out: Path) -> list[str]:
    """The processes that have the folder in their command line."""
    return [place.name for place in Path("/proc").glob("[0-9]*") if str(out) in _line(place) and "setpriv" not in _line(place)]


def _line(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_command_leaves_nobody_behind(tmp_path, how):
    out = tmp_path / "run"
    process = subprocess.Popen(
        [sys.executable, "-m", "minnorm", "run", "--workers", "2", "--board", "desktop", "--out", str(out)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "host")},
        stderr=subprocess.PIPE,
        text=True,
    )
    while process.poll() is None and len(_commands(out)) < 3:
        time.sleep(0.02)
    process.send_signal(how)
    _, error = process.communicate(timeout=60)
    if how == signal.SIGINT:
        assert process.returncode == 130 and "Traceback" not in error
        assert f"{run.TO_GO_ON} with --out" in error
    else:
        end = time.monotonic() + 20.0  # a busy machine takes its time
        while _commands(out) and time.monotonic() < end:
            time.sleep(0.1)
    assert not _commands(out)


def test_commands_at_the_same_time_have_a_processor_each(monkeypatch):
    """By names of their own, for other tests have commands too."""
    if processors.count() < 2:
        pytest.skip("one processor")
    name = f"minnorm-test-{os.getpid()}"
    monkeypatch.setattr(processors, "NAME", name)
    monkeypatch.setattr(processors, "_taken", {})
    program = f"from minnorm import processors; processors.NAME = {name!r}; print(processors.own(), flush=True); input()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "host")}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}

    def start() -> subprocess.Popen:
        return subprocess.Popen([sys.executable, "-c", program], env=environment, **pipes)

    started = [start() for _ in range(2)]
    mine, *others = processors.own(), *(int(process.stdout.readline()) for process in started)
    for process in started:
        process.communicate("\n")
    assert mine == processors.own()
    taken = set(others) | {mine}
    assert len(taken) >= 2 and taken <= os.sched_getaffinity(0)
    processors.release()
    again = start()
    assert int(again.stdout.readline()) >= mine, "the first that is free, from the highest on"
    again.communicate("\n")
