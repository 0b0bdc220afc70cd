# SPDX-License-Identifier: MIT
"""The live view, as a browser and as a terminal have it."""

import http.client
import json
import re
import shutil
import socket
import struct
import subprocess
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import numpy as np
import pytest
from minnorm.commands import cli
from minnorm.experiments.glimpse import Glimpse
from minnorm.experiments.regression import datasets, problem
from minnorm.live import gate, replay, terminal
from minnorm.live.server import Answer, Server
from minnorm.live.sketch import Sketch
from minnorm.live.view import View
from minnorm.report import style
from minnorm.report.figure import Figure

import browser as browsers
from test_end_to_end import minnorm, start

LONG = ("run", "--live", "--board", "desktop", "--dataset", "diabetes", "--splits", "2000")


@pytest.fixture
def server(tmp_path):
    done = []
    one = Server(tmp_path, {"": lambda query: Answer(query.get("said", "page"))}, {"stop": lambda: done.append("stop")})
    yield SimpleNamespace(one=one, folder=tmp_path, done=done)
    one.close()


@pytest.mark.parametrize("address", ['[70000, "x"]', "[Infinity, 1]", "[0, \"\\ud800\"]", '["1", "x"]', "[1]", "1", "{", '[0, "short"]'])
def test_a_forged_address_is_not_taken(address, tmp_path):
    (tmp_path / ".live").write_text(address)
    one = Server(tmp_path, {}, {})
    one.close()
    assert len(one.token) == 22 and json.loads((tmp_path / ".live").read_text()) == [one.port, one.token]


def test_a_replay_that_is_stopped_ends_at_once():
    stopped, fed = threading.Event(), []

    def feed(data):
        fed.append(data)
        stopped.set()

    side = SimpleNamespace(recordings=[SimpleNamespace(feed=feed)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replay, "_pieces", lambda *_: [(0, b"a"), (0, b"b")])
        replay._feed(side, [b"ab"], 1e6, SimpleNamespace(gate=lambda: None), stopped)
    assert fed == [b"a"]


def ask(server, path, method="GET", host=None) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.one.port, timeout=10)
    connection.request(method, path, headers={} if host is None else {"Host": host})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def test_the_page_is_below_its_token_and_nowhere_else(server):
    token = server.one.token
    assert ask(server, f"/{token}/?said=hello") == (200, "hello")
    for path in ("/", "/x/", f"/{token[:-1]}/", f"/{token}/other", f"/{token}x/"):
        assert ask(server, path)[0] == 404


def test_another_name_of_this_machine_is_refused(server):
    """A page of another site that had its name point here would send it."""
    assert ask(server, f"/{server.one.token}/", host=f"evil.example:{server.one.port}")[0] == 404
    assert ask(server, f"/{server.one.token}/", host=f"localhost:{server.one.port}")[0] == 200


def test_what_changes_something_is_no_get(server):
    assert ask(server, f"/{server.one.token}/stop")[0] == 404
    assert server.done == []
    assert ask(server, f"/{server.one.token}/stop", "POST")[0] == 200
    assert server.done == ["stop"]


def test_it_listens_on_this_machine_only(server):
    assert server.one.address.startswith("http://127.0.0.1:")
    assert server.one._server.server_address[0] == "127.0.0.1"


def test_a_run_that_goes_on_has_the_same_address(server):
    address = server.one.address
    server.one.close()
    again = Server(server.folder, {}, {})
    assert again.address == address
    server.one = again


def test_an_address_that_is_taken_is_replaced(server, tmp_path):
    other = Server(server.folder, {}, {})
    assert other.port != server.one.port
    other.close()


def test_a_shut_gate_keeps_waiting_and_one_open_for_good_does_not():
    one, passed = gate.Gate(), []
    one.shut()
    thread = threading.Thread(target=lambda: (one.pass_through(), passed.append(1)))
    thread.start()
    assert one.is_shut and not passed
    one.open(for_good=True)
    thread.join(10)
    one.shut()
    assert passed and not one.is_shut


