# SPDX-License-Identifier: MIT
"""The datasets of the regression sweep, and a user's own CSV file: raw features, unless asked for otherwise."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from minnorm.errors import UserError, did_you_mean
from minnorm.experiments import sheets
from minnorm.experiments.options import Preparation, is_file
from minnorm.experiments.regression import csvfile, splits

INTERCEPT = "intercept"  # the feature that is 1
MODES = tuple(range(1, 11))
SYNTHETIC_MODES = (5, 10, 15, 20, 25)
# Columns whose directions agree to this are one column: a singular value between them is rounding, not data.
_SAME_DIRECTION = 1e-12
_SIMILAR = 1 - 1e-9  # a cosine

WHO_COLUMNS = (
    "Adult Mortality",
    "infant deaths",
    "Alcohol",
    "percentage expenditure",
    "Hepatitis B",
    "Measles",
    "BMI",
    "under-five deaths",
    "Polio",
    "Total expenditure",
    "Diphtheria",
    "HIV/AIDS",
    "GDP",
    "Population",
    "thinness 1-19 years",
    "thinness 5-9 years",
    "Schooling",
)
WHO_TARGET = "Life expectancy"
CALIFORNIA_COLUMNS = ("MedInc", "HouseAge", "AveRooms", "AveBedrms", "Population", "AveOccup", "Latitude", "Longitude")


@dataclass(frozen=True)
class Dataset:
    """`features` is rows × D and `target` has one entry a row, both float64; `modes` are ablation 2's mode counts.

    `most` is how many rows the sweep trains on at most. `is_own` tells a user's own file from the paper's datasets, whatever its name;
    `lines` are where that has the rows.
    """

    name: str
    source: str
    columns: tuple[str, ...]
    target_name: str
    features: np.ndarray
    target: np.ndarray
    modes: tuple[int, ...] = MODES
    is_own: bool = False
    lines: Sequence[int] = ()
    most: int = splits.LARGEST_TRAINING_SET
    preparation: Preparation = Preparation()

    @property
    def rows(self) -> int:
        return self.features.shape[0]

    @property
    def dimension(self) -> int:
        return self.features.shape[1]

    @property
    def largest(self) -> int:
        """The largest training set."""
        return splits.largest(self.rows, self.most)

    def place(self, row: int) -> str:
        """Where a person finds the row."""
        return f"line {self.lines[row]}" if self.lines else f"row {row + 1}"


def load(
    name: str,
    *,
    target: str | None = None,
    data_dir: Path | None = None,
    columns: Sequence[str] = (),
    most: int = splits.LARGEST_TRAINING_SET,
) -> Dataset:
    """The named dataset, or the CSV file `name`, of which `columns` may name the features.

    Raises UserError, one sentence, for what cannot be read or has too few rows to train on `most` of them.
    """
    if is_file(name):
        dataset = _from_csv(Path(name), target, columns)
    elif name in LOADERS:
        dataset = LOADERS[name](data_dir)
    else:
        raise UserError(f"There is no dataset {name!r}{did_you_mean(name, LOADERS)}; the datasets are {', '.join(LOADERS)}, or give a CSV file's path.")
    if dataset.rows <= most:
        less = f", or --rows 1..{dataset.rows - 1}" if dataset.rows > 1 else ""
        raise UserError(
            f"{dataset.source} has {dataset.rows} rows; the sweep trains on up to {most} and tests on the others, "
            f"so give at least {most + 1}{less}."
        )
    return replace(dataset, most=most)


def load_all(
    names: Sequence[str],
    *,
    target: str | None,
    data_dir: Path | None,
    preparation: Preparation = Preparation(),
    most: int = splits.LARGEST_TRAINING_SET,
) -> list[Dataset]:
    """Each of those, its columns checked, then prepared. Raises UserError, also if a name comes twice or there is a target of no file."""
    for option, given in (("--target", target), ("--columns", preparation.columns)):
        if given and not any(map(is_file, names)):
            raise UserError(f"{option} names what a CSV file has; give the file with --dataset FILE.csv.")
    found: list[Dataset] = []
    for name in names:
        columns = preparation.columns if is_file(name) else ()
        dataset = load(name, target=target, data_dir=data_dir, columns=columns, most=most)
        if dataset.name in (one.name for one in found):
            raise UserError(f"The dataset {dataset.name} is given twice; rename one file or leave one out.")
        found.append(prepare(dataset, preparation))
    return found


def prepare(dataset: Dataset, preparation: Preparation) -> Dataset:
    """The dataset with features as asked for. Raises UserError if the sweep makes no sense on them, or one is called as the intercept."""
    check_columns(dataset)
    if preparation.standardize:
        features = dataset.features / np.abs(dataset.features).max(axis=0)  # no square leaves the range
        dataset = replace(dataset, features=(features - features.mean(axis=0)) / features.std(axis=0))
        check_columns(dataset)  # two that differ by a constant are the same now
    if preparation.intercept:
        if INTERCEPT in dataset.columns:
            raise UserError(f"{dataset.source} has a column {INTERCEPT!r} of its own; rename it, or leave out --intercept.")
        features = np.column_stack([dataset.features, np.ones(dataset.rows)])
        dataset = replace(dataset, features=features, columns=(*dataset.columns, INTERCEPT))
    return replace(dataset, preparation=preparation)


def check_columns(dataset: Dataset) -> None:
    """Raises UserError if the sweep makes no sense on these columns."""
    where = dataset.source
    columns = np.column_stack([dataset.features, dataset.target])
    names = [*dataset.columns, dataset.target_name]
    constant = np.flatnonzero((columns == columns[0]).all(axis=0))
    if constant.size:
        raise UserError(f"{where}: the column {csvfile.shown(names[constant[0]])!r} is constant; remove it.")
    pair = _same_columns(columns)
    if pair is not None:
        first, second = (csvfile.shown(names[place]) for place in pair)
        raise UserError(f"{where}: the columns {first!r} and {second!r} are the same up to a factor; remove one of them.")


def check_range(dataset: Dataset, scalar: str, way_out: str = "scale the column, or run with --scalar double") -> None:
    """Raises UserError if a value does not fit the board's scalar."""
    limit = np.finfo(sheets.REAL[scalar]).max
    columns = np.column_stack([dataset.features, dataset.target])
    bad = np.argwhere(np.abs(columns) > limit)
    if bad.size:
        row, column = bad[0]
        name = [*dataset.columns, dataset.target_name][column]
        value = float(columns[row, column])
        raise UserError(
            f"{dataset.source}: {value!r} in {dataset.place(row)}, column {name!r} is too large for float32; {way_out}."
        )


