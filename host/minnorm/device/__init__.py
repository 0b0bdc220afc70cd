# SPDX-License-Identifier: MIT
"""Boards, and the programs that are built for them."""
