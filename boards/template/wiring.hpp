// SPDX-License-Identifier: MIT
#pragma once

#error \
    "Fill in a copy of boards/template: the part's numbers in board.json, and here what the soc.hpp of boards/soc/<soc> asks for in namespace wiring; then delete this line. docs/PORTING.md shows how."

namespace wiring {}  // namespace wiring
