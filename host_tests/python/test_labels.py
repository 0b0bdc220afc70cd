# SPDX-License-Identifier: MIT
"""What an experiment describes may be renumbered: no value and no figure may follow the numbers."""

import numpy as np
import pytest
from minnorm import experiments
from minnorm.device import firmware
from minnorm.report import style

import described
import test_experiment_autoencoder as autoencoder
import test_experiment_deep_linear as deep_linear
import test_experiment_descent as descent
import test_experiment_gradient_flow as gradient_flow
import test_experiment_normalize as normalize
import test_experiment_threshold as threshold

pytestmark = pytest.mark.slow

TABLES = {
    "autoencoder": autoencoder._table(autoencoder.LOSSES + autoencoder.VECTORS),
    "deep-linear": deep_linear.table(deep_linear.theory_rows()),
    "descent": descent.table(descent.plane("1a, oscillating") + descent.spectrum() + descent.others() + descent.moved()),
    "gradient-flow": gradient_flow._TABLE,
    "normalize": normalize.table(),
    "threshold": threshold.TABLE,
}
DRAWN = [(name, figure) for name in TABLES for figure in experiments.module(name).FIGURES]


def test_there_is_a_table_for_every_drawn_experiment_with_labels():
    labels = {name: described.labels_in_firmware(name) for name in experiments.names() if not firmware.is_given(name)}
    assert {name: found for name, found in labels.items() if found} == described.LABELS
    assert set(TABLES) == set(described.LABELS)


@pytest.mark.parametrize("name", TABLES)
def test_an_enumerator_before_the_others_changes_no_value(name):
    moved = described.with_another(TABLES[name])
    assert all((moved[column] != TABLES[name][column]).any() for column in TABLES[name].labels)
    module = experiments.module(name)
    assert module.values(moved) == module.values(TABLES[name])


@pytest.mark.parametrize(("name", "figure"), DRAWN, ids=[f"{name}-{figure.name}" for name, figure in DRAWN])
def test_an_enumerator_before_the_others_changes_no_figure(name, figure):
    before, after = (style.render(figure, table, ["svg"]) for table in (TABLES[name], described.with_another(TABLES[name])))
    assert after == before


def test_what_nobody_described_is_told():
    table = TABLES["descent"]
    with pytest.raises(KeyError, match="'slope' is none of quantity's labels rate, hessian"):
        table.where(quantity="slope")
    with pytest.raises(KeyError, match="'1d' is none of case's labels"):
        table.where(case="1d")
    for look_up in (lambda: table["sigma"], lambda: table.where(value="rate"), lambda: table.parameter("slope")):
        with pytest.raises(KeyError, match="there is no"):
            look_up()
    assert np.isclose(table.parameter("convexity"), 0.1)
