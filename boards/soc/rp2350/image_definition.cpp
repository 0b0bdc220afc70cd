// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>

namespace {

/// What the boot ROM looks for in the first 4 KiB of flash before it takes what stands there for a
/// program: the smallest block for an executable in Secure state on the Arm cores (RP2350
/// datasheet, section 5.9.5.1). It enters through the vector table at the start.
[[gnu::section(".start.image_definition"), gnu::used]] constexpr std::array<std::uint32_t, 5>
    image_definition{
        0xFFFFDED3,  // here it begins
        0x10210142,  // image type, one word: RP2350, Arm, Secure, executable
        0x000001FF,  // the last item; one word of items came before
        0x00000000,  // the next block is this one
        0xAB123579,  // here it ends
    };

}  // namespace
