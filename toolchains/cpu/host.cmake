# SPDX-License-Identifier: MIT
set(MINNORM_CORE desktop)
set(MINNORM_FLOAT_UNIT double)
set(MINNORM_TOOLCHAIN host)
