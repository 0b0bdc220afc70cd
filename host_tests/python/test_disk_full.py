# SPDX-License-Identifier: MIT
"""A disk that is full from some write of a run on: one sentence, and once there is room the same command ends in the same bytes."""

import builtins
import errno
import itertools
import os
import stat
import subprocess
import sys

import pytest
from minnorm import paths
from minnorm.runs import killed

import fake_run

pytestmark = pytest.mark.slow


class Disk:
    """Has room for so many writes below `folder`: files that are begun, folders, what is written into open ones."""

    def __init__(self, folder, room):
        self._below = str(folder) + os.sep
        self._room = room
        self.is_full = False

    def use(self, path):
        if str(path).startswith(self._below):
            self._room -= 1
            self.is_full = self._room < 0
            if self.is_full:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    def fit(self, monkeypatch):
        """Puts itself in the place of the real one."""
        begin, write, begin_file, make = os.open, os.write, builtins.open, os.mkdir

        def os_open(path, flags, *more, **named):
            if flags & os.O_CREAT and not os.path.exists(path):
                self.use(path)
            return begin(path, flags, *more, **named)

        def os_write(file, data):
            if stat.S_ISREG(os.fstat(file).st_mode):
                try:
                    self.use(os.readlink(f"/proc/self/fd/{file}"))
                except OSError:
                    write(file, data[: len(data) // 2])
                    raise
            return write(file, data)

        def open_file(path, mode="r", *more, **named):
            if set(mode) & set("wax"):
                self.use(path)  # begun
                try:
                    self.use(path)  # and written
                except OSError:
                    return begin_file("/dev/full", mode, *more, **named)
            return begin_file(path, mode, *more, **named)

        def mkdir(path, *more, **named):
            if not os.path.exists(path):
                self.use(path)
            return make(path, *more, **named)

        monkeypatch.setattr(os, "open", os_open)
        monkeypatch.setattr(os, "write", os_write)
        monkeypatch.setattr(os, "mkdir", mkdir)
        monkeypatch.setattr(builtins, "open", open_file)


def test_full_at_any_write(tmp_path, monkeypatch, capsys):
    start = fake_run.prepare(monkeypatch)
    assert start(tmp_path / "whole") == 0
    expected = killed.facts(tmp_path / "whole")
    for room in itertools.count():
        folder = tmp_path / str(room)
        disk = Disk(folder, room)
        with monkeypatch.context() as patch:
            disk.fit(patch)
            capsys.readouterr()
            status = start(folder)
        if not disk.is_full:
            break
        last = capsys.readouterr().err.splitlines()[-1]
        assert status == 1 and last.startswith("minnorm: The disk is full at ") and "make room" in last
        assert start(folder) == 0
        assert killed.facts(folder) == expected
    assert status == 0 and room > 20


@pytest.mark.parametrize("command", [["boards"], ["--help"]])
def test_what_is_printed_to_a_full_disk_is_one_sentence(command):
    words = [sys.executable, "-m", "minnorm", *command]
    env = os.environ | {"PYTHONPATH": str(paths.ROOT / "host"), "PYTHONUNBUFFERED": ""}
    with open("/dev/full", "w") as full:
        done = subprocess.run(words, env=env, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "minnorm: The disk is full at standard output or another file; make room.\n")
