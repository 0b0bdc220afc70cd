# SPDX-License-Identifier: MIT
"""The study's tables held against plain computations in 80 digits, of a run over a board in Python."""

import csv
import io
import threading

import mpmath
import numpy as np
import pytest
from minnorm.device import boards
from minnorm.errors import UserError
from minnorm.experiments.options import Options, Selection
from minnorm.experiments.precision import measure, plan
from minnorm.experiments.precision.reference import Reference
from minnorm.experiments.precision.sources import Gaussian, Tabular
from minnorm.experiments.precision.study import INPUTS, RECORDS, TEXTS
from minnorm.link import conversation
from minnorm.link.line import Link
from minnorm.shard import WHOLE, Shard

from fake_board import FakePrecision, exact_solution, small_problem

SPLITS = 2
SOURCE = Tabular(small_problem().dataset)
SELECTION = Selection(
    solvers=("jacobi", "cholesky"), inputs=("float32", "p5"), scalings=("raw", "columns", "rows", "standardized"), rows=("1-4", "39")
)


class FakeReference(Reference):
    """Asks a board in Python."""

    def solve(self, firmware, systems, wanted):
        return self.ask(Link(FakePrecision(), gather=0.0), systems, wanted)


def planned(board="mps2_an386", selection=SELECTION, sources=(SOURCE,), shard=WHOLE):
    made = plan.Plan(Options(board, "double", splits=SPLITS, experiment="precision", selection=selection, shard=shard), sources)
    made._reference = FakeReference()
    return made


def recorded(job):
    """The recordings of all its sets."""
    recordings = job.recordings()
    link = Link(FakePrecision(), gather=0.0)
    hello = conversation.identify(link)
    for one, recording in zip(job.sets, recordings, strict=True):
        conversation.record(link, hello, recording, lambda data: None, one.given)
    return recordings


def finished(board="mps2_an386", **changes):
    made = planned(board, **changes)
    job = made.job(boards.load(board))
    recordings = recorded(job)
    made.prepare(job)
    return made, job, recordings


@pytest.fixture(scope="module")
def run():
    return finished()


@pytest.fixture(scope="module")
def study(run):
    made, job, recordings = run
    return made.study(job, recordings, boards.load("mps2_an386"))


def exact_data(split, is_standardized):
    """Training rows of the plane and all rows outside of them by size."""
    units = np.append(SOURCE.deviations if is_standardized else np.ones(3), 1.0)
    whole = np.column_stack([SOURCE.dataset.features, SOURCE.dataset.target]) / units
    order = np.random.RandomState(split).permutation(len(whole))[::-1]
    return whole[order], units[:-1]


def slow(study, made, job, at):
    """The errors of one row of records.csv."""
    row = {name: column[at] for name, column in study.records.items()}
    split, n = int(row["split"]), int(row["n"])
    is_standardized = row["scaling"] == "standardized"
    data, units = exact_data(split, is_standardized)
    piece = next(one for one in job.pieces if (one.input, one.scaling) == (row["input"], row["scaling"]))
    given = made._systems.given(piece, split)
    sent = given["rows"].reshape(-1, 4)[:n]
    scaled = made._systems.scaled(measure.setting(piece), SPLITS)
    rounded = sent / scaled.rows[split, :n, None] / np.append(scaled.columns[split], 1.0)
    single = sent.astype(np.float32)
    beta = np.linalg.lstsq(single[:, :-1], single[:, -1], rcond=None)[0].astype(np.float64) * scaled.columns[split]
    with mpmath.workdps(80):
        beta = [mpmath.mpf(float(value)) for value in beta]

        def mean_square(one):
            return sum((sum(x * b for x, b in zip(line[:-1], one)) - line[-1]) ** 2 for line in data[n:].tolist()) / (len(data) - n)

        def length(values):
            return mpmath.sqrt(sum(value**2 for value in values))

        def error(reference):
            weights = np.sqrt(np.mean(data[:, :-1] ** 2, axis=0)).tolist()
            off = length([w * (b - r) for w, b, r in zip(weights, beta, reference)])
            return off / length([w * r for w, r in zip(weights, reference)])

        def test_error(reference):
            return abs(mean_square(beta) - mean_square(reference)) / mean_square(reference)

        exact, own = exact_solution(data[:n]), exact_solution(rounded)
        residuals = [sum(x * b for x, b in zip(line[:-1], beta)) - line[-1] for line in rounded.tolist()]
        expected = {
            "beta_norm": length([b / float(u) for b, u in zip(beta, units)]),
            "residual_norm": length(residuals),
            "beta_error": error(exact),
            "beta_error_rounded": error(own),
            "beta_ulps": max(abs(b - r) / mpmath.mpf(2) ** (mpmath.floor(mpmath.log(abs(r), 2)) - 23) for b, r in zip(beta, own)),
            "test_mse": mean_square(beta),
            "test_error": test_error(exact),
            "test_error_rounded": test_error(own),
        }
    sigma = np.linalg.svd(sent[:, :-1], compute_uv=False)
    unit = sent[:, :-1] / np.linalg.norm(sent[:, :-1], axis=0 if n >= 3 else 1, keepdims=True)
    of_unit = np.linalg.svd(unit, compute_uv=False)
    expected |= {"kappa": sigma[0] / sigma[-1], "kappa_scaled": of_unit[0] / of_unit[-1], "sigma_min": sigma[-1]}
    return row, {name: float(value) for name, value in expected.items()}


