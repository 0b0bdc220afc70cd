# SPDX-License-Identifier: MIT
"""Looking on while an experiment is computed: on a page of this machine, or on the terminal."""