def test_a_shut_gate_counts_how_long():
    one = gate.Gate()
    assert one.waited == 0.0
    one.shut()
    since = one._shut_since
    one.shut()
    assert one._shut_since == since, "it was shut before"
    one._shut_since -= 60.0
    assert one.waited >= 60.0
    one.open()
    waited = one.waited
    assert 60.0 <= waited == one.waited


def test_a_pause_is_not_pace(tmp_path):
    """Half done in 10 of 70 seconds, paused for the rest: 10 are left."""
    one = View()
    recording = SimpleNamespace(frames=0, damaged=0, lost=0, description=None)
    run = SimpleNamespace(core="m4", scalar="float", build="0", frames=SimpleNamespace(repeated=2, asked_again=1), finished=False)
    board = SimpleNamespace(name="b", title="B", flash=None, ram=None, clock_hz=1e6)
    side = SimpleNamespace(
        folder=tmp_path, board=board, run=run, recordings=[recording], total=10, done=lambda: 5, link=SimpleNamespace(repeated=1, asked_again=0),
        job=SimpleNamespace(unit="splits", firmware=SimpleNamespace(name="f")),
    )  # fmt: skip
    one._planned = SimpleNamespace(options=SimpleNamespace(experiment="regression"))
    one._sides, one._done_before, one._began = [side], [0], time.monotonic() - 70.0
    one._sketch = Sketch(lambda: Glimpse([], None), lambda: 0)
    one._gate.shut()
    one._gate._shut_since -= 60.0
    state = one.state()
    assert state["left"] == pytest.approx(10.0, abs=1.0)
    assert state["sides"][0]["link"]["requests sent again"] == 3, "of earlier sessions, and of this one"


@pytest.mark.parametrize("place", ["-1", "", "x", "9" * 5000, "\u0663"], ids=["negative", "empty", "letter", "long", "Arabic"])
def test_a_place_that_is_none_is_not_found(place):
    one = View()
    one._planned = SimpleNamespace(point=lambda *_: pytest.fail("it was looked for"))
    one._sides = [SimpleNamespace(recordings=[])]
    assert one._answer_point({"key": "k", "place": place}) is None


def test_a_page_may_not_be_framed_and_its_types_are_what_they_say(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.one.port, timeout=10)
    connection.request("GET", f"/{server.one.token}/")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert {f"{name} 'none'" for name in ("frame-ancestors", "base-uri", "form-action")} <= set(answer.headers["Content-Security-Policy"].split("; "))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_that_goes_away_leaves_no_traceback(server, capfd):
    for _ in range(20):
        away = socket.create_connection(("127.0.0.1", server.one.port))
        away.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closed by a reset
        away.sendall(b"GET / HTTP/1.1\r\n")
        away.close()
    assert ask(server, "/")[0] == 404
    time.sleep(0.2)
    assert capfd.readouterr().err == ""


def test_who_asked_has_the_whole_answer_before_it_ends():
    begun, may_go, got = threading.Event(), threading.Event(), []

    def page(_):
        begun.set()
        may_go.wait(10)
        return Answer("all of it")

    one = Server(None, {"": page}, {})
    reader = threading.Thread(target=lambda: got.append(ask(SimpleNamespace(one=one), f"/{one.token}/")))
    reader.start()
    begun.wait(10)
    closing = threading.Thread(target=one.close)
    closing.start()
    closing.join(0.5)
    assert closing.is_alive()
    may_go.set()
    closing.join(10)
    reader.join(10)
    assert got == [(200, "all of it")]


def test_one_thread_draws_at_a_time():
    within, most = [], []

    def draw():
        with style.applied():
            within.append(1)
            most.append(len(within))
            time.sleep(0.01)
            within.pop()

    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1, 1]


def line(canvas, data):
    canvas.subplots().loglog([1, 10, 100], data, label="error")


