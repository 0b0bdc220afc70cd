# SPDX-License-Identifier: MIT
"""The line to a board: bytes, frames, conversation, and the tables that come over it."""
