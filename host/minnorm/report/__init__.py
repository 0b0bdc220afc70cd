# SPDX-License-Identifier: MIT
"""What people look at: numbers, figures, and the page that holds them."""
