// SPDX-License-Identifier: MIT
// No guard: each header has this behind its other includes, and ieee_end.hpp at its end. What
// stands between rounds every product, whatever the compiler was told of fused multiply-adds; but
// Clang's -ffp-contract=fast goes over its pragmas, and where Clang cannot restore what was, the
// rest of the source rounds every product too.
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wignored-pragmas"
#pragma float_control(push)
#pragma clang diagnostic pop
#pragma clang fp contract(off)
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC optimize("fp-contract=off")
#endif
