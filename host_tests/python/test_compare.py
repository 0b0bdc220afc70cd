# SPDX-License-Identifier: MIT
from dataclasses import replace

import numpy as np
import pytest
from minnorm import files
from minnorm.commands import cli
from minnorm.errors import UserError
from minnorm.experiments.regression import csv_tables
from minnorm.runs import compare, record
from minnorm.runs.record import Record, Times

RECORD_COLUMNS, FACTOR_COLUMNS = (",".join(columns) for columns in (csv_tables.RECORD_COLUMNS, csv_tables.FACTOR_COLUMNS))
RECORDS = ["d,0,1,none,,0.5,1.5,0.25,2.0,1,ok,0.5,", "d,0,1,cutoff,0.001,0.5,1.5,0.25,2.0,1,ok,0.5,"]
FACTORS = ["d,0,1,0,1,4.0,-0.5,3.0"]


def write(folder, records=RECORDS, factors=FACTORS, scalar="float", finished=True, columns=RECORD_COLUMNS):
    files.write(folder / "records.csv", "\n".join([columns, *records]) + "\n")
    files.write(folder / "factors.csv", "\n".join([FACTOR_COLUMNS, *factors]) + "\n")
    tables = {"records.csv": 5, "factors.csv": 5}
    made = Record("any", "any", "any", scalar, {"experiment": "regression"}, {}, finished, Times("now"), tables=tables)
    record.write(folder, made)
    return folder


def test_equal_runs_are_identical(tmp_path, capsys):
    one, other = write(tmp_path / "a"), write(tmp_path / "b")
    assert cli.main(["compare", str(one), str(other)]) == 0
    assert "records.csv: 2 rows compared, 2 bit-identical, largest difference 0 ulp" in capsys.readouterr().out


def test_one_bit_is_found_and_measured(tmp_path, capsys):
    next_up = np.nextafter(np.float32(1.5), np.float32(2))
    rows = [RECORDS[0].replace("1.5", str(next_up)), RECORDS[1]]
    assert cli.main(["compare", str(write(tmp_path / "a")), str(write(tmp_path / "b", rows))]) == 1
    assert "2 rows compared, 1 bit-identical, largest difference 1 ulp" in capsys.readouterr().out


def test_a_difference_in_factors_counts(tmp_path):
    assert cli.main(["compare", str(write(tmp_path / "a")), str(write(tmp_path / "b", factors=["d,0,1,0,1,4.0,0.5,3.0"]))]) == 1


@pytest.mark.parametrize("change", [("2.0,1,ok,0.5,", "2.0,2,ok"), (",ok", ",no_convergence")])
def test_ranks_and_status_count(tmp_path, change):
    rows = [row.replace(*change) for row in RECORDS]
    assert cli.main(["compare", str(write(tmp_path / "a")), str(write(tmp_path / "b", rows))]) == 1


def test_missing_rows_are_a_difference(tmp_path, capsys):
    assert cli.main(["compare", str(write(tmp_path / "a")), str(write(tmp_path / "b", RECORDS[:1]))]) == 1
    assert "1 row in one run only" in capsys.readouterr().out


def test_runs_that_cannot_be_compared_are_told(tmp_path):
    good = write(tmp_path / "good")
    cases = {
        "There is no run": tmp_path / "none",
        "is not finished": write(tmp_path / "half", finished=False),
        "compare runs of one scalar": write(tmp_path / "double", scalar="double"),
        "different columns; compare runs of one version": write(tmp_path / "columns", [f"{row},1" for row in RECORDS], columns=RECORD_COLUMNS + ",more"),
    }
    (tmp_path / "empty").mkdir()
    cases["is no run"] = tmp_path / "empty"
    for message, other in cases.items():
        with pytest.raises(UserError, match=message):
            compare.compare(good, other)


