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


def test_another_interpreter_can_be_named(tmp_path):
    done = sh([str(COMMAND), "boards"], tmp_path, MINNORM_PYTHON="/nowhere/python3")
    assert done.returncode == 1
    assert "MINNORM_PYTHON" in done.stderr


def test_package_lists_hold_plain_names():
    for path in (ROOT / "host").glob("packages-*.txt"):
        names = path.read_text().split("\n")
        assert names[-1] == ""
        assert names[:-1] == sorted(set(names[:-1]))
