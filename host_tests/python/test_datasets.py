# SPDX-License-Identifier: MIT

import numpy as np
import pytest
from minnorm.errors import UserError
from minnorm.experiments.options import Preparation
from minnorm.experiments.regression import datasets, problem, result

SOURCE = np.random.RandomState(11)
ROWS = SOURCE.randn(50, 4)


def write(path, rows, header="a,b,c,y"):
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")
    return str(path)


def checked(path, target="y"):
    dataset = datasets.load(path, target=target)
    datasets.check_columns(dataset)
    return dataset


def changed(row, column, cell):
    rows = [list(values) for values in ROWS]
    rows[row][column] = cell
    return rows


def with_column(column, values):
    rows = ROWS.copy()
    rows[:, column] = values
    return rows


def test_a_csv_file_is_read_as_it_is(tmp_path):
    dataset = datasets.load(write(tmp_path / "my data.csv", ROWS), target="b")
    assert dataset.name == "my_data"
    assert dataset.columns == ("a", "c", "y")
    assert (dataset.features == ROWS[:, [0, 2, 3]]).all()
    assert (dataset.target == ROWS[:, 1]).all()


def test_spaces_byte_order_marks_and_quotes_do_no_harm(tmp_path):
    path = tmp_path / "a.csv"
    lines = "\r\n".join(f' {a}, "{b}" ,{c},{d}' for a, b, c, d in ROWS).replace(' "', '"').replace('" ', '"')
    path.write_bytes("\ufeffa,b , c,the  target\r\n".encode() + lines.encode() + b"\r\n   \r\n\r\n")
    dataset = datasets.load(str(path), target="the target")
    assert dataset.columns == ("a", "b", "c")
    assert (dataset.features == ROWS[:, :3]).all()


