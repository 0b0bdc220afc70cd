# SPDX-License-Identifier: MIT
"""./minnorm debug: the two command lines, what fails of them, and the editor's configurations."""

import json
import shlex
from dataclasses import replace

import pytest
from minnorm.commands import cli, debug
from minnorm.device import boards, build
from minnorm.errors import UserError

from conftest import ROOT

pytestmark = pytest.mark.slow

EVERY = [board for board in boards.load_all() if not board.is_desktop]
EMULATED = [board.name for board in EVERY if board.is_emulated]
PROBED = [board.name for board in EVERY if board.debug]


def dry(capsys, name, *arguments):
    assert cli.main(["debug", "--board", name, "--dry-run", *arguments]) == 0
    return [shlex.split(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("name", EMULATED)
def test_an_emulated_board_waits_in_its_emulator(name, capsys):
    server, gdb = dry(capsys, name)
    board = boards.load(name)
    assert server[:4] == [board.emulator[0], "-S", "-gdb", "tcp:localhost:1234"]
    assert server[4:-1] == list(board.emulator[1:])
    assert server[-1] == gdb[-1] == f"{server[-1]}" and server[-1].endswith(f"minnorm_{board.firmware_for('float').name}.elf")
    assert "target remote localhost:1234" in gdb


@pytest.mark.parametrize("name", PROBED)
def test_a_real_board_has_a_server_and_is_loaded(name, capsys):
    server, gdb = dry(capsys, name, "--probe")
    board = boards.load(name)
    assert server == list(board.debug)
    assert gdb.index("load") > gdb.index(f"target extended-remote localhost:{board.debug_port}")


def test_what_cannot_be_debugged_is_one_sentence(capsys):
    for name, arguments, message in (
        ("desktop", (), "gdb --args"),
        ("mps2_an386", ("--probe",), "names no 'debug' server; leave out --probe"),
        ("nowhere", (), "There is no board 'nowhere'"),
        ("mps2_an386", ("--scalar", "float", "--firmware", "double_regression_64x32"), "double_regression_64x32 computes in double, not in float"),
    ):
        assert cli.main(["debug", "--board", name, "--dry-run", *arguments]) == 1
        error = capsys.readouterr().err
        assert message in error and error.count("\n") == 1


def test_no_gdb_is_one_sentence(monkeypatch, capsys):
    monkeypatch.setattr(debug.shutil, "which", lambda _: None)
    assert cli.main(["debug", "--board", "mps2_an386"]) == 1
    assert "There is no GDB for Cortex-M4F; apt-get install gdb-multiarch." in capsys.readouterr().err


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(build, "build_debug", lambda *_: None)
    monkeypatch.setattr(debug, "_START_SECONDS", 0.3)
    monkeypatch.setattr(debug.shutil, "which", lambda name: name)

    def with_server(script, gdb="true"):
        board = replace(boards.load("mps2_an386"), emulator=(), debug=("sh", "-c", script))
        monkeypatch.setattr(boards, "load", lambda _: board)
        monkeypatch.setattr(debug, "_gdb", lambda *_: ["sh", "-c", gdb])

    return with_server


@pytest.mark.parametrize("arguments", [(), ("--server",)])
@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo first >&2; echo no probe >&2; exit 1", "no probe"),
        ("echo Error: no probe >&2; echo at line 28 >&2; exit 1", "Error: no probe"),
        ("exit 0", "nothing"),
    ],
)
def test_a_server_that_ends_at_once_is_told_with_its_last_error(script, told, arguments, quick, capsys):
    quick(script)
    assert cli.main(["debug", "--board", "real", *arguments]) == 1
    said = capsys.readouterr()
    assert f"sh ended by itself and said {told!r}; check the board's cable" in said.err
    assert not said.out


def test_a_server_that_is_missing_is_told(quick):
    quick("")
    with pytest.raises(UserError, match="no-such-server is not installed"), debug._served(["no-such-server"]):
        pass


def test_the_server_ends_with_gdb(quick, tmp_path):
    quick(f"echo $$ > {tmp_path}/pid; exec sleep 60", gdb=f"kill -0 $(cat {tmp_path}/pid) && touch {tmp_path}/seen")
    assert cli.main(["debug", "--board", "real"]) == 0
    assert (tmp_path / "seen").exists()
    process = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        debug.os.kill(process, 0)


def test_an_editor_is_told_where_to_connect_and_what_runs(quick, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(debug, "PROGRAM", tmp_path / "debug.elf")
    quick("sleep 1")
    assert cli.main(["debug", "--board", "real", "--server"]) == 0
    assert capsys.readouterr().out.startswith("GDB may connect to localhost:3333, with the program ")
    assert (tmp_path / "debug.elf").readlink().name == "minnorm_float_regression_64x32.elf"


def editor(name):
    return json.loads((ROOT / ".vscode" / name).read_text())


def test_the_editor_asks_for_a_board_that_there_is():
    (asked,) = editor("tasks.json")["inputs"]
    assert asked["default"] in EMULATED
    assert all(task["args"][-1] == f"${{input:{asked['id']}}}" for task in editor("tasks.json")["tasks"])


def test_the_editor_connects_to_what_the_command_starts():
    emulator, probe = editor("launch.json")["configurations"]
    assert emulator["miDebuggerServerAddress"] == f"localhost:{debug.EMULATOR_PORT}"
    assert {f"localhost:{boards.load(name).debug_port}" for name in PROBED} <= {probe["miDebuggerServerAddress"]}
    tasks = {task["label"]: task for task in editor("tasks.json")["tasks"]}
    parser = cli.parser()
    for configuration, is_probe in ((emulator, False), (probe, True)):
        assert configuration["program"].endswith(str(debug.PROGRAM.relative_to(ROOT)))
        task = tasks[configuration["preLaunchTask"]]
        options = parser.parse_args(task["args"])
        assert options.server and options.probe == is_probe
        assert task["problemMatcher"]["background"]["endsPattern"] == f"^{debug.READY}"
