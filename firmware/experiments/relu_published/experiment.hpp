// SPDX-License-Identifier: MIT
#pragma once

#include "experiments/relu/experiment.hpp"

/// The protocol of relu.hpp as it was published: 10^5 steps of 1e-4. A desktop's core has half a
/// minute's work in each of the 400 runs, so they are for the desktop board, in shards.
namespace experiments::relu_published {

template <typename Scalar>
using Experiment =
    relu::Sweep<Scalar, relu::Protocol{.scales = 10, .steps = 100'000, .repeats = 20}>;

}  // namespace experiments::relu_published
