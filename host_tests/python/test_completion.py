# SPDX-License-Identifier: MIT
"""What bash and zsh complete."""

import os
import select
import shutil
import subprocess

import pytest
from minnorm import experiments
from minnorm.commands import cli
from minnorm.device import boards


def script(shell, capsys):
    assert cli.main(["completion", shell]) == 0
    return capsys.readouterr().out


def bash(text, line):
    """What is offered for the last word of the line."""
    words = " ".join(f"'{word}'" for word in line.split(" "))
    asked = f'COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _minnorm; printf "%s\\n" "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-uc", f"{text}\n{asked}"], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("./minnorm rep", ["replay"]),
        ("./minnorm --ver", ["--version"]),
        ("./minnorm run --sp", ["--splits"]),
        ("./minnorm run --board mps2_an5", ["mps2_an500", "mps2_an505"]),
        ("./minnorm run --board = mps3", ["mps3_an547"]),
        ("./minnorm run --scalar ", ["float", "double"]),
        ("./minnorm run --out ", []),
        ("./minnorm run --json geo", ["geometry"]),
        ("./minnorm compare runs/", []),
        ("./minnorm completion ", ["bash", "zsh"]),
    ],
)
def test_bash_completes(line, offered, capsys):
    assert bash(script("bash", capsys), line) == offered


def test_bash_offers_all_there_is(capsys):
    text = script("bash", capsys)
    assert set(bash(text, "./minnorm run ")) == {*experiments.names(), experiments.ALL}
    assert bash(text, "./minnorm flash --board ") == boards.names()
    assert {"run", "bench", "completion"} <= set(bash(text, "./minnorm "))


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
def test_zsh_completes(tmp_path, capsys):
    """In a terminal of its own, where Tab is pressed: what is typed is echoed, and what is completed follows."""
    (tmp_path / "script").write_text(script("zsh", capsys))
    master, slave = os.openpty()
    environment = {**os.environ, "TERM": "dumb", "HOME": str(tmp_path), "ZDOTDIR": str(tmp_path)}
    shell = subprocess.Popen(["zsh", "-f", "-i"], cwd=tmp_path, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True)
    os.close(slave)
    try:
        os.write(master, b"source ./script; print rea'dy'\n")
        until(master, b"ready")
        os.write(master, b"./minnorm run --board mps3\t")
        until(master, b"mps3_an547")
    finally:
        shell.kill()
        shell.wait()
        os.close(master)


def until(terminal, wanted):
    """Reads until the terminal has shown it."""
    shown = b""
    while wanted not in shown:
        assert select.select([terminal], [], [], 30)[0], shown
        shown += os.read(terminal, 4096)
