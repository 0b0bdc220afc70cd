# SPDX-License-Identifier: MIT
import os
import shutil
import subprocess

import pytest

from conftest import ROOT

COMMAND = ROOT / "minnorm"


def sh(arguments, cwd, **environment):
    return subprocess.run(
        arguments, cwd=cwd, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
    )


@pytest.fixture
def bare(tmp_path):
    """A PATH with the shell's own tools, a dpkg that has nothing, and no way to become root."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "cat", "dirname", "readlink"):
        (tools / name).symlink_to(shutil.which(name))
    for name, line in (("dpkg-query", "exit 1"), ("id", "echo 1000")):
        (tools / name).write_text(f"#!/bin/sh\n{line}\n")
        (tools / name).chmod(0o755)
    return str(tools)


def test_it_is_posix_shell():
    for shell in ("dash", "bash"):
        if shutil.which(shell):
            assert sh([shell, "-n", str(COMMAND)], ROOT).returncode == 0


def test_it_works_from_anywhere_and_through_links(tmp_path):
    (tmp_path / "one").symlink_to(COMMAND)
    (tmp_path / "two").symlink_to("one")
    done = sh([str(tmp_path / "two"), "boards"], tmp_path)
    assert done.returncode == 0
    assert "mps2_an386" in done.stdout


def test_paths_are_relative_to_the_user(tmp_path):
    (tmp_path / "empty.csv").touch()
    done = sh([str(COMMAND), "run", "--dataset", "empty.csv", "--target", "y"], tmp_path)
    assert done.returncode == 1
    assert "empty.csv is empty" in done.stderr


def test_missing_packages_are_named_in_a_line_to_type(tmp_path, bare):
    done = sh([shutil.which("sh"), str(COMMAND), "run"], tmp_path, PATH=bare)
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    wanted = (ROOT / "host" / "packages-run.txt").read_text().split()
    assert line.endswith("apt-get install --no-install-recommends " + " ".join(wanted))


def test_a_dry_run_wants_no_package_of_a_run(tmp_path, bare):
    for command in ("flash", "debug"):
        done = sh([shutil.which("sh"), str(COMMAND), command, "--board", "microbit", "--dry-run"], tmp_path, PATH=bare)
        wanted = (ROOT / "host" / "packages-host.txt").read_text().split()
        assert done.stderr.strip().endswith("--no-install-recommends " + " ".join(wanted))
        done = sh([shutil.which("sh"), str(COMMAND), command, "--board", "microbit"], tmp_path, PATH=bare)
        assert "qemu-system-arm" in done.stderr and ("gdb-multiarch" in done.stderr) == (command == "debug")


def test_dask_is_wanted_by_workers_only(tmp_path, bare):
    dask = set((ROOT / "host" / "packages-cluster.txt").read_text().split())
    for arguments in (["run", "--workers", "2"], ["run", "--workers=2"], ["run", "--scheduler", "tcp://a:1"], ["test"], ["run"], ["merge"]):
        done = sh([shutil.which("sh"), str(COMMAND), *arguments], tmp_path, PATH=bare)
        assert (dask <= set(done.stderr.split())) == (len(arguments) > 1 or arguments == ["test"]), arguments


@pytest.fixture
def root(bare, tmp_path):
    """The same as root, with an apt-get that only writes down what it is told."""
    for name, line in (("id", "echo 0"), ("apt-get", f'echo "$@" >> {tmp_path}/apt'), ("env", 'while [ "$1" != "${1#*=}" ]; do shift; done; exec "$@"')):
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{line}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    return bare


def told(tmp_path, root, *arguments, **environment):
    """What the command says as root, and what it had apt-get install."""
    done = sh([shutil.which("sh"), str(COMMAND), *arguments], tmp_path, PATH=root, **environment)
    log = tmp_path / "apt"
    return done, log.read_text() if log.exists() else ""


def test_right_arguments_install_what_is_missing(tmp_path, root):
    _, installed = told(tmp_path, root, "boards")
    assert "install -y -qq --no-install-recommends" in installed and "python3-rich" in installed


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--help"], 0, "usage: minnorm"),
        (["run", "--help"], 0, "usage: minnorm run"),
        (["test", "-h"], 0, "usage: minnorm test"),
        (["--version"], 0, "minnorm "),
        ([], 2, "COMMAND"),
        (["runn"], 2, "invalid choice: 'runn'"),
        (["run", "--splits", "none"], 2, "'none' is no number"),
        (["run", "--splts", "5"], 2, "there is no option --splts"),
        (["run", "--shard", "9/2"], 2, "'9/2' is no shard"),
        (["run", "--dataset", ""], 2, "'' names nothing"),
        (["torture", "--minutes", "1", "--board", "nowhere"], 1, "There is no board 'nowhere'"),
        (["run", "--board", "nowhere"], 1, "There is no board 'nowhere'; the boards are desktop"),
        (["test", "nowhere"], 1, "There are no tests 'nowhere'"),
    ],
)
def test_nothing_is_installed_for_help_or_for_wrong_arguments(arguments, status, said, tmp_path, root):
    done, installed = told(tmp_path, root, *arguments)
    assert (done.returncode, installed) == (status, "")
    assert said in done.stdout + done.stderr


def test_without_python_help_installs_nothing_and_a_command_python_first(tmp_path, root):
    for arguments in (["--help"], ["run", "--help"], ["runn"], [], ["run", "--no-install"]):
        done, installed = told(tmp_path, root, *arguments, MINNORM_PYTHON="/nowhere/python3")
        assert (done.returncode, installed) == (1, ""), arguments
        assert "MINNORM_PYTHON" in done.stderr
    _, installed = told(tmp_path, root, "run", "--board", "nowhere", MINNORM_PYTHON="/nowhere/python3")
    assert installed.splitlines()[1].endswith("-o Dpkg::Use-Pty=0 python3")


def test_no_install_goes_on_with_what_is_there(tmp_path, root):
    done, installed = told(tmp_path, root, "run", "--no-install", "--out", "out")
    assert (done.returncode, installed) == (1, "")
    goes_on, lacks = done.stderr.splitlines()
    assert goes_on.startswith("minnorm: goes on without") and "qemu-system-arm" in goes_on
    assert lacks == "minnorm: cmake is not installed; install the packages in host/packages-host.txt."


def test_doctor_and_new_need_nothing(tmp_path, root):
    done, installed = told(tmp_path, root, "doctor")
    assert (done.returncode, installed, done.stderr) == (1, "", "")
    assert "missing  cmake" in done.stdout and "ok       python3 3" in done.stdout
    assert "./minnorm run lacks something; install it with: apt-get install --no-install-recommends cmake" in done.stdout
    done, installed = told(tmp_path, root, "completion", "bash")
    assert (done.returncode, installed, done.stderr) == (0, "", "") and "_minnorm()" in done.stdout
    done, installed = told(tmp_path, root, "new", "project")
    assert (done.returncode, installed, done.stderr) == (0, "", "")
    assert (tmp_path / "project" / "CMakePresets.json").exists()


def test_another_interpreter_can_be_named(tmp_path):
    done = sh([str(COMMAND), "boards"], tmp_path, MINNORM_PYTHON="/nowhere/python3")
    assert done.returncode == 1
    assert "MINNORM_PYTHON" in done.stderr


def test_package_lists_hold_plain_names():
    for path in (ROOT / "host").glob("packages-*.txt"):
        names = path.read_text().split("\n")
        assert names[-1] == ""
        assert names[:-1] == sorted(set(names[:-1]))
