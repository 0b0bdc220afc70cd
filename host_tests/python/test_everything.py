# SPDX-License-Identifier: MIT
from pathlib import Path
from types import SimpleNamespace

import pytest
from minnorm import experiments, paths
from minnorm.errors import Stopped, UserError
from minnorm.experiments import plan
from minnorm.experiments.options import Options
from minnorm.experiments.regression import datasets
from minnorm.report import page
from minnorm.runs import everything
from minnorm.shard import Shard


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """The options of each run, with two experiments of which one takes hours."""
    monkeypatch.setattr(experiments, "names", lambda: ["regression", "geometry", "long-one"])
    real = experiments.module
    made = {name: SimpleNamespace(TAKES_HOURS=name == "long-one") for name in ("geometry", "long-one")}
    monkeypatch.setattr(experiments, "module", lambda name: made.get(name) or real(name))
    monkeypatch.setattr(page, "write", lambda folder, title, runs: folder / f"{len(runs)}")
    return []


def execute(asked, is_identical=True):
    def run(options):
        asked.append(options)
        return SimpleNamespace(verdicts=["fine"], board="any board", is_identical=is_identical)

    return run


def options(tmp_path, **changes):
    return Options(**{"board": "mps2_an386", "scalar": "float", "out": tmp_path, **changes})


def test_each_experiment_has_its_folder_and_its_options(asked, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(plan, "plan_of", lambda _: None)
    assert everything.run_everything(options(tmp_path, data_dir=Path("data"), repeats=3, seed=7), execute(asked))
    assert [one.out.name for one in asked] == ["regression", "geometry"]
    regression, geometry = asked
    assert (regression.datasets, regression.repeats, regression.seed) == (tuple(datasets.LOADERS), None, None)
    assert (geometry.data_dir, geometry.repeats, geometry.seed) == (None, 3, 7)
    said = capsys.readouterr()
    assert "long-one takes hours and was left out" in said.err
    assert f"s in all; report: {paths.shown(tmp_path / '2')}\n" in said.out


def test_a_difference_and_a_failure_are_the_status(asked, tmp_path, capsys):
    assert not everything.run_everything(options(tmp_path), execute(asked, is_identical=False))

    def fail(one):
        if one.experiment == "regression":
            raise UserError("It is broken. To go on, give the same command with --out elsewhere.")
        return execute(asked)(one)

    assert not everything.run_everything(options(tmp_path), fail)
    said = capsys.readouterr()
    assert "regression: It is broken.\n" in said.err
    assert f"To go on, give the same command with --out {paths.shown(tmp_path)}." in said.err
    assert "geometry: fine" in said.out


def test_a_stopped_run_says_the_folder_of_all(asked, tmp_path):
    def stop(_):
        raise Stopped("Stopped. To go on, give the same command with --out elsewhere.")

    with pytest.raises(Stopped, match=f"--out .*{tmp_path.name}.$"):
        everything.run_everything(options(tmp_path), stop)


def test_a_folder_of_something_else_is_left_alone(asked, tmp_path):
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(UserError, match="holds no run of all experiments"):
        everything.run_everything(options(tmp_path), execute(asked))
    assert not asked


def test_data_that_is_not_there_is_told_before_the_first_run(asked, tmp_path):
    with pytest.raises(UserError, match="nowhere.csv"):
        everything.run_everything(options(tmp_path, datasets=("nowhere.csv",)), execute(asked))
    assert not asked


@pytest.mark.parametrize("changes", [{"board": "all"}, {"board": "nucleo_f446re"}, {"shard": Shard(1, 2)}, {"port": "/dev/ttyACM0"}])
def test_what_makes_no_sense_for_all_is_one_sentence(asked, tmp_path, changes):
    with pytest.raises(UserError, match="name one experiment"):
        everything.run_everything(options(tmp_path, **changes), execute(asked))
    assert not asked