def test_a_sketch_draws_what_is_new_and_rests_in_proportion():
    data = [1.0, 10.0, 1.0]
    found = SimpleNamespace(done=0)
    one = Sketch(lambda: Glimpse([Figure("a", "", line)], data), lambda: found.done)
    one.refresh()
    assert one.version == 0
    found.done = 1
    one.refresh()
    assert one.version == 1 and one.portraits[0]["panels"][0]["series"][0]["y"] == data
    assert one._ready - time.monotonic() > 0
    found.done = 2
    one.refresh()
    assert one.version == 1, "it rests"
    one.refresh(last=True)
    assert one.version == 2
    found.done = 3
    one.refresh()
    assert one.version == 2, "nothing is drawn once the last is"


def test_the_last_drawing_has_the_rows_that_came_after_the_one_before():
    data = [1.0, 10.0, 1.0]
    one = Sketch(lambda: Glimpse([Figure("a", "", line)], data), lambda: 1)
    one.refresh()
    data[1] = 100.0
    one.refresh(last=True)
    assert one.portraits[0]["panels"][0]["series"][0]["y"] == data


def test_a_figure_that_cannot_be_drawn_of_a_part_is_left_out():
    def fails(canvas, data):
        raise IndexError

    one = Sketch(lambda: Glimpse([Figure("bad", "", fails), Figure("good", "", line)], [1.0, 2.0, 3.0]), lambda: 1)
    one.refresh()
    assert [portrait["name"] for portrait in one.portraits] == ["good"]


def test_numbers_that_nothing_can_be_drawn_of_end_no_run():
    one = Sketch(lambda: 1 / 0, lambda: 1)
    one.refresh()
    assert one.portraits == []


def test_the_terminal_s_curve_peaks_where_the_data_do():
    axis = {"scale": "log", "label": "D/N"}
    series = {"kind": "line", "label": "median", "x": [0.1, 1.0, 10.0], "y": [1.0, 1000.0, None]}
    panel = {"title": "T", "x": axis | {"limits": [0.1, 10.0]}, "y": axis | {"label": "error", "limits": [1.0, 1000.0]}, "series": [series]}
    head, *rows, foot = terminal.drawn(panel).split("\n")
    assert head == "T: error, median" and "D/N" in foot
    curves = [row[len("1000 ") :] for row in rows]
    assert {len(curve) for curve in curves} == {72} and all(curve.strip("\u2800") for curve in curves)
    ends = [len(curve.rstrip("\u2800")) for curve in curves]
    assert ends[0] == max(ends) and ends[0] in (36, 37), "the peak is in the middle, at the top"
    assert min(ends) == ends[-1] < 5


@pytest.mark.parametrize("more", [("--workers", "2"), ("--scheduler", "tcp://x:1"), ("--board", "all")])
def test_what_cannot_be_looked_on_at_is_one_sentence(more, capsys):
    assert cli.main(["run", "--live", *more]) == 1
    assert "--live looks on at one board" in capsys.readouterr().err


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("live") / "run"
    done = minnorm("run", "--live=terminal", "--board", "desktop", "--dataset", "diabetes", "--splits", "3", "--out", str(out), cwd=out.parent)
    assert done.returncode == 0, done.stderr
    assert "test mean squared error, median" in done.stderr, "the last curve stays on the terminal"
    return out


@pytest.mark.slow
def test_a_replay_ends_with_the_curve_of_the_run(finished, tmp_path):
    done = minnorm("replay", str(finished), "--live=terminal", "--seconds", "1", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "test mean squared error, median" in done.stderr


def changed(folder, **values):
    """The folder, with other values in run.json."""
    path = folder / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))
    return folder


def settings(folder, **values):
    """The same of its settings."""
    return changed(folder, settings=json.loads((folder / "run.json").read_text())["settings"] | values)


def emptied(folder):
    for log in (folder / "raw").iterdir():
        log.write_bytes(b"")


def without_log(folder):
    log = folder / "raw" / "diabetes.bin"
    log.unlink()
    log.mkdir()