BAD = {
    "blank": (changed(3, 1, ""), "line 5, column 'b': the cell is blank"),
    "text": (changed(0, 2, "much"), "line 2, column 'c': 'much' is not a number"),
    "nan": (changed(9, 0, "NaN"), "line 11, column 'a': 'NaN' is not a finite number"),
    "infinity": (changed(9, 3, "-inf"), "line 11, column 'y': '-inf' is not a finite number"),
    "foreign_digits": (changed(1, 1, "\u0663"), "'\u0663' is not a number"),
    "underscore": (changed(1, 1, "1_000"), "'1_000' is not a number"),
    "too_few_rows": (ROWS[:39], "has 39 rows; .* at least 40"),
    "no_rows": (ROWS[:0], "has 0 rows"),
    "ragged": (changed(4, 3, "1,2"), "line 6 has 5 cells but the header has 4"),
    "constant": (with_column(1, 3.5), "column 'b' is constant"),
    "constant_target": (with_column(3, 0.0), "column 'y' is constant"),
    "duplicate": (with_column(2, ROWS[:, 0]), "columns 'a' and 'c' are the same"),
    "proportional": (with_column(2, -1000.0 * ROWS[:, 0]), "columns 'a' and 'c' are the same up to a factor"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_values_are_told_with_their_place(tmp_path, case):
    rows, message = BAD[case]
    with pytest.raises(UserError, match=message):
        checked(write(tmp_path / "bad.csv", rows))


def test_bad_files_are_told(tmp_path):
    def told(content, message, target="y"):
        path = tmp_path / "bad.csv"
        path.write_bytes(content)
        with pytest.raises(UserError, match=message):
            datasets.load(str(path), target=target)

    numbers = "\n".join(",".join(map(str, row)) for row in ROWS).encode()
    told(b"", "is empty")
    told(b"\n\n", "is empty")
    told(b"\xff\xfe\x00a", "not a text file")
    told(b"a;b;c;y\n" + numbers.replace(b",", b";").replace(b".", b","), "separated by commas")
    told(b"a\tb\tc\ty\n" + numbers.replace(b",", b"\t"), "separated by commas")
    told(numbers, "holds numbers only; put a header row")
    told(b"a,,c,y\n" + numbers, "column 2: the column has no name")
    told(b"a,b,a,y\n" + numbers, "names the column 'a' twice")
    told(b"y\n" + b"\n".join(b"%d" % n for n in range(50)), "has one column")
    told(b"a,b,c,y\n" + numbers, "has no column 'z'; its columns are a, b, c, y", target="z")
    told(b"a,b,c,target\n" + numbers, r"has no column 'taget' \(did you mean target\?\)", target="taget")
    told(b"a,b,c,y\n" + numbers, "Give --target", target=None)
    told(b"a\x1b[2J,b,c,y\n" + numbers, r"Give --target with one of: a\?\[2J, b, c, y\.$", target=None)
    told(b",".join(b"x%d" % n for n in range(99)), r"x38, x39, \.\.\.\.$", target=None)
    told(b"a,b,c,y\n1,2,3," + b"x" * 9999, r"column 'y': 'x{40}\.\.\.' is not a number")
    with pytest.raises(UserError, match="There is no file"):
        datasets.load(str(tmp_path / "none.csv"), target="y")
    with pytest.raises(UserError, match="cannot be read"):
        datasets.load(str(tmp_path) + "/", target="y")


def test_an_unknown_name_lists_the_names():
    with pytest.raises(UserError, match="diabetes, synthetic, california, who"):
        datasets.load("iris")


def test_what_float32_cannot_hold_is_refused_for_float_only(tmp_path):
    dataset = datasets.load(write(tmp_path / "big.csv", changed(2, 1, "1e39")), target="y")
    with pytest.raises(UserError, match="1e\\+39 in line 4, column 'b' is too large for float32"):
        datasets.check_range(dataset, "float")
    datasets.check_range(dataset, "double")


def test_sums_out_of_range_are_refused(tmp_path):
    dataset = datasets.load(write(tmp_path / "big.csv", with_column(1, 3e38 * np.sign(ROWS[:, 1]))), target="y")
    datasets.check_range(dataset, "float")
    with pytest.raises(UserError, match="leave the range of float"):
        problem.make(dataset, "float")


@pytest.mark.parametrize(
    ("scalar", "size", "column"),
    [
        *(("float", 1e20, column) for column in (1, 3)),
        *(("double", 1e155, column) for column in (1, 3)),
        ("float", 1e-19, 3),
        ("float", 1e-33, 1),
        ("double", 1e-155, 3),
        ("double", 1e-295, 1),
    ],
)
def test_squares_out_of_range_are_refused(tmp_path, scalar, size, column):
    dataset = checked(write(tmp_path / "big.csv", with_column(column, size * ROWS[:, column])))
    datasets.check_range(dataset, scalar)
    with pytest.raises(UserError, match=f"leave the range of {scalar}; scale its columns"):
        problem.make(dataset, scalar)


@pytest.mark.parametrize(("size", "column"), [(1e-15, 3), (1e15, 3), (1e-17, 1), (1e13, 1)])
def test_squares_in_range_are_not(tmp_path, size, column):
    problem.make(checked(write(tmp_path / "own.csv", with_column(column, size * ROWS[:, column]))), "float")


def test_the_same_column_is_found_among_many(tmp_path):
    rows = np.random.RandomState(4).randn(60, 1500)
    rows[:, 1400] = -2 * rows[:, 3]
    path = write(tmp_path / "wide.csv", rows, ",".join(f"c{index}" for index in range(1500)))
    dataset = datasets.load(path, target="c9")
    with pytest.raises(UserError, match="'c3' and 'c1400' are the same"):
        datasets.check_columns(dataset)


def test_the_paper_s_own_datasets():
    synthetic = datasets.load("synthetic")
    assert synthetic.features.shape == (1000, 20)
    assert synthetic.modes == (5, 10, 15, 20, 25)
    generator = np.random.RandomState(0)
    inputs, weights = generator.randn(1000, 30), generator.randn(30, 1)
    assert (synthetic.target == (inputs @ weights)[:, 0]).all()
    diabetes = datasets.load("diabetes")
    assert diabetes.features.shape == (442, 10)
    assert np.allclose(np.linalg.norm(diabetes.features, axis=0), 1)


def test_california_from_its_file(shared_data):
    dataset = datasets.load("california", data_dir=shared_data)
    assert dataset.features.shape == (20640, 8)
    assert dataset.target[0] == 4.526
    assert np.allclose(dataset.features[0], [8.3252, 41, 6.98412698, 1.02380952, 322, 2.55555556, 37.88, -122.23])


def test_who_from_its_file(shared_data):
    assert datasets.load("who", data_dir=shared_data).features.shape == (1649, 17)


@pytest.mark.parametrize(("column", "cell"), [(6, 0.0), (6, -1.0), (3, "nan"), (8, "inf"), (8, "1,2"), (2, "old")])
def test_a_damaged_california_file_is_told(tmp_path, recwarn, column, cell):
    rows = np.random.RandomState(5).rand(50, 9).tolist()
    rows[7][column] = cell
    (tmp_path / "cal_housing.data").write_text("\n".join(",".join(map(str, row)) for row in rows))
    with pytest.raises(UserError, match="line 8 .*; download it again"):
        datasets.load("california", data_dir=tmp_path)
    assert not recwarn.list


def test_a_damaged_who_file_is_told(tmp_path):
    names = [*datasets.WHO_COLUMNS, datasets.WHO_TARGET]
    rows = np.random.RandomState(6).rand(50, len(names)).tolist()
    rows[7][names.index("GDP")] = "inf"
    write(tmp_path / "life_expectancy.csv", rows, ",".join(names))
    with pytest.raises(UserError, match="column 'GDP' holds NaN or infinity"):
        datasets.load("who", data_dir=tmp_path)


@pytest.mark.parametrize("name", ["california", "who"])
def test_a_data_dir_without_the_file_is_told(tmp_path, name):
    with pytest.raises(UserError, match="There is no "):
        datasets.load(name, data_dir=tmp_path)


def test_who_without_a_data_dir_is_told():
    with pytest.raises(UserError, match="--data-dir"):
        datasets.load("who")


def test_the_triangle_stands_for_every_row():
    dataset = datasets.load("diabetes")
    made = problem.make(dataset, "double")
    size = dataset.dimension + 1
    triangle = np.zeros((size, size))
    triangle[np.triu_indices(size)] = made.triangle
    table = np.column_stack([dataset.features, dataset.target])
    assert np.allclose(triangle.T @ triangle, table.T @ table, rtol=1e-12)
    assert (np.diag(triangle) > 0).all()
    beta = np.random.RandomState(1).randn(dataset.dimension)
    direct = ((dataset.features @ beta - dataset.target) ** 2).sum()
    assert np.isclose(((triangle @ np.append(beta, -1)) ** 2).sum(), direct, rtol=1e-12)


def test_the_digest_follows_the_data():
    dataset = datasets.load("synthetic")
    digest = problem.make(dataset, "float").digest()
    assert digest == problem.make(datasets.load("synthetic"), "float").digest()
    dataset.target[17] += 1e-9
    assert digest != problem.make(dataset, "float").digest()


def test_lines_are_counted_as_an_editor_does(tmp_path):
    """By every sentence about a file: with empty lines above, a header, and a cell of two lines."""
    path = tmp_path / "own.csv"
    write(path, changed(2, 1, "1e39"), '\n"a\n(metres)",b,c,y')
    with pytest.raises(UserError, match="in line 6, column 'b' is too large"):
        datasets.check_range(datasets.load(str(path), target="y"), "float")
    write(path, changed(2, 1, "none"), '\n"a\n(metres)",b,c,y')
    with pytest.raises(UserError, match="line 6, column 'b': 'none' is not a number"):
        datasets.load(str(path), target="y")


def prepared(tmp_path, rows=ROWS, **given):
    preparation = Preparation(**given)
    (dataset,) = datasets.load_all([write(tmp_path / "own.csv", rows)], target="y", data_dir=None, preparation=preparation)
    return dataset


def test_columns_are_taken_in_the_order_that_is_named(tmp_path):
    dataset = prepared(tmp_path, columns=("c", "a"))
    assert dataset.columns == ("c", "a")
    assert (dataset.features == ROWS[:, [2, 0]]).all() and (dataset.target == ROWS[:, 3]).all()


@pytest.mark.parametrize(
    ("columns", "told"),
    [(("a", "z"), "has no column 'z'; its columns are a, b, c, y"), (("a", "a"), "a feature twice"), (("a", "y"), "or the target 'y'")],
)
def test_columns_that_cannot_be_features_are_refused(tmp_path, columns, told):
    with pytest.raises(UserError, match=told):
        prepared(tmp_path, columns=columns)


def test_columns_of_no_file_are_refused():
    with pytest.raises(UserError, match="--columns names what a CSV file has"):
        datasets.load_all(["diabetes"], target=None, data_dir=None, preparation=Preparation(columns=("age",)))


@pytest.mark.parametrize("scale", [1.0, 1e200, 1e-200])
def test_standardized_features_have_mean_0_and_variance_1_and_the_target_stays(tmp_path, scale):
    rows = ROWS.copy()
    rows[:, 1] = scale * (rows[:, 1] + 3)
    dataset = prepared(tmp_path, rows, standardize=True)
    assert np.allclose(dataset.features.mean(axis=0), 0, atol=1e-14) and np.allclose(dataset.features.std(axis=0), 1)
    assert (dataset.target == rows[:, 3]).all()
    assert "standardized" in result.title(dataset)


def test_columns_that_only_a_constant_sets_apart_cannot_be_standardized(tmp_path):
    rows = with_column(1, 2 * ROWS[:, 0] + 1)
    prepared(tmp_path, rows)
    with pytest.raises(UserError, match="'a' and 'b' are the same"):
        prepared(tmp_path, rows, standardize=True)


def test_an_intercept_is_one_more_feature(tmp_path):
    dataset = prepared(tmp_path, standardize=True, intercept=True)
    assert dataset.columns == ("a", "b", "c", "intercept") and (dataset.features[:, 3] == 1).all()
    assert result.title(dataset) == "own, standardized, with intercept (D = 4)"
    path = write(tmp_path / "has.csv", ROWS, "a,intercept,c,y")
    with pytest.raises(UserError, match="has a column 'intercept' of its own"):
        datasets.load_all([path], target="y", data_dir=None, preparation=Preparation(intercept=True))


def test_fewer_rows_do_for_a_shorter_sweep(tmp_path):
    path = write(tmp_path / "few.csv", ROWS[:21])
    with pytest.raises(UserError, match=r"at least 40, or --rows 1\.\.20"):
        datasets.load(path, target="y")
    assert datasets.load(path, target="y", most=20).largest == 20


def test_a_device_is_no_file():
    with pytest.raises(UserError, match="^/dev/zero is a device; give a file.$"):
        datasets.load("/dev/zero", target="y")


def test_a_name_that_run_json_cannot_hold_is_one_sentence(tmp_path):
    with pytest.raises(UserError, match="is not in UTF-8; rename it.$"):
        datasets.load(f"{tmp_path}/a\udcff.csv", target="y")