@pytest.mark.parametrize(
    "records",
    [
        [RECORDS[0].replace("1.5", "much"), RECORDS[1]],
        [RECORDS[0], "d,0,1,cutoff,0.001"],
        [RECORDS[0], RECORDS[1] + ",1"],
        [RECORDS[0], RECORDS[1], RECORDS[1]],
    ],
)
def test_a_damaged_table_is_one_sentence(tmp_path, records):
    good, bad = write(tmp_path / "good"), write(tmp_path / "bad", records)
    for pair in ((good, bad), (bad, good)):
        with pytest.raises(UserError, match=r"bad/records.csv is damaged.*start that run again with its --out\."):
            compare.compare(*pair)


def test_a_table_with_a_strange_byte_is_one_sentence(tmp_path):
    good, bad = write(tmp_path / "good"), write(tmp_path / "bad")
    (bad / "records.csv").write_bytes((bad / "records.csv").read_bytes() + b"\xff")
    with pytest.raises(UserError, match="is damaged: it is no text"):
        compare.compare(good, bad)


def test_what_is_no_run_gets_the_advice_of_this_command(tmp_path):
    good = write(tmp_path / "good")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").touch()
    (tmp_path / "list").mkdir()
    (tmp_path / "list" / record.RUN).write_text("[]")
    for name in ("letters", "list"):
        with pytest.raises(UserError, match="Give a folder that ./minnorm run wrote") as told:
            compare.compare(good, tmp_path / name)
        assert "--out" not in str(told.value)


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        (1.0, 1.0, 0),
        (0.0, -0.0, 0),
        (1.0, 1 + 2**-23, 1),
        (0.0, 2.0**-149, 1),
        (0.0, -(2.0**-149), 1),
        (-(2.0**-149), 2.0**-149, 2),
        (-1.0, 1.0, 2 * 0x3F800000),
        (np.nan, np.nan, 0),
        (np.nan, 1.0, np.inf),
        (np.inf, 1.0, np.inf),
    ],
)
def test_distance_in_units_in_the_last_place(first, second, distance):
    assert compare.ulps(np.array([first]), np.array([second]), "float")[0] == distance


@pytest.mark.parametrize("keys", [0, -1, 13])
def test_a_record_that_names_rows_by_too_many_columns_or_none_is_told(keys, tmp_path, capsys):
    one = write(tmp_path / "a")
    record.write(one, replace(record.finished(one), tables={"records.csv": keys}))
    assert cli.main(["compare", str(one), str(one)]) == 1
    assert f"records.csv is damaged: it has no column beside the {keys} that name a row; start that run again" in capsys.readouterr().err


@pytest.mark.parametrize("change", [(",ok,", ",overflow,"), (",1.5,", ",,")])
def test_a_value_that_one_run_does_not_have_is_a_difference(tmp_path, capsys, change):
    rows = [RECORDS[0].replace(*change).replace(",0.5,1.5,", ",,1.5,"), RECORDS[1]]
    assert cli.main(["compare", str(write(tmp_path / "a")), str(write(tmp_path / "b", rows))]) == 1
    assert "2 rows compared, 1 bit-identical, largest difference inf ulp" in capsys.readouterr().out


@pytest.mark.parametrize("tables", [{}, {"records.csv": 5}])
def test_runs_of_other_tables_are_not_compared(tmp_path, tables):
    good, other = write(tmp_path / "good"), write(tmp_path / "other")
    record.write(other, replace(record.read(other), tables=tables))
    for pair in ((good, other), (other, good)):
        with pytest.raises(UserError, match="have different tables; compare runs of one version|other/run.json is not what minnorm writes"):
            compare.compare(*pair)
    assert not compare.is_identical({})


def test_what_stands_in_a_table_cannot_rule_a_terminal(tmp_path, capsys):
    rows = [RECORDS[0].replace("d,", "\x1b[2Jd,", 1), RECORDS[1]]
    assert cli.main(["compare", str(write(tmp_path / "a")), str(write(tmp_path / "b", rows))]) == 1
    assert "?[2Jd,0,1,none is in one run only" in capsys.readouterr().out
