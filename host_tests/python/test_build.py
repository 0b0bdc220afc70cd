# SPDX-License-Identifier: MIT
import fcntl
import os
import signal
import subprocess
import sys
import time

import pytest
from minnorm.device import build

from conftest import ROOT

HOLDER = """
import sys
from pathlib import Path
from minnorm.device import build

folder = Path(sys.argv[1])
with build.locked(folder) as lock:
    build.run_logged(["sh", "-c", "echo $$ > pid.new; mv pid.new pid; exec sleep 60"], folder, "Sleeping", lock)
"""


def is_free(folder) -> bool:
    lock = os.open(folder / ".lock", os.O_RDWR)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def wait_for(condition) -> bool:
    end = time.monotonic() + 20.0
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def test_a_build_that_outlives_its_command_keeps_the_folder(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "host")}
    command = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], cwd=tmp_path, env=environment)
    try:
        assert wait_for((tmp_path / "pid").exists)
    finally:
        command.kill()
        command.wait()
    tool = int((tmp_path / "pid").read_text())
    try:
        assert not is_free(tmp_path)
    finally:
        os.kill(tool, signal.SIGKILL)
    assert wait_for(lambda: is_free(tmp_path))


def test_a_build_that_ended_leaves_the_folder(tmp_path):
    with build.locked(tmp_path) as lock:
        build.run_logged(["true"], tmp_path, "Nothing", lock)
        assert not is_free(tmp_path)
    assert is_free(tmp_path)


def test_a_tool_that_fails_is_told_with_its_last_words(tmp_path):
    with build.locked(tmp_path) as lock, pytest.raises(build.UserError, match="(?s)Echoing failed.*oops"):
        build.run_logged(["sh", "-c", "echo oops; exit 1"], tmp_path, "Echoing", lock)


def test_a_compiler_that_is_missing_is_one_sentence(tmp_path):
    script = tmp_path / "configure.cmake"
    script.write_text(f'set(MINNORM_PREFIX nowhere)\nset(MINNORM_PACKAGES gcc-nowhere)\ninclude({ROOT}/toolchains/bare_metal.cmake)\n')
    with build.locked(tmp_path) as lock, pytest.raises(build.UserError) as told:
        build.run_logged(["cmake", "-P", str(script)], tmp_path, "Configuring nowhere", lock)
    assert str(told.value) == (
        f"Configuring nowhere failed: nowhere-g++ was not found: apt-get install gcc-nowhere. The whole log is {tmp_path / build.LOG}."
    )


def test_a_compiler_that_is_there_no_more_is_one_sentence(tmp_path):
    (tmp_path / "CMakeCache.txt").write_text("CMAKE_CXX_COMPILER:FILEPATH=/nowhere/g++\n")
    with build.locked(tmp_path) as lock, pytest.raises(build.UserError) as told:
        build.run_logged(["sh", "-c", "/nowhere/g++"], tmp_path, "The build", lock)
    assert str(told.value).startswith("The build failed: /nowhere/g++ is there no more; install it again, or remove")
    assert "\n" not in str(told.value)


def test_ninja_that_is_missing_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with build.locked(tmp_path / "new") as lock, pytest.raises(build.UserError, match="^ninja is not installed; install the packages in"):
        build.configure(tmp_path / "new", "desktop", lock)


@pytest.mark.parametrize("tree, is_fresh", [(ROOT, False), ("/another", True)])
def test_tests_are_added_to_a_folder_whose_cache_stays_readable(tmp_path, monkeypatch, tree, is_fresh):
    (tmp_path / "build.ninja").touch()
    (tmp_path / "CMakeCache.txt").write_text(f"CMAKE_HOME_DIRECTORY:INTERNAL={tree}\nMINNORM_TESTS:BOOL=OFF\n")
    asked = []
    monkeypatch.setattr(build, "run_logged", lambda arguments, *_: asked.append(arguments))
    with build.locked(tmp_path) as lock:
        build.configure(tmp_path, "desktop", lock, tests=True)
    ((*arguments,),) = asked
    assert "-DMINNORM_TESTS=ON" in arguments
    assert ("--fresh" in arguments) == is_fresh


def test_a_tree_that_moved_is_configured_anew_after_a_failure_too(tmp_path, monkeypatch):
    """CMake leaves the old tree's build.ninja where it fails, beside a cache that names the new one."""
    (tmp_path / "build.ninja").write_text("of another tree")
    cache = tmp_path / "CMakeCache.txt"
    cache.write_text("CMAKE_HOME_DIRECTORY:INTERNAL=/another\n")

    def fail(*_):
        cache.write_text(f"CMAKE_HOME_DIRECTORY:INTERNAL={ROOT}\n")
        raise build.UserError("failed")

    monkeypatch.setattr(build, "run_logged", fail)
    for _ in range(2):
        with build.locked(tmp_path) as lock, pytest.raises(build.UserError, match="failed"):
            build.configure(tmp_path, "desktop", lock)


def test_all_that_cmake_says_is_told(tmp_path):
    said = "CMake Error at a.cmake:3 (message):\n  The C++ compiler\n\n    \"/bin/false\"\n\n  is broken.\n\nCall Stack:\n"
    with build.locked(tmp_path) as lock, pytest.raises(build.UserError, match='The C\\+\\+ compiler "/bin/false" is broken. The whole log'):
        build.run_logged(["sh", "-c", f"printf '%s' '{said}'; exit 1"], tmp_path, "Configuring", lock)
