# SPDX-License-Identifier: MIT
"""The commands: arguments in, what is printed and exit status out."""