def _same_columns(columns: np.ndarray) -> tuple[int, int] | None:
    unit = columns / np.abs(columns).max(axis=0)
    unit = unit / np.linalg.norm(unit, axis=0)
    cosines = unit.T @ unit
    # Cosines find the pairs worth a look, but cannot resolve angles below 1e-8: the difference of unit vectors can.
    for second, first in np.argwhere(np.tril(np.abs(cosines) > _SIMILAR, -1)):
        if np.linalg.norm(unit[:, second] - np.sign(cosines[first, second]) * unit[:, first]) < _SAME_DIRECTION:
            return first, second
    return None


def _from_csv(path: Path, target: str | None, columns: Sequence[str]) -> Dataset:
    names, values, lines = csvfile.numbers(path)
    if len(names) < 2:
        raise UserError(f"{path} has one column; it needs at least one feature and the target, separated by commas.")
    if target is None:
        raise UserError(f"Which column of {path} is the target? Give --target with one of: {csvfile.shown(*names)}.")
    wanted, *features = (" ".join(name.split()) for name in (target, *columns))
    for name in (wanted, *features):
        if name not in names:
            near = did_you_mean(name, filter(str.isprintable, names))
            raise UserError(f"{path} has no column {name!r}{near}; its columns are {csvfile.shown(*names)}.")
    if len({wanted, *features}) <= len(features):
        raise UserError(f"--columns names a feature twice, or the target {wanted!r}; name each feature once.")
    chosen = [names.index(name) for name in features or names if name != wanted]
    return Dataset(
        name=re.sub(r"[^A-Za-z0-9._-]+", "_", path.stem),
        source=str(path),
        columns=tuple(names[place] for place in chosen),
        target_name=wanted,
        features=values[:, chosen],
        target=values[:, names.index(wanted)],
        is_own=True,
        lines=lines,
    )


