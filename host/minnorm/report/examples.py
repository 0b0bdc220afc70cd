# SPDX-License-Identifier: MIT
"""Figures of the programs in lib/examples, drawn from what they print."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from minnorm.report import style
from minnorm.report.figure import Figure

Table = dict[str, list[str]]  # columns, as printed


def parsed(text: str) -> list[Table]:
    """The tables of a program's output: comma-separated, the names of the columns first, an empty line between two."""
    tables = []
    for part in text.replace("\r", "").strip().split("\n\n"):
        head, *rows = (line.split(",") for line in part.splitlines())
        tables.append({name: list(column) for name, column in zip(head, zip(*rows, strict=True), strict=True)})
    return tables


def _numbers(table: Table, name: str) -> np.ndarray:
    return np.array(table[name], float)


def _control_allocation(canvas: Canvas, tables: Sequence[Table]) -> None:
    table = tables[0]
    looks = {"normal": ("Bᵀ(BBᵀ)⁻¹", style.VARIANCE), "geninv": ("geninv", style.TEST), "COD": ("COD here", style.FREE), "SVD": ("SVD here", style.TRAIN)}
    for frame, axes in enumerate(canvas.subplots(1, 2, sharey=True)):
        here = _numbers(table, "frame") == frame
        x, full = _numbers(table, "condition")[here], _numbers(table, "rank")[here] == 4
        lost = 10.0 * x[full].max()
        for name, (label, color) in looks.items():
            y = _numbers(table, name)[here]
            axes.loglog(x[full], y[full], ".-", color=color, label=label)
            axes.loglog([lost], y[~full], "s", color=color)
        axes.axhline(1.0, **style.THRESHOLD)
        axes.axvline(lost / 3.0, color="#cccccc", linewidth=0.8)
        axes.text(lost, 2e-9, "rank 3", ha="center", fontsize=9.5)
        axes.set_ylim(1e-9, 1e9)
        axes.set_xlabel("condition number of the mixer")
        axes.set_title(f"frame {frame}")
    canvas.axes[0].set_ylabel("relative error of the pseudoinverse")


def _rank_threshold(canvas: Canvas, tables: Sequence[Table]) -> None:
    table = tables[0]
    looks = {"largest": ("every σ ≠ 0", style.TEST, "o"), "largest by rule": ("σ ≥ threshold", style.FREE, "s")}
    for bits, axes in zip((32, 64), canvas.subplots(1, 2, sharey=True)):
        here = _numbers(table, "bits") == bits
        for name, (label, color, marker) in looks.items():
            axes.semilogy(_numbers(table, "frame")[here], _numbers(table, name)[here], marker, color=color, label=label)
        axes.semilogy(_numbers(table, "frame")[here], _numbers(table, "minnorm largest")[here], "x", color=style.SIGMA, label="minnorm")
        axes.set_xlabel("frame")
        axes.set_title(f"{bits} bits")
    canvas.axes[0].set_ylabel("largest entry of the pseudoinverse")


def _magnetometer(canvas: Canvas, tables: Sequence[Table]) -> None:
    turn = np.linspace(-0.5 * np.pi, 0.5 * np.pi, 200)
    for axes, prefix, field in zip(canvas.subplots(1, 2), ("", "calibrated "), (320.0, 1.0)):
        x, y, z = (_numbers(tables[1], f"{prefix}{name}") for name in "xyz")
        axes.plot(np.hypot(x, y), z, "o", markersize=4, color=style.TRAIN, label="readings")
        axes.plot(field * np.cos(turn), field * np.sin(turn), color=style.SIGMA, linewidth=0.8, label="the field")
        axes.set_aspect("equal")
        axes.set_xlabel("√(x² + y²)")
        axes.set_ylabel("z")
    canvas.axes[0].set_title("readings [counts]")
    canvas.axes[1].set_title("calibrated [strength of the field]")


def _damped_kinematics(canvas: Canvas, tables: Sequence[Table]) -> None:
    table = tables[0]
    paths, speeds = canvas.subplots(1, 2)
    time = _numbers(table, "seconds")
    turn = np.linspace(-0.2, 0.2, 100)
    paths.plot(1.2 * np.cos(turn), 1.2 * np.sin(turn), label="reach", **style.THEORY)
    paths.plot(_numbers(table, "line"), np.full(len(time), 0.1), color=style.SIGMA, linewidth=1.0, label="wanted")
    for prefix, label, color in (("", "no damping", style.TEST), ("damped ", "damped", style.TRAIN)):
        paths.plot(_numbers(table, f"{prefix}x"), _numbers(table, f"{prefix}y"), color=color, label=label)
        speeds.semilogy(time, _numbers(table, f"{prefix}fastest"), color=color)
    paths.set_xlabel("x of the tip [m]")
    paths.set_ylabel("y [m]")
    speeds.set_xlabel("time [s]")
    speeds.set_ylabel("fastest joint [rad/s]")


def _attitude(canvas: Canvas, tables: Sequence[Table]) -> None:
    table = tables[0]
    axes = canvas.subplots()
    x = _numbers(table, "slope")
    axes.loglog(x, _numbers(table, "error without sign"), "o", color=style.TEST, label="U·Vᵀ", markersize=8, markerfacecolor="none")
    axes.loglog(x, _numbers(table, "error"), "x-", color=style.TRAIN, label="U·diag(1, 1, det(U·Vᵀ))·Vᵀ")
    axes.axhline(0.5**0.5, label="a reflection", **style.THRESHOLD)
    axes.invert_xaxis()
    axes.set_xlabel("angle between sun and field [rad]")
    axes.set_ylabel("|R − attitude| / √8")


def _polynomial_fit(canvas: Canvas, tables: Sequence[Table]) -> None:
    table = tables[1]
    values, errors = canvas.subplots(1, 2)
    x, y = _numbers(table, "x"), _numbers(table, "y")
    values.plot(x, y, ".", color=style.SIGMA, markersize=3, label="samples")
    colors = (style.TEST, style.VARIANCE, style.FREE, style.TRAIN)
    for name, color in zip(list(table)[2:], colors, strict=True):
        values.plot(x, y + _numbers(table, name), color=color, linewidth=1.2)
        _errors(errors, x, _numbers(table, name), color, name)
    values.set_title("polynomials")
    errors.set_title("error")
    for axes in (values, errors):
        axes.set_xlabel("x [°C]")


def _errors(axes: Axes, x: np.ndarray, error: np.ndarray, color: str, label: str) -> None:
    axes.semilogy(x, np.where(error == 0.0, np.nan, abs(error)), color=color, label=label, linewidth=1.2)


_WIDE = (10.0, 4.8)
FIGURES = {
    figure.name: figure
    for figure in (
        Figure("control_allocation", "Relative error of four pseudoinverses in float32, of a mixer that loses an axis", _control_allocation, _WIDE),
        Figure("rank_threshold", "The largest entry of the pseudoinverse of mixers of rank 3, by rule", _rank_threshold, _WIDE),
        Figure("magnetometer", "Readings of a magnetometer before and after calibration", _magnetometer, _WIDE),
        Figure("damped_kinematics", "Path of the tip and speed of the fastest joint, with and without damping", _damped_kinematics, _WIDE),
        Figure("attitude", "Error of the attitude by the angle between the two directions, with the determinant's sign and without", _attitude, (8.0, 4.8)),
        Figure("polynomial_fit", "Polynomials of degree 6 in four bases, and their errors in float32", _polynomial_fit, _WIDE),
    )
}
