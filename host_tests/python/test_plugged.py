# SPDX-License-Identifier: MIT
"""--port auto and ./minnorm boards --plugged: which board may be at which port."""

import json

import pytest
from minnorm.commands import cli
from minnorm.commands import run as command
from minnorm.device import boards, plugged
from minnorm.device.plugged import AUTO, Port
from minnorm.errors import UserError
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

MICROBIT = ("/dev/ttyACM1", "0d28:0204", "BBC micro:bit CMSIS-DAP", "99053600")
NUCLEO = ("/dev/ttyACM0", "0483:374b", "STM32 STLink", "066A")
SECOND = ("/dev/ttyACM2", "0483:3752", "STM32 STLink", "066B")
ADAPTER = ("/dev/ttyUSB0", "1a86:7523", "USB Serial\x1b", None)


@pytest.fixture
def plug(monkeypatch):
    """Plugs these devices in, and a serial port of no USB device."""

    def listed(device, usb=None, product=None, serial=None):
        one = ListPortInfo(device)
        one.vid, one.pid = (int(part, 16) for part in usb.split(":")) if usb else (None, None)
        one.product, one.serial_number = product, serial
        return one

    def plug(*devices):
        monkeypatch.setattr(list_ports, "comports", lambda: [listed(*one) for one in (*devices, ("/dev/ttyS0",))])

    return plug


def refused(find, *arguments):
    with pytest.raises(UserError) as raised:
        find(*arguments)
    return str(raised.value)


def test_ports_are_those_of_usb_devices_in_order(plug):
    plug(ADAPTER, MICROBIT)
    assert plugged.ports() == [Port(*MICROBIT), Port("/dev/ttyUSB0", "1a86:7523", "USB Serial?", "")]


def test_a_port_that_is_named_is_not_looked_for(plug):
    plug()
    assert plugged.device(boards.load("stm32f4_discovery"), "/dev/ttyUSB7") == "/dev/ttyUSB7"


def test_the_only_port_of_a_board_is_found(plug):
    plug(ADAPTER, MICROBIT, NUCLEO)
    assert plugged.device(boards.load("nucleo_f446re"), AUTO) == "/dev/ttyACM0"
    assert plugged.device(boards.load("microbit"), AUTO) == "/dev/ttyACM1"


def test_a_board_that_is_not_plugged_in_or_on_two_ports_or_on_an_adapter_is_told(plug):
    board = boards.load("nucleo_f446re")
    plug(MICROBIT)
    assert refused(plugged.device, board, AUTO).startswith("No serial port of nucleo_f446re (USB 0483:374b or 0483:3752) is plugged in; ")
    plug(SECOND, NUCLEO)
    assert refused(plugged.device, board, AUTO).endswith(
        "choose one with --port: /dev/ttyACM0 (STM32 STLink 066A), /dev/ttyACM2 (STM32 STLink 066B)."
    )
    assert "No USB id is known of stm32f4_discovery" in refused(plugged.device, boards.load("stm32f4_discovery"), AUTO)


def test_the_only_board_is_found(plug):
    plug(MICROBIT, ADAPTER)
    assert plugged.board().name == "microbit"


def test_a_probe_of_several_boards_and_several_probes_are_a_choice(plug):
    plug(NUCLEO, MICROBIT)
    assert refused(plugged.board) == (
        "More than one board may be plugged in; choose one with --board: /dev/ttyACM0 (STM32 STLink 066A) may be "
        "nucleo_f411re or nucleo_f446re; /dev/ttyACM1 (BBC micro:bit CMSIS-DAP 99053600) may be microbit."
    )
    plug(ADAPTER)
    assert refused(plugged.board).startswith("No board is plugged in whose USB id is known; name it with --board")


def test_anything_is_the_port_of_a_board_or_else_the_only_one(plug):
    plug(ADAPTER, NUCLEO)
    assert plugged.anything().device == "/dev/ttyACM0"
    plug(ADAPTER)
    assert plugged.anything().device == "/dev/ttyUSB0"
    plug(NUCLEO, MICROBIT)
    assert "There is more than one serial port of a USB device" in refused(plugged.anything)
    plug()
    assert refused(plugged.anything).startswith("No serial port of a USB device is plugged in; check the cable")


def chosen(*arguments):
    return command._options(cli.parser().parse_args(["run", *arguments]))


def test_a_run_takes_the_board_that_is_plugged_in_unless_it_is_named(plug):
    plug(MICROBIT)
    assert (chosen().board, chosen("--port", "/dev/ttyACM1").board) == ("mps2_an386", "mps2_an386")
    assert chosen("--port", "auto").board == "microbit"
    assert chosen("--port", "auto", "--board", "nucleo_f446re").board == "nucleo_f446re"


def test_what_is_plugged_in_is_listed(plug, capsys):
    plug(NUCLEO, ADAPTER)
    assert cli.main(["boards", "--plugged"]) == 0
    assert [line.split("\t") for line in capsys.readouterr().out.splitlines()] == [
        ["port", "device", "serial number", "USB id", "may be"],
        ["/dev/ttyACM0", "STM32 STLink", "066A", "0483:374b", "nucleo_f411re or nucleo_f446re"],
        ["/dev/ttyUSB0", "USB Serial?", "-", "1a86:7523", "-"],
    ]
    assert cli.main(["boards", "--plugged", "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert first["boards"] == ["nucleo_f411re", "nucleo_f446re"] and first["usb"] == "0483:374b"
    assert second["boards"] == []
