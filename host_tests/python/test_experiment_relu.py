# SPDX-License-Identifier: MIT
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure
from minnorm.experiments import relu, relu_published
from minnorm.report import style
from minnorm.report.values import Reference, Source

import described


def _table(rows):
    return described.table("relu", ("repeat", "alpha", "beta", "step", "risk", "train_loss"), rows)


SCALE = np.float32(1e-3)
ALPHA = [(0, SCALE, 1, 50, 9.0, 9.0), (0, SCALE, 1, 500, 0.4, 2.0), (1, SCALE, 1, 500, 0.6, 2.4)]
BETA = [(0, 1, 0, 500, 0.3, 2.6), (0, 1, 5e-4, 500, 0.2, 2.5)]


def test_values_are_means_beside_the_published_ones():
    values = {value.name: value for value in relu.values(_table(ALPHA + BETA))}
    assert len(values) == 6
    risk = values["excess risk, α = 0.001"]
    assert risk.measured == pytest.approx(0.5)
    assert risk.interval == pytest.approx(1.96 * np.sqrt(0.02 / 2))
    assert risk.reference == Reference(0.510622, Source.PUBLISHED, 0.0428421)
    loss = values["training loss, β = 0"]
    assert (loss.measured, loss.interval, loss.reference.value) == (2.6, None, 2.59773)
    assert values["excess risk, β = 0.0005"].reference is None


def test_no_line_leads_from_alpha_0_to_others():
    canvas = Figure()
    relu._draw(canvas, _table([(0, 0, 1, 500, 0.2, 3.0), (0, SCALE / 9, 1, 500, 0.5, 2.4), *ALPHA, *BETA]))
    lines = [line.get_xdata() for axes in canvas.axes for line in axes.lines if line.get_marker() == "o"]
    alpha, beta = lines[:2], lines[2:3]
    assert [len(x) for x in alpha] == [1, 2]
    assert alpha[1][0] == pytest.approx(1 / 9)
    assert len(beta[0]) == 2


def test_nothing_measured_has_no_values():
    assert relu.values(_table([])) == []


def test_the_published_protocol_is_drawn_alike():
    assert (relu_published.FIGURES, relu_published.values) == (relu.FIGURES, relu.values)


@pytest.mark.slow
@pytest.mark.parametrize("rows", [ALPHA, []], ids=["one sweep", "nothing"])
def test_any_part_is_drawn(rows):
    for figure in relu.FIGURES:
        assert style.render(replace(figure, size=(3.0, 2.0)), _table(rows), ["png"])["png"].startswith(b"\x89PNG")