def _synthetic(_: Path | None) -> Dataset:
    generator = np.random.RandomState(0)
    inputs = generator.randn(1000, 30)
    weights = generator.randn(30, 1)
    return Dataset(
        name="synthetic",
        source="synthetic",
        columns=tuple(f"x{index}" for index in range(1, 21)),
        target_name="y",
        features=np.ascontiguousarray(inputs[:, :20]),
        target=(inputs @ weights)[:, 0],
        modes=SYNTHETIC_MODES,
    )


def _diabetes(_: Path | None) -> Dataset:
    from sklearn.datasets import load_diabetes

    data = load_diabetes()
    return Dataset("diabetes", "diabetes", tuple(data.feature_names), "progression", data.data, data.target)


def _california(data_dir: Path | None) -> Dataset:
    if data_dir is None:
        return _california_from_sklearn()
    path = data_dir / "cal_housing.data"
    lines = csvfile.rows(path)
    for line, cells in lines:
        values = np.array([csvfile.number(cell) for cell in cells], dtype=np.float64)  # NaN of no number
        if len(values) != 9:
            raise UserError(f"{path} line {line} has {len(values)} cells and StatLib's cal_housing.data has 9; download it again.")
        if not np.isfinite(values).all():
            raise UserError(f"{path} line {line} holds something else than finite numbers; download it again.")
        if values[6] <= 0:
            raise UserError(f"{path} line {line} counts no households, which others are divided by; download it again.")
    raw = np.array([cells for _, cells in lines], dtype=np.float64)
    longitude, latitude, age, rooms, bedrooms, population, households, income, value = raw.T
    ratios = rooms / households, bedrooms / households, population, population / households
    features = np.column_stack([income, age, *ratios, latitude, longitude])
    return Dataset("california", str(path), CALIFORNIA_COLUMNS, "MedHouseVal", features, value / 1e5)


def _california_from_sklearn() -> Dataset:
    from sklearn.datasets import fetch_california_housing

    try:
        data = fetch_california_housing()
    except Exception:  # scikit-learn lets through whatever its download raises
        raise UserError(
            "The dataset california could not be downloaded; give --data-dir with a folder that holds StatLib's cal_housing.data."
        ) from None
    return Dataset("california", "california", CALIFORNIA_COLUMNS, "MedHouseVal", data.data, data.target)


def _who(data_dir: Path | None) -> Dataset:
    if data_dir is None:
        raise UserError("The dataset who needs its file: give --data-dir with a folder that holds life_expectancy.csv.")
    path = data_dir / "life_expectancy.csv"
    names, lines = csvfile.read(path)
    wanted = [*WHO_COLUMNS, WHO_TARGET]
    for name in wanted:
        if name not in names:
            raise UserError(f"{path} has no column {name!r}; it must be the WHO life expectancy file.")
    complete = [row for _, row in lines if all(row)]
    table = [[csvfile.number(row[names.index(name)]) for name in wanted] for row in complete]
    if any(value is None for row in table for value in row):
        raise UserError(f"{path} holds text where numbers belong; it must be the WHO life expectancy file.")
    values = np.array(table, dtype=np.float64).reshape(-1, len(wanted))
    bad = np.flatnonzero(~np.isfinite(values).all(axis=0))
    if bad.size:
        raise UserError(f"{path} column {wanted[bad[0]]!r} holds NaN or infinity; it must be the WHO life expectancy file.")
    return Dataset("who", str(path), WHO_COLUMNS, WHO_TARGET, values[:, :-1], values[:, -1])


LOADERS = {"diabetes": _diabetes, "synthetic": _synthetic, "california": _california, "who": _who}
