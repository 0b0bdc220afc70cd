# SPDX-License-Identifier: MIT
"""Whether the tests are enough: which lines they run, and whether they notice a fault that is put into one."""