UNPLAYABLE = {
    "no run": (lambda folder: (folder / "run.json").unlink(), "exists and is no run of minnorm. Give a folder that ./minnorm run wrote."),
    "a kind": (lambda folder: changed(folder, sources={"datasets": 5}), "run.json does not say what was asked for; give a folder that"),
    "a setting's kind": (lambda folder: settings(folder, splits="3"), "run.json does not say what was asked for; give a folder that"),
    "a part's kind": (lambda folder: settings(folder, solvers=7), "run.json does not say what was asked for; give a folder that"),
    "an experiment": (lambda folder: settings(folder, experiment="nothing"), "run.json does not say what was asked for; give a folder that"),
    "a board": (lambda folder: settings(folder, board="none"), "There is no board 'none'"),
    "other settings": (lambda folder: settings(folder, datasets=[{"name": "diabetes"}]), "holds a run with other contents of diabetes; give back the data"),
    "a table's kind": (lambda folder: changed(folder, tables={"records.csv": "5"}), "run.json is not what minnorm writes. Give a folder"),
    "what is no text": (lambda folder: changed(folder, core="\ud800"), "run.json is not what minnorm writes. Give a folder"),
    "a folder for a log": (without_log, "diabetes.bin cannot be read (Is a directory)."),
    "nothing in its logs": (emptied, "There is nothing in the raw logs of"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", UNPLAYABLE)
def test_what_cannot_be_played_is_one_sentence(case, finished, tmp_path, capsys):
    change, said = UNPLAYABLE[case]
    run = tmp_path / "run"
    shutil.copytree(finished, run)
    change(run)
    assert cli.main(["replay", str(run), "--live=terminal", "--seconds", "1"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("minnorm: ") and said in line


def test_what_is_no_folder_is_not_played(tmp_path, capsys):
    assert cli.main(["replay", str(tmp_path / "none")]) == 1
    assert "There is no run" in capsys.readouterr().err


@pytest.mark.slow
def test_a_run_of_before_there_was_a_setting_is_played(finished, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(finished, run)
    said = json.loads((run / "run.json").read_text())["settings"]
    changed(run, settings={key: value for key, value in said.items() if key not in ("columns", "standardize", "intercept", "rows")})
    assert cli.main(["replay", str(run), "--live=terminal", "--seconds", "1"]) == 0


@pytest.mark.slow
def test_a_replay_only_reads_the_folder(finished, tmp_path, monkeypatch):
    """The address of a run's page stays the run's, and a folder may be an archive."""
    run = tmp_path / "run"
    shutil.copytree(finished, run)
    page = Server(run, {}, {})
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    monkeypatch.setattr(View, "rest", lambda self, sentence: None)
    assert cli.main(["replay", str(run), "--seconds", "1"]) == 0
    page.close()
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before


def number(text: str) -> float:
    """Of a cell as report/numbers.py writes it."""
    return float(text.replace("×10", "e").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))


def said_address(process: subprocess.Popen) -> str:
    assert process.stderr is not None
    for text in process.stderr:
        if text.startswith("Live at "):
            return text.split()[-1]
    raise AssertionError("no address was said")


def fetched(address: str, path: str) -> str:
    url = urlsplit(address)
    connection = http.client.HTTPConnection(url.netloc, timeout=30)
    connection.request("GET", url.path + path)
    body = connection.getresponse().read().decode()
    connection.close()
    return body


@pytest.mark.slow
def test_the_page_grows_pauses_shows_a_split_stops_and_finds_the_run_again(tmp_path):
    out = tmp_path / "run"
    with browsers.chromium() as browser:
        text = lambda name: browser.find_element("id", name).text  # noqa: E731
        done = lambda: int(re.search(r"(\d+) of 2000 splits", text("sides"))[1])  # noqa: E731
        state = lambda wanted: browsers.until(lambda: text("state") == wanted, wanted)  # noqa: E731
        points = "figures.get('test_error').panels[0].chart.data.datasets.find((one) => one.key).data.length"
        drawn = lambda: browser.execute_script(f"return figures.size && {points}")  # noqa: E731
        process = start(*LONG, "--out", str(out), cwd=tmp_path)
        try:
            address = said_address(process)
            browser.get(address)
            state("running")
            before = browsers.until(drawn, "the first figure")
            browsers.until(lambda: drawn() > before, "more splits in the figure")
            assert browser.execute_script("return [...figures.keys()]") == ["test_error", "sigma_min"]
            assert "left" in text("time") and "0 damaged" in text("sides") and "float_regression" in text("sides")

            browser.find_element("id", "pause").click()
            state("paused")
            time.sleep(1.5)
            at = done()
            time.sleep(2.5)
            assert 0 < done() == at < 2000

            browsers.click_at_point(browser, "test_error", "diabetes", 9)
            split = browsers.until(lambda: re.search(r"diabetes, split (\d+), N = 10", text("detail")), "the point's singular values")
            data = problem.make(datasets.load("diabetes"), "float")
            given = data.inputs(int(split[1]), 10)
            x, y = np.split(given["rows"].reshape(10, -1), [-1], axis=1)
            u, sigmas, vt = np.linalg.svd(x)
            factors = 1 / sigmas, np.abs(vt @ given["probes"]), np.abs(u.T @ (y[:, 0] - x @ data.beta))
            table = [[number(cell) for cell in row.text.split()] for row in browser.find_elements("css selector", "#detail tr")[1:]]
            expected = np.column_stack([range(1, 11), sigmas, *factors, np.prod(factors, axis=0)])
            assert np.allclose(table, expected, rtol=5e-3, atol=1e-5 * expected.max(axis=0))
            assert browser.execute_script("return document.querySelectorAll('#detail canvas').length") == 1

            browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
            browser.find_element("xpath", "//button[text()='records.csv so far']").click()
            browsers.until((tmp_path / "records.csv").exists, "the download")
            table = (tmp_path / "records.csv").read_text().splitlines()
            assert table[0].startswith("dataset,split,n,") and table[-1].startswith(f"diabetes,{at - 1},39,")

            browser.find_element("id", "pause").click()
            state("running")
            browser.find_element("id", "stop").click()
            assert process.wait(60) == 130
            assert f"--out {out.name}" in process.communicate()[1]
            browsers.until(lambda: text("state") in ("ended", "The run does not answer"), "the end")
            assert drawn() >= before, "what was drawn stays"
            browsers.until(lambda: not browser.find_element("css selector", "#downloads button").is_enabled(), "the end of downloads")
            browsers.click_at_point(browser, "test_error", "diabetes", 9)

            process = start(*LONG, "--out", str(out), cwd=tmp_path)
            assert said_address(process) == address
            state("running")
            assert done() >= at, "it goes on"
            browser.find_element("id", "stop").click()
            assert process.wait(60) == 130
            assert browsers.complaints(browser) == []
        finally:
            process.kill()
            process.communicate()


@pytest.mark.slow
def test_a_paused_run_can_be_stopped(tmp_path):
    process = start(*LONG, "--out", str(tmp_path / "run"), cwd=tmp_path)
    try:
        url = urlsplit(said_address(process))
        for action in ("pause", "stop"):
            connection = http.client.HTTPConnection(url.netloc, timeout=30)
            connection.request("POST", url.path + action)
            assert connection.getresponse().status == 200
            connection.close()
        assert process.wait(60) == 130
    finally:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_an_experiment_that_draws_its_data_shows_its_own_figures(tmp_path):
    process = start("run", "double-descent", "--live", "--board", "desktop", "--out", str(tmp_path / "run"), cwd=tmp_path)
    try:
        address = said_address(process)
        state = browsers.until(lambda: (found := json.loads(fetched(address, "state?seen="))) and found["figures"] and found, "a figure")
        from minnorm.experiments import double_descent

        assert {one["name"] for one in state["figures"]} <= {one.name for one in double_descent.FIGURES}
        assert all(panel["series"] for one in state["figures"] for panel in one["panels"])
    finally:
        process.kill()
        process.communicate()