def test_every_measure_is_that_of_a_plain_computation(run, study):
    made, job, _ = run
    # What is far below a residual's own rounding has few digits: the fit is exact at n ≤ D.
    loose = {"residual_norm": 1e-12}
    checked = 0
    for at in np.flatnonzero(study.records["solver"] == "jacobi"):
        row, expected = slow(study, made, job, at)
        assert row["status"] == "ok"
        for name, value in expected.items():
            assert row[name] == pytest.approx(value, rel=1e-7, abs=loose.get(name, 0.0)), (name, row)
        checked += 1
    assert checked == 2 * SPLITS * (5 + 3 + 2 + 5)


def test_a_fit_without_a_solution_has_no_errors(study):
    failed = (study.records["solver"] == "cholesky") & (study.records["n"] == 1)
    assert failed.any() and set(study.records["status"][failed]) == {"singular"}
    for name in ("beta_norm", "residual_norm", "beta_error", "beta_error_rounded", "beta_ulps", "test_mse", "test_error"):
        assert np.array_equal(np.isnan(study.records[name]), failed), name
    assert np.isfinite(study.records["kappa"]).all()


def test_instructions_are_counted_on_an_emulator_alone(run, study):
    made, job, recordings = run
    cycles = study.records["cycles"]
    assert (cycles > 0).all()
    assert study.records["instructions"] == pytest.approx(40 * cycles)  # 25 MHz, a nanosecond each
    riscv = made.study(job, recordings, boards.load("riscv_virt32"))
    assert np.array_equal(riscv.records["instructions"], riscv.records["cycles"])
    desktop = made.study(job, recordings, boards.load("desktop"))
    assert np.isnan(desktop.records["cycles"]).all() and np.isnan(desktop.records["instructions"]).all()
    silicon = made.study(job, recordings, boards.load("nucleo_f446re"))
    assert np.isfinite(silicon.records["cycles"]).all() and np.isnan(silicon.records["instructions"]).all()
    assert study.is_emulated and not silicon.is_emulated


def test_columns_are_as_the_study_names_them(study):
    for columns, names in ((study.records, RECORDS), (study.inputs, INPUTS)):
        assert tuple(columns) == names
        assert len({len(column) for column in columns.values()}) == 1
        assert all(column.dtype == np.float64 for name, column in columns.items() if name not in TEXTS)


def test_each_input_has_one_row_for_each_split_and_size(study):
    keys = list(zip(*(study.inputs[name].tolist() for name in ("dataset", "split", "n", "input", "scaling"))))
    assert len(set(keys)) == len(keys)
    at = {key[3] for key in keys if key[2] == 3 and key[4] == "raw"}
    assert {"float64", "p3", "p24", "stochastic-p3", "stochastic-p24", "adc8", "adc16"} <= at
    exact = study.inputs["input"] == "float64"
    assert (study.inputs["beta_error"][exact] == 0).all() and (study.inputs["test_error"][exact] == 0).all()


def test_the_inputs_part_is_that_of_the_exact_solutions(study):
    data, _ = exact_data(1, False)
    rounded = np.float64(np.float32(data[:3]))
    with mpmath.workdps(80):
        means = [
            sum((sum(x * b for x, b in zip(line[:-1], beta)) - line[-1]) ** 2 for line in data[3:].tolist()) / (len(data) - 3)
            for beta in (exact_solution(data[:3]), exact_solution(rounded))
        ]
        expected = float(abs(means[1] - means[0]) / means[0])
    wanted = {"split": 1, "n": 3, "input": "float32", "scaling": "raw"}
    chosen = np.all([study.inputs[name] == value for name, value in wanted.items()], axis=0)
    assert study.inputs["test_error"][chosen] == pytest.approx([expected], rel=1e-7)
    assert study.inputs["test_mse"][chosen] == pytest.approx([float(means[1])], rel=1e-12)


