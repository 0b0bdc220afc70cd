# SPDX-License-Identifier: MIT
"""docs/ACCURACY.md takes the tables that ./minnorm accuracy makes."""

import sys

import pytest
from minnorm.commands import accuracy, cli, generated
from minnorm.errors import UserError


def test_every_table_has_its_place_in_the_document():
    text = accuracy.DOCUMENT.read_text()
    for name in (*accuracy.TABLES, accuracy.HOSTILE):
        assert f"| {name} |" in generated.replaced(text, name, f"| {name} |\n")


def test_the_tables_of_the_program_are_written(tmp_path, monkeypatch):
    program = tmp_path / "numeric_report"
    program.write_text(f"#!{sys.executable}\nimport sys\nprint('table of', *sys.argv[1:])\n")
    program.chmod(0o755)
    written = tmp_path / "ACCURACY.md"
    written.write_text(accuracy.DOCUMENT.read_text())
    monkeypatch.setattr(accuracy, "_build", lambda: program)
    monkeypatch.setattr(accuracy, "DOCUMENT", written)
    accuracy.run(accuracy.TABLES)
    assert cli.main(["accuracy", "--hostile", "1000", "--climb", "2"]) == 0
    for line in (*accuracy.TABLES, "hostile 1000 2"):
        assert f"table of {line}\n" in written.read_text()


def test_a_climb_without_drawn_matrices_is_refused(capsys):
    assert cli.main(["accuracy", "--climb", "2"]) != 0
    assert "give --hostile MATRICES too" in capsys.readouterr().err


def test_a_program_that_fails_is_told_in_a_sentence(tmp_path, monkeypatch):
    program = tmp_path / "numeric_report"
    program.write_text("#!/bin/sh\necho no memory >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setattr(accuracy, "_build", lambda: program)
    with pytest.raises(UserError, match="status 3: no memory"):
        accuracy.run(accuracy.TABLES)
