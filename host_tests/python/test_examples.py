# SPDX-License-Identifier: MIT
"""The pages of docs/examples have what the programs print, and their pictures can be drawn."""

import pytest
from minnorm.commands import cli, example
from minnorm.errors import UserError
from minnorm.report import examples, style

OUTPUTS: dict[str, str] = {}


def output(name: str) -> str:
    return OUTPUTS.setdefault(name, example.output(name, "desktop"))


def test_each_example_has_a_page_in_the_index_and_a_figure():
    index = (example.PAGES / "README.md").read_text()
    assert example.names() == sorted(examples.FIGURES)
    assert [name for name in example.names() if f"({name}.md)" not in index] == []
    assert {path.stem for path in example.PAGES.glob("*.md")} == {"README", *example.names()}


@pytest.mark.parametrize("name", example.names())
def test_the_table_that_a_board_wrote_is_the_desktops(name):
    assert example.shown(examples.parsed(output(name))[0]) in (example.PAGES / f"{name}.md").read_text()


@pytest.mark.parametrize("name", example.names())
def test_the_picture_is_drawn_and_written(name, tmp_path, monkeypatch):
    page = tmp_path / f"{name}.md"
    page.write_text(f"<!-- begin {name} -->\nwhat it was\n<!-- end {name} -->\n")
    monkeypatch.setattr(example, "PAGES", tmp_path)
    monkeypatch.setattr(style, "render", lambda figure, tables: {"png": figure.draw(style.Canvas(), tables) or b"drawn"})
    example.document(name, output(name))
    assert (tmp_path / f"{name}.png").read_bytes() == b"drawn"
    assert (example.PAGES / f"{name}.png").exists() and f"({name}.png)" in page.read_text() and "what it was" not in page.read_text()


def test_an_answer_that_is_wrong_is_told_in_a_sentence(tmp_path, monkeypatch):
    program = tmp_path / "example"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(example.build, "build_test", lambda *_: program)
    with pytest.raises(UserError, match="status 1: its answer is not the known one"):
        example.output("attitude", "desktop")


def test_an_unknown_name_is_told_in_a_sentence(capsys):
    assert cli.main(["example", "altitude"]) == 1
    assert "There is no example 'altitude'; there are attitude, " in capsys.readouterr().err
