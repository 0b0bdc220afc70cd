# SPDX-License-Identifier: MIT
"""Runs: their folders, their sides, their shards, and how they are held against each other."""
