# SPDX-License-Identifier: MIT
# Linked by everything built here and by nothing installed: a consumer chooses their own warnings.

add_library(minnorm_warnings INTERFACE)
# Clang's -Wconversion includes the one about signs, GCC's does not: Eigen's indices are signed, sizes are not.
target_compile_options(minnorm_warnings INTERFACE
  -Wall -Wextra -Wconversion -Wno-sign-conversion -Wdouble-promotion -Wshadow -Werror)
