# SPDX-License-Identifier: MIT
"""What README.md says of itself is what the commands would write."""

import pytest

from minnorm import document
from minnorm.errors import UserError


def test_the_board_table_in_the_readme_is_current():
    text = document.README.read_text()
    assert document.replaced(text, "boards", document.board_table()) == text, "run ./minnorm document RUN"


def test_a_part_is_replaced_between_its_markers_and_nothing_else():
    text = "a\n<!-- begin one: by hand -->\nold\n<!-- end one -->\nb\n"
    assert document.replaced(text, "one", "new\n") == "a\n<!-- begin one: by hand -->\nnew\n<!-- end one -->\nb\n"


def test_a_missing_marker_is_named():
    with pytest.raises(UserError, match="'one'"):
        document.replaced("nothing here", "one", "")


def test_an_unfinished_run_is_refused(tmp_path):
    with pytest.raises(UserError, match="no finished run"):
        document.document(tmp_path)
