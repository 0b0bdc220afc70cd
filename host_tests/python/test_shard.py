# SPDX-License-Identifier: MIT
import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from minnorm import shard
from minnorm.commands import cli, run
from minnorm.device.firmware import Firmware
from minnorm.errors import UserError
from minnorm.experiments.job import Job
from minnorm.experiments.options import Options
from minnorm.link.description import Description
from minnorm.shard import WHOLE, Shard


def test_a_shard_reads_as_it_is_written():
    assert shard.parse("2/8") == Shard(2, 8)
    assert shard.parse(str(Shard(3, 4))) == Shard(3, 4)
    assert shard.parse("1/1") == WHOLE


@pytest.mark.parametrize("text", ["", "2", "0/4", "5/4", "/", "1/", "-1/4", "1/4/2", "a/b", "1/10001", "2 of 8"])
def test_what_is_no_shard_is_told(text):
    with pytest.raises(UserError, match="is no shard; give one as 2/8"):
        shard.parse(text)


@pytest.mark.parametrize("count", [1, 2, 7, 50])
def test_the_shards_hold_each_number_once(count):
    held = [[number for number in range(50) if Shard(index, count).holds(number)] for index in range(1, count + 1)]
    assert sorted(number for part in held for number in part) == list(range(50))
    assert max(map(len, held)) - min(map(len, held)) <= 1


@pytest.mark.parametrize(("repeats", "cases", "count"), [(20, 12, 7), (1, 12, 8), (4, 3, 12), (20, 6, 20), (100, 2, 16)])
def test_units_are_dealt_out_evenly_and_so_are_those_of_a_case(repeats, cases, count):
    said = Description(repeats, cases, (), {}, {}, ())
    jobs = [Job("any", Firmware("any", "float"), {}, [], lambda _: {}, shard=Shard(index, count)) for index in range(1, count + 1)]
    parts = [job.units(said) for job in jobs]
    assert sorted(unit for part in parts for unit in part) == list(itertools.product(range(repeats), range(cases)))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1
    for case in range(cases):
        sizes = [sum(unit[1] == case for unit in part) for part in parts]
        assert max(sizes) - min(sizes) <= 1


@pytest.mark.slow
def test_more_shards_than_there_is_work_are_told(tmp_path, capsys):
    for arguments in (["--splits", "2", "--shard", "1/3"], ["geometry", "--repeats", "1", "--shard", "1/13"]):
        assert cli.main(["run", *arguments, "--board", "desktop", "--out", str(tmp_path / arguments[0])]) == 1
        assert "shards at most; choose a smaller N in --shard I/N." in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        Options("mps2_an386", "float"),
        Options("desktop", "double", ("diabetes", "/a/b.csv"), "-y", Path("/data"), 7, Path("/runs/a b"), shard=Shard(2, 8)),
        Options("nucleo_f446re", "float", port="/dev/ttyACM0"),
        Options("desktop", "float", experiment="geometry", repeats=3, seed=9, out=Path("/out")),
        Options("desktop", "float", experiment="geometry", seed=0),
    ],
)
def test_the_arguments_of_a_run_ask_for_that_run(options):
    assert run._options(cli.parser().parse_args(options.arguments())) == options


def test_arguments_hold_in_any_working_directory():
    options = Options("desktop", "float", ("who", "mine.csv"), "y", Path("data"), out=Path("out"))
    here = Path.cwd()
    whole = replace(options, datasets=("who", str(here / "mine.csv")), data_dir=here / "data", out=here / "out")
    assert options.arguments() == whole.arguments()
