# SPDX-License-Identifier: MIT
"""The host side of minnorm: runs experiments on boards, records, checks and draws them."""
