# SPDX-License-Identifier: MIT
"""minnorm.load: a run in pandas."""

import json
import sys

import minnorm
import numpy as np
import pytest
from minnorm.errors import UserError
from minnorm.report.values import Value, published

from test_compare import RECORDS, write

pandas = pytest.importorskip("pandas")


@pytest.fixture
def run(tmp_path):
    """A finished run with a value of each kind, and reals that are hard to read back."""
    folder = write(tmp_path / "run", [RECORDS[0].replace("0.5,1.5", "1.1754944e-38,inf"), RECORDS[1]])
    path = folder / "run.json"
    values = [{"group": "d"} | value.facts for value in (Value("peak", 2.0, published(1.5, 0.1), 0.2), Value("plain", 1.0))]
    path.write_text(json.dumps(json.loads(path.read_text()) | {"verdict": "Every row is.", "values": values}))
    return folder


def test_a_run_is_frames(run):
    loaded = minnorm.load(str(run))
    records = loaded.tables["records"]
    assert list(loaded.tables) == ["records", "factors"] and loaded.record.verdict == "Every row is."
    assert list(records.columns) == (run / "records.csv").read_text().partition("\n")[0].split(",")
    assert records["ablation"].tolist() == ["none", "cutoff"] and records["n"].dtype == np.int64
    assert np.float32(records["train_mse"][0]) == np.finfo(np.float32).tiny and records["test_mse"][0] == np.inf
    assert np.isnan(records["parameter"][0]) and records["parameter"][1] == 0.001


def test_values_have_their_sources(run):
    peak, plain = minnorm.load(run).values.to_dict("records")
    assert (peak["group"], peak["name"], peak["value"], peak["interval"]) == ("d", "peak", 2.0, 0.2)
    assert (peak["reference_value"], peak["reference_interval"], peak["reference_source"]) == (1.5, 0.1, "published")
    assert plain["value"] == 1.0 and np.isnan(plain["reference_value"])


def test_frames_become_parquet_and_come_back(run, tmp_path):
    pytest.importorskip("pyarrow")
    loaded = minnorm.load(run)
    for path in loaded.to_parquet(tmp_path / "parquet"):
        pandas.testing.assert_frame_equal(pandas.read_parquet(path), {**loaded.tables, "values": loaded.values}[path.stem])


@pytest.mark.parametrize("package", ["pandas", "pyarrow"])
def test_a_package_that_is_not_there_is_one_sentence(run, tmp_path, package, monkeypatch):
    loaded = minnorm.load(run)
    monkeypatch.setitem(sys.modules, package, None)
    if package == "pyarrow":
        monkeypatch.setitem(sys.modules, "fastparquet", None)
    with pytest.raises(UserError, match=f"^The Python package {package} is not installed; install "):
        minnorm.load(run) if package == "pandas" else loaded.to_parquet(tmp_path)


def test_what_is_no_finished_run_is_one_sentence(run, tmp_path):
    with pytest.raises(UserError, match="There is no run"):
        minnorm.load(tmp_path / "none")
    (run / "records.csv").write_text("a,b\n1,2,3\n1,2,3,4,5\n")
    with pytest.raises(UserError, match="records.csv is damaged; start that run again"):
        minnorm.load(run)
    (run / "records.csv").unlink()
    with pytest.raises(UserError, match="records.csv cannot be read"):
        minnorm.load(run)