def test_draws_have_the_populations_error():
    made, job, recordings = finished(selection=Selection(solvers=("jacobi",)), sources=(Gaussian(),))
    study = made.study(job, recordings, boards.load("mps2_an386"))
    assert study.draws == 20 * SPLITS == len(study.records["n"])
    assert study.datasets == []
    drawn = np.random.RandomState([20, 7]).randn(22, 20)
    weights = drawn[20] / np.sqrt(20)
    rows = np.column_stack([drawn[:20], drawn[:20] @ weights + drawn[21]]).astype(np.float32)
    beta = np.linalg.lstsq(rows[:, :-1], rows[:, -1], rcond=None)[0].astype(np.float64)
    assert study.records["test_mse"][7] == pytest.approx(np.sum((beta - weights) ** 2) + 1.0, rel=1e-12)


def test_the_ridge_is_the_best_of_the_grid(run):
    made, job, _ = run
    piece = next(one for one in job.pieces if (one.input, one.scaling) == ("float32", "raw"))
    (found,) = made._systems.ridges(piece)[[2]]  # n = 3
    data = [exact_data(split, False)[0] for split in range(SPLITS)]
    grid = 10.0 ** -np.arange(0, 12.5, 0.5) * 3 * np.mean([one[:3, :-1] ** 2 for one in data])

    def error(ridge, one):
        x, y = one[:3, :-1], one[:3, -1]
        beta = np.linalg.solve(x.T @ x + ridge * np.eye(3), x.T @ y)
        return np.mean((one[3:, :-1] @ beta - one[3:, -1]) ** 2)

    medians = [np.median([error(ridge, one) for one in data]) for ridge in grid]
    assert found == pytest.approx(grid[np.argmin(medians)])


def test_files_say_what_the_arrays_do(run):
    made, job, recordings = run
    outcome = made.conclude(job, recordings)
    rows = list(csv.DictReader(io.StringIO(outcome.files["records.csv"])))
    assert tuple(rows[0]) == RECORDS
    for name in RECORDS:
        column = outcome.data.records[name]
        if name in TEXTS:
            assert [row[name] for row in rows] == column.tolist()
        else:
            assert np.array_equal([float(row[name] or "nan") for row in rows], column, equal_nan=True)
    assert rows[0]["n"] == "1" and rows[0]["rank"] == "1"
    assert len(outcome.files["inputs.csv"].splitlines()) == 1 + len(outcome.data.inputs["n"])


def test_solutions_are_of_the_rows_as_they_are(run):
    made, job, recordings = run
    sheet = job.sheets(recordings)["solutions.csv"]
    rows = list(csv.DictReader(io.StringIO(sheet.text)))
    assert sheet.keys == 7 and len(rows) == 2 * 2 * SPLITS * (5 + 3 + 2 + 5)
    assert len({tuple(row.values())[:7] for row in rows}) == len(rows)
    (raw, columns, unit) = (
        np.array([float(row[f"beta_{j}"]) for j in (1, 2, 3)])
        for by in ("raw", "columns", "standardized")
        for row in rows
        if (row["scaling"], row["n"], row["split"], row["solver"], row["input"]) == (by, "39", "0", "jacobi", "float32")
    )
    assert columns == pytest.approx(raw, rel=1e-5) and unit == pytest.approx(raw, rel=1e-5)


def test_shards_are_the_whole():
    whole = recorded(planned().job(boards.load("mps2_an386")))
    shards = [recorded(planned(shard=Shard(index, 3)).job(boards.load("mps2_an386"))) for index in (1, 2, 3)]
    for number, one in enumerate(whole):
        units = [unit for shard in shards for unit in shard[number].units()]
        assert sorted(units) == sorted(one.units()) and len(set(units)) == len(units)


def test_a_firmware_without_a_case_is_one_sentence():
    job = planned().job(boards.load("mps2_an386"))
    board = FakePrecision()
    board.case_names, board.cases = board.case_names[1:], board.cases - 1
    with pytest.raises(UserError, match="The board's firmware has no case jacobi/float32; build and flash"):
        conversation.record(Link(board), conversation.identify(Link(board)), job.recordings()[0], lambda data: None, job.sets[0].given)


def test_the_reference_can_be_stopped_before_and_while_it_runs():
    made = planned()
    job = made.job(boards.load("mps2_an386"))
    made.stop()
    with pytest.raises(UserError, match="Stopped"):
        made.prepare(job)
    assert threading.active_count() >= 1
