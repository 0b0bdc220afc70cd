# SPDX-License-Identifier: MIT
"""What README.md and docs/ say of themselves is what the commands would write."""

import re
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from minnorm import experiments
from minnorm.bench import c_flash
from minnorm.commands import cli, generated, run
from minnorm.device import boards
from minnorm.errors import UserError
from minnorm.experiments.precision import words
from minnorm.experiments.regression import datasets, plan, problem, summary
from minnorm.experiments.regression.rounding import Parts
from minnorm.experiments.regression.sweep import Sweep
from minnorm.report import markdown
from minnorm.runs import everything

import small_study
from test_equation import table


def test_the_board_table_has_the_boards_that_there_are():
    part = re.search(r"<!-- begin boards\b[^\n]*-->\n(.*?)<!-- end boards -->", generated.BOARDS.read_text(), re.DOTALL)
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in part[1].splitlines()]
    cells = [list(generated.board_cells(board)) for board in boards.load_all() if not board.is_desktop]
    assert lines[0] == list(generated.BOARD_HEADINGS), "run ./minnorm document RUN"
    assert [line[: len(cells[0])] for line in lines[2:]] == cells, "run ./minnorm document RUN"


def test_the_experiments_tables_are_those_of_a_run_of_all():
    part = re.search(r"<!-- begin all\b[^\n]*-->\n(.*?)<!-- end all -->", generated.EXPERIMENTS.read_text(), re.DOTALL)
    names = re.findall(r"^\*\*(.+)\*\*$", part[1], re.MULTILINE)
    expected = [name for name in experiments.names() if everything.is_short(name) and not generated.has_page(name)]
    assert names == expected, "run ./minnorm document RUN, of ./minnorm run all"
    heads = re.findall(r"^\|  \| value \| .*$", part[1], re.MULTILINE)
    assert len(heads) == len(names) and all(head.endswith("| reference | source | difference |") for head in heads)


def test_the_run_table_has_the_headings_and_rows_of_a_run():
    options = run._options(cli.parser().parse_args(["run"]))
    summaries = []
    for name in plan.DATASETS:
        made = problem.make(datasets.load(name), options.scalar)
        ones = {field.name: np.ones((50, 39)) for field in fields(Sweep)}
        ablations = {"cutoff_test": np.ones((50, 39, 1)), "cutoffs": np.ones(1), "is_good": np.full((50, 39), True)}
        ablations |= {"ridge_test": np.ones((50, 39, 1)), "ridges": np.ones(1), "refinements": {"converged": 1950}}
        swept = Sweep(**{**ones, **ablations})
        dimension = made.dataset.dimension
        factors = table([[0, dimension, 0, 1, 1.0, 1.0, 1.0]])
        parts = Parts(*(np.ones((50, 39)) for _ in range(4)))
        summaries.append(summary.summarize(made, swept, np.ones((50, 39)), factors, parts))
    whole = markdown.value_table(f"{options.board}, {options.scalar}", plan.groups(summaries))
    expected = generated.with_reference(whole).splitlines()
    part = re.search(r"<!-- begin run\b[^\n]*-->\n(.*?)<!-- end run -->", generated.EXPERIMENTS.read_text(), re.DOTALL)
    lines = part[1].splitlines()
    assert lines[:2] == expected[:2], "run ./minnorm document RUN"
    assert [line.split("|")[1:3] for line in lines] == [line.split("|")[1:3] for line in expected], "run ./minnorm document RUN"


def test_the_precision_tables_have_what_a_run_found():
    study = small_study.make(("first", "second"), scalars=("float32", "float64"))
    small_study.fail(study, (study.records["dataset"] == "second") & (study.records["solver"] == "qr"))
    facts, errors, rest = generated.precision_tables(markdown.value_table("a board, double", words.groups(study))).split("\n\n")
    assert [markdown.cells(line)[0] for line in facts.splitlines()[2:]] == ["first", "second"]
    assert "data of 7 bits" in facts and markdown.cells(facts.splitlines()[0])[1:] == list(words.FACTS)
    rows = {cells[0]: cells[1:] for cells in map(markdown.cells, errors.splitlines()[2:])}
    assert rows["jacobi"] == ["1×10⁻⁵ (100%)"] * 2 and rows["qr"] == ["2×10⁻⁵ (100%)", "none (0%)"]
    assert "jacobi in float64" in rows and len(rest.splitlines()) == 2


def test_the_precision_page_has_its_part():
    assert generated.replaced(generated.PRECISION.read_text(), "precision", "")


def test_an_unfinished_run_of_the_precision_study_is_refused(tmp_path):
    (tmp_path / "run.json").write_text(RUN)
    with pytest.raises(UserError, match="no finished run"):
        generated.document(tmp_path)


RUN = """{"board": "a board", "core": "", "build": "", "scalar": "double", "settings": {"experiment": "precision"}, "sources": {},
"finished": false, "times": {"started": ""}, "frames": {}, "tables": {}}"""


def test_the_flash_of_the_c_functions_has_their_names():
    head, _, *rows = generated.C.read_text().partition("flash: written by ./minnorm document c -->\n")[2].splitlines()[: 2 + len(c_flash.LEVELS)]
    assert markdown.cells(head) == ["", *c_flash.FUNCTIONS]
    assert [markdown.cells(row)[0] for row in rows] == [f"`{level}`" for level in c_flash.LEVELS]


def test_what_is_measured_now_goes_where_it_belongs(tmp_path, monkeypatch, capsys):
    page = tmp_path / "C.md"
    page.write_text("<!-- begin flash -->\nold\n<!-- end flash -->")
    monkeypatch.setattr(generated, "C", page)
    monkeypatch.setattr(c_flash, "rows", lambda: [("`-O2`", *"12345")])
    generated.document(Path("c"))
    assert capsys.readouterr().out.splitlines()[-1].endswith("C.md: the part flash is written anew")
    generated.document(Path("c"))
    assert capsys.readouterr().out.splitlines()[-1].endswith("C.md: the part flash is as it was")
    assert page.read_text().splitlines()[-2] == "| `-O2` | 1 | 2 | 3 | 4 | 5 |"


def test_a_part_is_replaced_between_its_markers_and_nothing_else():
    text = "a\n<!-- begin one: by hand -->\nold\n<!-- end one -->\nb\n"
    assert generated.replaced(text, "one", "new\n") == "a\n<!-- begin one: by hand -->\nnew\n<!-- end one -->\nb\n"


def test_a_missing_marker_is_named():
    with pytest.raises(UserError, match="'one'"):
        generated.replaced("nothing here", "one", "")


def test_an_unfinished_run_is_refused(tmp_path):
    with pytest.raises(UserError, match="no finished run"):
        generated.document(tmp_path)
