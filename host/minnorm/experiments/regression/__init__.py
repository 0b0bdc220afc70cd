# SPDX-License-Identifier: MIT
"""Schaeffer et al., figures 1 to 5 and equation 1: linear regression on data that the host sends."""

from minnorm.experiments.regression.plan import Plan

__all__ = ["Plan"]
