# SPDX-License-Identifier: MIT
"""./minnorm doctor: what it finds, what it says of what is missing, and of boards that are plugged in."""

import pytest
from minnorm import paths
from minnorm.commands import check, cli, doctor
from minnorm.commands.doctor import RUN, TEST, Part, Port
from minnorm.errors import UserError


def part(version, purpose=RUN, least=""):
    return Part("thing", ("thing-package",), purpose, lambda: version, least)


def said(capsys, parts, ports=()):
    status = doctor.report(parts, ports)
    return status, capsys.readouterr().out


@pytest.mark.parametrize(("purpose", "lists"), [(RUN, ("run", "host", "boards")), (TEST, ("test",)), (doctor.BENCH, ("bench",)),
                                                (doctor.WORKERS, ("cluster",)), (doctor.DEBUG, ("debug",)),
                                                (doctor.COVERAGE, ("coverage",))])  # fmt: skip
def test_every_package_of_a_list_is_looked_for(purpose, lists):
    known = {package for one in doctor.PARTS if one.purpose == purpose for package in one.packages}
    for name in lists:
        assert not set((paths.ROOT / "host" / f"packages-{name}.txt").read_text().split()) - known


@pytest.mark.parametrize(
    ("version", "least", "state"),
    [("3.25.1", "3.25", "ok"), ("3.9", "3.11", "too old"), ("12", "11", "ok"), ("", "3", "ok"), ("1.0", "", "ok"), (None, "3", "missing")],
)
def test_a_part_is_there_too_old_or_missing(version, least, state, capsys):
    status, out = said(capsys, [part(version, least=least)])
    assert out.startswith(f"{state:8} thing")
    assert status == (state != "ok")
    assert ("install it with" in out) == (state != "ok")


def test_what_is_not_for_a_run_is_told_and_does_not_fail(capsys):
    status, out = said(capsys, [part("1"), part(None, TEST)])
    assert status == 0
    assert "missing  thing  (for ./minnorm test)" in out and "./minnorm test lacks something" in out
    assert "Next: ./minnorm run" in out


def test_packages_are_named_once(capsys, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda _: "/usr/bin/apt-get")
    _, out = said(capsys, [part(None), part(None)])
    assert "apt-get install --no-install-recommends thing-package\n" in out
    monkeypatch.setattr(doctor.shutil, "which", lambda _: None)
    _, out = said(capsys, [part(None)])
    assert "your package manager (thing-package on Debian)" in out


def test_a_board_that_is_plugged_in_is_told_with_what_to_type(capsys):
    status, out = said(capsys, [part("1")], [Port("/dev/ttyACM0", "Arm BBC micro:bit", True), Port("/dev/ttyUSB1", "", False)])
    assert status == 0
    assert "port     /dev/ttyACM0  Arm BBC micro:bit\n" in out
    assert out.count("usermod -a -G dialout") == 1
    assert "--port /dev/ttyACM0" in out.splitlines()[-1]


def test_ports_are_found_with_what_their_devices_call_themselves(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "_DEVICES", tmp_path)
    monkeypatch.setattr(doctor, "_TTYS", tmp_path / "class")
    (tmp_path / "ttyACM0").touch()
    (tmp_path / "ttyS0").touch()
    (tmp_path / "usb" / "1-1:1.1").mkdir(parents=True)
    (tmp_path / "usb" / "product").write_text("micro:bit\n")
    (tmp_path / "class" / "ttyACM0").mkdir(parents=True)
    (tmp_path / "class" / "ttyACM0" / "device").symlink_to(tmp_path / "usb" / "1-1:1.1")
    assert doctor.ports() == [Port(str(tmp_path / "ttyACM0"), "micro:bit", True)]


def test_what_a_command_does_not_find_is_none():
    assert doctor._command("no-such-command") is None
    assert doctor._module("no_such_module", "none") is None
    assert doctor._header("no_such_header.h") is None
    assert doctor._includes("no-such-compiler") is None
    assert doctor._library("g++", "libno_such_library.so") is None


def test_a_missing_python_package_is_one_sentence(capsys, monkeypatch):
    def command(_):
        raise ModuleNotFoundError(name="numpy")

    monkeypatch.setattr("minnorm.commands.boards._boards", command)
    assert cli.main(["boards"]) == 1
    assert capsys.readouterr().err == "minnorm: The Python package numpy is not installed; ./minnorm doctor says what to type.\n"


@pytest.mark.parametrize("arguments", [["run"], ["run", "--board", "all"], ["test", "quick", "microbit"], ["flash", "--board", "./own"], ["doctor"]])
def test_right_arguments_are_found_right(arguments):
    assert check.main(arguments) == check.GO_ON


def test_arguments_are_checked_by_name():
    with pytest.raises(UserError, match="There is no board 'none'"):
        check.check({"board": "none"})
