# SPDX-License-Identifier: MIT
"""./minnorm bench: what minnorm costs, beside Eigen and LAPACK."""
