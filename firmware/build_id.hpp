// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace firmware {

/// 12 hexadecimal digits that name the sources this program computes with: equal on two boards
/// built from one tree.
extern const std::string_view build_id;

}  // namespace firmware
