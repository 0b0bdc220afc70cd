# SPDX-License-Identifier: MIT
"""The precision study's own program: its reference against 80 digits, and a short run on a board."""

import csv
import json
import signal
import subprocess
import sys
import time
from itertools import product

import mpmath
import numpy as np
import pytest
from minnorm.commands import cli
from minnorm.device import boards, build
from minnorm.experiments.options import Options
from minnorm.experiments.precision import campaign, plan
from minnorm.experiments.precision.reference import CASE, Reference, Wanted
from minnorm.experiments.precision.sources import Tabular
from minnorm.experiments.precision.systems import Plane, Systems
from minnorm.experiments.regression import capacity, datasets
from minnorm.link import conversation
from minnorm.link.line import Link
from minnorm.link.transport import Program
from minnorm.report import drawing

import painted
from conftest import ROOT, blank
from fake_board import exact_solution

pytestmark = pytest.mark.slow

SPLITS = 2
SHORT = ["--solvers=jacobi,cholesky,refined", "--scalars=float32,float-float", "--rows=3,D,39", "--splits=2", "--dataset=diabetes,gaussian"]


@pytest.fixture(autouse=True)
def no_figures(monkeypatch):
    """They take long."""
    monkeypatch.setattr(drawing, "draw_all", blank)


def check_reference(name, data_dir=None):
    """Each solution is right to 2⁻⁹⁰, as far as the data determine it."""
    source = Tabular(datasets.load(name, data_dir=data_dir))
    d = source.dimension
    wanted = {
        Plane(source, kind, is_standardized): Wanted((1, d // 2, d, d + 1, 39), SPLITS)
        for kind in ("float64", "float32", "p8", "adc12")
        for is_standardized in (False, True)
    }
    systems = Systems()
    firmware = capacity.choose(boards.load("desktop"), "double", [source], "precision")
    found = Reference().solve(firmware, systems, wanted)
    assert set(found) == set(wanted)
    for plane, one in found.items():
        rows = systems.rounded(plane, SPLITS)
        for split in range(SPLITS):
            for n in one.sizes:
                high, low = (part[split, 0] for part in one.at([n], SPLITS))
                fitted = rows[split, :n]
                with mpmath.workdps(120):
                    exact = exact_solution(fitted, 120)
                    lengths = source.lengths / plane.units
                    found_here = [mpmath.mpf(h) + mpmath.mpf(rest) for h, rest in zip(high.tolist(), low.tolist())]
                    off = [w * (b - e) for w, b, e in zip(lengths.tolist(), found_here, exact)]
                    whole = [w * e for w, e in zip(lengths.tolist(), exact)]
                    error = float(mpmath.norm(off) / mpmath.norm(whole))
                unit = fitted[:, :-1] / np.linalg.norm(fitted[:, :-1], axis=0 if n >= d else 1, keepdims=True)
                sigma = np.linalg.svd(unit, compute_uv=False)
                assert error < 2.0**-90 * max(1.0, sigma[0] / sigma[-1]) ** 2, (name, plane.input, plane.is_standardized, n, error)


@pytest.mark.parametrize("name", ["diabetes", "synthetic"])
def test_the_reference_is_the_exact_solution(name):
    check_reference(name)


@pytest.mark.parametrize("name", ["california", "who"])
def test_the_reference_is_the_exact_solution_of_columns_in_many_units(name, shared_data):
    check_reference(name, shared_data)


def test_the_firmware_has_the_cases_that_the_campaign_names():
    desktop = boards.load("desktop")
    (firmware,) = desktop.firmware("precision")
    line = Program(build.command(desktop, build.build(desktop, firmware)))
    try:
        link = Link(line)
        conversation.identify(link)
        names = conversation.describe(link).case_names
    finally:
        line.close()
    assert set(names) == {CASE, *(f"{a}/{b}" for a, b in product(campaign.SOLVERS, campaign.SCALARS) if (a, b) not in campaign.MISSING)}


def rows(path):
    return list(csv.DictReader(path.read_text().splitlines()))


def stack_reserved(board):
    """By its firmware, in bytes. What the machine code takes at most is not known: Eigen's classes call a heap that has nothing."""
    (firmware,) = board.firmware("precision")
    image = build.program(board, firmware)
    said = subprocess.run([build.tool(board, "NM"), image], capture_output=True, text=True, check=True).stdout
    return next(int(line.split()[0], 16) for line in said.splitlines() if line.endswith(" image_stack_size"))


@pytest.mark.parametrize("board", ["mps2_an386", "desktop"])
def test_a_short_run_has_its_tables_and_is_the_desktops_to_the_bit(board, tmp_path, capsys):
    out = tmp_path / "run"
    with painted.stacks("mps2_an386", tmp_path) as used:
        assert cli.main(["run", "precision", "--board", board, *SHORT, "--out", str(out)]) == 0
    assert board == "desktop" or 0 < max(used) <= stack_reserved(boards.load(board))
    run = json.loads((out / "run.json").read_text())
    assert run["tables"] == {"solutions.csv": 7} and run["settings"]["solvers"] == "jacobi,cholesky,refined"
    solved, records, inputs = (rows(out / f"{name}.csv") for name in ("solutions", "records", "inputs"))
    assert len(solved) == len(records) == 5 * (3 * 2 + 40)
    assert {row["status"] for row in records} <= {"ok", "singular", "unfinished", "diverged"}
    assert all(bool(row["instructions"]) == bool(row["cycles"]) == (board != "desktop") for row in records)
    jacobi = [row for row in records if (row["solver"], row["scalar"], row["dataset"]) == ("jacobi", "float32", "diabetes")]
    assert all(float(row["test_error_rounded"]) < 0.01 for row in jacobi)
    assert {row["input"] for row in inputs} > {"p3", "stochastic-p24", "adc12"}
    said = capsys.readouterr().out
    assert board == "desktop" or "Every row of mps2_an386 is bit-identical to the desktop's." in said


def test_workers_make_the_same_run(tmp_path):
    arguments = ["run", "precision", "--board", "desktop", *SHORT]
    assert cli.main([*arguments, "--out", str(tmp_path / "one")]) == 0
    assert cli.main([*arguments, "--workers", "2", "--out", str(tmp_path / "two")]) == 0
    for name in ("solutions.csv", "records.csv", "inputs.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    shards = [str(path) for path in sorted((tmp_path / "two" / "shards").iterdir()) if path.is_dir()]
    assert cli.main(["merge", *shards, "--out", str(tmp_path / "three")]) == 0
    assert (tmp_path / "one" / "records.csv").read_bytes() == (tmp_path / "three" / "records.csv").read_bytes()


def test_an_interrupted_run_says_how_to_go_on(tmp_path):
    command = [sys.executable, "-m", "minnorm", "run", "precision", "--board", "desktop", "--full", "--rows", "D", "--splits", "20"]
    command += ["--dataset", "synthetic", "--out", str(tmp_path / "run")]
    process = subprocess.Popen(
        command,
        env={"PYTHONPATH": str(ROOT / "host"), "PATH": "/usr/bin:/bin"},
        stderr=subprocess.PIPE,
        text=True,
    )
    while not list((tmp_path / "run").glob("raw/*.bin")):
        assert process.poll() is None
        time.sleep(0.1)
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert "Stopped. To go on, give the same command" in said


def test_a_run_of_an_own_file_is_of_it_alone(tmp_path):
    made = plan.Plan(Options("desktop", "double", (str(own_file(tmp_path)),), "y", splits=1, experiment="precision"))
    assert [source.name for source in made.sources] == ["mine"]


def own_file(folder):
    file = folder / "mine.csv"
    file.write_text("a,b,y\n" + "\n".join(f"{n},{n * n % 31},{n % 7}" for n in range(45)))
    return file
