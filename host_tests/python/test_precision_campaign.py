# SPDX-License-Identifier: MIT
"""What a run of the precision study solves, and what it refuses."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from minnorm.commands import cli, run
from minnorm.device import boards
from minnorm.errors import UserError
from minnorm.experiments.options import Options, Selection, selection
from minnorm.experiments.precision import campaign, inputs, plan, scaling
from minnorm.experiments.precision.sources import Gaussian, Tabular
from minnorm.experiments.precision.systems import Systems
from minnorm.runs import everything

from fake_board import small_problem

SMALL = Tabular(small_problem().dataset)


def pieces(selection=Selection(), sources=(SMALL, Gaussian()), splits=2, lasts=(39, 20)):
    return campaign.pieces(selection, sources, splits, lasts)


def rows(found):
    return Counter(
        (piece.source.name, n, case, piece.input, piece.scaling) for piece in found for n in piece.sizes for case in piece.cases
    )


@pytest.mark.parametrize("chosen", [Selection(), Selection(full=True), Selection(solvers=("qr", "qr"), scalings=("rows", "columns"))])
def test_nothing_is_solved_twice(chosen):
    found = pieces(chosen)
    assert set(rows(found).values()) == {1}
    assert len({piece.name for piece in found}) == len(found)


def test_the_default_has_every_size_in_float32_and_the_rest_at_the_threshold():
    found = rows(pieces())
    assert all(("small", n, f"{solver}/float32", "float32", "raw") in found for n in range(1, 40) for solver in campaign.SOLVERS)
    at = [key for key in found if key[0] == "small" and key[2].endswith("/bfloat16")]
    assert {key[1] for key in at} == {3} and len(at) == 12
    assert ("small", 3, "refined/float-float", "float32", "raw") not in found
    assert {key[1] for key in found if key[4] == "rows"} == {1} and {key[1] for key in found if key[4] == "columns"} == {3}
    assert {key[3] for key in found} == {"float32", "p8", "p11", "p16", "stochastic-p8", "stochastic-p11", "adc8", "adc10", "adc12", "adc16"}
    assert {key[1] for key in found if key[0] == "gaussian"} == {20}


def test_draws_go_by_the_splits():
    draws = {piece.splits for full in (False, True) for piece in pieces(Selection(full=full)) if piece.source.name == "gaussian"}
    assert draws == {2 * 20, 2 * 200}


def test_what_is_given_is_multiplied_with_the_usual_rest():
    found = rows(pieces(Selection(solvers=("jacobi",), inputs=("p8", "adc12"), rows=("2-4", "D")), (SMALL,), lasts=(39,)))
    assert set(found) == {("small", n, "jacobi/float32", kind, "raw") for n in (2, 3, 4) for kind in ("p8", "adc12")}


def test_full_is_everything_that_is_not_given():
    found = rows(pieces(Selection(rows=("D",), full=True), (SMALL,), lasts=(39,)))
    missing = {f"{solver}/{scalar}" for solver, scalar in campaign.MISSING}
    assert {key[2] for key in found} == {f"{a}/{b}" for a in campaign.SOLVERS for b in campaign.SCALARS} - missing
    assert {key[3] for key in found} == set(inputs.KINDS)
    assert {key[4] for key in found} == set(scaling.SCALINGS) - {"rows"}


def test_a_board_with_little_memory_solves_what_it_can():
    found = rows(pieces(sources=(SMALL,), lasts=(2,)))
    assert {key[1] for key in found} == {1, 2}
    assert {key[4] for key in found} == {"raw", "rows", "standardized"}


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"solvers": ("lu",)}, "--solvers has no 'lu'; there are jacobi, jacobi-default, "),
        ({"scalars": ("float",)}, "--scalars has no 'float'; there are float32, float32-fma, "),
        ({"inputs": ("p25",)}, "--inputs has no 'p25'; there are float64, float32, p3 … p24, "),
        ({"scalings": ("none",)}, "--scalings has no 'none'; there are raw, columns, rows, standardized"),
        *(({"rows": (text,)}, f"--rows has no '{text}'; give numbers such as 5 or 8..12, D, or D/2.") for text in ("0", "5-3", "5-", "x", "-1", "٣")),
        ({"scalings": ("rows",), "rows": ("D",)}, "Nothing is left to run: columns are scaled from N = D on"),
        ({"solvers": ("refined",), "scalars": ("float-float",)}, "Nothing is left to run"),
        ({"rows": ("40-50",)}, "training sets have up to 39 rows"),
        ({"rows": ("40..50",)}, "training sets have up to 39 rows"),
    ],
)
def test_what_there_is_not_is_one_sentence(chosen, told):
    with pytest.raises(UserError, match=told):
        pieces(Selection(**chosen), (SMALL,), lasts=(39,))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["geometry", "--solvers", "qr"], "--rows and --full choose parts of the precision study; geometry has no such parts"),
        (["regression", "--full"], "--rows and --full choose parts of the precision study; regression has no such parts"),
        (["all", "--inputs", "p8"], "--rows and --full choose parts of the precision study; a run of all has no such parts"),
        (["precision", "--scalar", "float"], "precision computes in every scalar of --scalars, .*leave out --scalar"),
        (["precision", "--repeats", "3"], "precision has --splits, by which its draws go too, and no --repeats"),
        (["precision", "--seed", "3"], "precision has --splits"),
        (["precision", "--solvers", "lu"], "--solvers has no 'lu'"),
        (["precision", "--dataset", "none"], "There is no dataset 'none'"),
        (["precision", "--board", "microbit"], "microbit has no memory for the precision study"),
        (["geometry", "--splits", "3"], "geometry draws its own data"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments, told, capsys):
    assert cli.main(["run", *arguments]) == 1
    assert re.search(told, capsys.readouterr().err)


def test_options_come_back_from_a_command_and_from_a_run():
    chosen = Selection(("qr", "cgls"), ("float64",), (), ("raw",), ("D", "1-4"), True)
    asked = Options("desktop", "double", ("diabetes",), splits=4, experiment="precision", selection=chosen)
    assert run._options(cli.parser().parse_args(asked.arguments())) == asked
    assert selection(chosen.settings()) == chosen
    assert selection({}) == selection(Selection().settings()) == Selection()


def test_a_run_of_all_gives_it_its_scalar_and_no_datasets_of_others(tmp_path):
    found = everything._options(Options("desktop", "float", data_dir=tmp_path), "precision")
    assert (found.scalar, found.datasets) == ("double", ())
    assert everything._options(Options("desktop", "float", data_dir=tmp_path), "geometry").scalar == "float"


def test_data_are_the_usual_ones_and_draws_unless_others_are_named(tmp_path):
    def names(*datasets):
        return [source.name for source in plan.Plan(Options("desktop", "double", datasets, experiment="precision")).sources]

    assert names() == ["diabetes", "synthetic", "gaussian"]
    assert names("synthetic") == ["synthetic"]
    assert names("gaussian") == ["gaussian"]


def test_a_column_too_large_for_float32_is_one_sentence(tmp_path):
    lines = [f"{n},{n * n % 31},{n % 7}" for n in range(44)] + ["1e39,1,1"]
    (tmp_path / "mine.csv").write_text("\n".join(["a,b,y", *lines]))
    with pytest.raises(UserError, match="column 'a' is too large for float32; scale the column.$"):
        plan.Plan(Options("desktop", "double", (f"{tmp_path}/mine.csv",), "y", experiment="precision"))


def test_a_file_may_not_have_the_name_of_the_draws(tmp_path):
    (tmp_path / "gaussian.csv").write_text("\n".join(["a,b,y", *(f"{n},{n * n % 31},{n % 7}" for n in range(45))]))
    with pytest.raises(UserError, match="gaussian.csv: gaussian is what the draws are called; rename the file.$"):
        plan.Plan(Options("desktop", "double", (f"{tmp_path}/gaussian.csv",), "y", experiment="precision"))


def test_each_log_has_a_name_that_a_file_can_have():
    board = boards.load("mps2_an386")
    job = plan.Plan(Options("mps2_an386", "double", splits=2, experiment="precision")).job(board)
    assert all(set(one.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_.") for one in job.sets)
    assert job.counts and job.firmware.scalar == "double"


def test_the_desktop_solves_what_the_board_does():
    board = boards.load("mps2_an386")
    small = replace(board, capacities=tuple(replace(one, rows=12, features=20) for one in board.capacities if one.scalar == "double"))
    planned = plan.Plan(Options("mps2_an386", "double", splits=2, experiment="precision"))
    job = planned.job(small)
    assert planned.job(boards.load("desktop"), like=job).pieces == job.pieces
    assert max(piece.sizes[-1] for piece in job.pieces) == 12
    assert any("has memory for 12 of 39 training rows of diabetes" in limit for limit in job.limits)


def test_only_the_rows_that_are_fitted_are_sent():
    systems = Systems()
    piece = pieces(Selection(solvers=("jacobi", "cholesky"), rows=("3",)), (SMALL,), lasts=(39,))[0]
    assert systems.given(piece, 1)["sizes"].tolist() == [3, 3]
    assert systems.given(piece, 1)["rows"].size == 3 * 4


def test_rows_that_there_are_not_are_named():
    assert campaign.left_out(Selection(rows=("5", "100")), (SMALL,), (39,)) == [
        f"{SMALL.name} has training sets of up to 39 rows: what --rows names beyond, up to 100, is left out."
    ]
    assert campaign.left_out(Selection(rows=("5..39", "D")), (SMALL,), (39,)) == []
