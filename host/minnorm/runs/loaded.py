# SPDX-License-Identifier: MIT
"""A finished run in pandas."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from minnorm import files
from minnorm.errors import UserError
from minnorm.runs import record
from minnorm.runs.record import Record

if TYPE_CHECKING:  # optional
    from pandas import DataFrame


@dataclass(frozen=True)
class Loaded:
    """`record` is what run.json says. `tables` are by name, such as "records": a row for each line of records.csv, nothing is NaN.

    Reals of a float32 run are float64, whose `astype("float32")` has the board's bits. `values` has a row for each figure of merit:
    `group`, `name`, `value`, and where they are known `interval`, `reference_value`, `reference_interval` and `reference_source`.
    """

    record: Record
    tables: dict[str, "DataFrame"]
    values: "DataFrame"

    def to_parquet(self, folder: str | Path) -> list[Path]:
        """Writes each table, and the values, to a file NAME.parquet in the folder; returns their paths.

        Raises UserError if pyarrow is not installed, or a file cannot be written.
        """
        every = {**self.tables, "values": self.values}
        return [_write(Path(folder) / f"{name}.parquet", frame) for name, frame in every.items()]


def load(folder: Path) -> Loaded:
    """The run in the folder. Raises UserError if it is not finished or damaged, or if pandas is not installed."""
    try:
        import pandas
    except ImportError:
        raise UserError("The Python package pandas is not installed; install python3-pandas, or pandas with pip.") from None
    found = record.finished(folder)
    tables = {Path(name).stem: _read(folder / name) for name in found.tables}
    return Loaded(found, tables, pandas.json_normalize(found.values, sep="_"))


def _read(path: Path) -> "DataFrame":
    import pandas

    try:
        return pandas.read_csv(files.checked(path), float_precision="round_trip", keep_default_na=False, na_values=[""])
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); start that run again with its --out.") from None
    except ValueError:
        raise UserError(f"{path} is damaged; start that run again with its --out.") from None


def _write(path: Path, frame: "DataFrame") -> Path:
    try:
        data = frame.to_parquet(None, index=False)
    except ImportError:
        raise UserError("The Python package pyarrow is not installed; install it with pip.") from None
    files.write(path, data)
    return path
