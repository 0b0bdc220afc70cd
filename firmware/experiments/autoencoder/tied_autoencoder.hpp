// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <minnorm/building_blocks.hpp>

#include <array>
#include <cstdint>
#include <span>

namespace experiments::autoencoder {

/// A nonzero of a sparse vector.
template <typename Scalar>
struct Entry {
  std::uint16_t index;
  Scalar value;
};

/// f(x) = max(Wᵀ(W x) + b, 0) with two hidden units, for sparse x of `features` values: the toy
/// model of Elhage et al., Toy Models of Superposition (2022). A call costs one pass over the
/// features, whatever x.
template <typename Scalar, int features>
class TiedAutoencoder {
 public:
  using Input = std::span<const Entry<Scalar>>;
  using Hidden = std::array<Scalar, 2>;
  using Parameters = Eigen::Array<Scalar, 3 * features, 1>;  ///< the two rows of W, then b

  Parameters parameters;

  /// Row 0 or 1 of W, or b, which is row 2.
  auto row(Eigen::Index r) { return parameters.template segment<features>(r * features); }
  auto row(Eigen::Index r) const { return parameters.template segment<features>(r * features); }

  /// W x.
  Hidden hidden(Input x) const {
    Hidden h{};
    for (const auto& [k, value] : x) {
      h[0] += value * row(0)[k];
      h[1] += value * row(1)[k];
    }
    return h;
  }

  /// ‖f(x) − x‖².
  Scalar loss(Input x) {
    reconstruct(hidden(x));
    for (const auto& [k, value] : x) error_[k] -= value;
    return minnorm::dot(error_.data(), error_.data(), n);
  }

  /// Adds to `gradient` that of ½‖f(x) − x‖². An output that is not above 0 has no part in it.
  void add_gradient(Input x, Parameters& gradient) {
    const Hidden h = hidden(x);
    reconstruct(h);
    for (const auto& [k, value] : x) {
      if (error_[k] > Scalar(0)) error_[k] -= value;
    }
    const std::array factors{h[0], h[1], Scalar(1)};
    for (std::size_t r = 0; r < factors.size(); ++r) {
      minnorm::axpy(factors[r], error_.data(), gradient.data() + r * features, n);
    }
    for (std::size_t r = 0; r < h.size(); ++r) {
      const Scalar back = minnorm::dot(parameters.data() + r * features, error_.data(), n);
      for (const auto& [k, value] : x) gradient[r * features + k] += value * back;
    }
  }

 private:
  static constexpr minnorm::Fixed<features> n{};

  /// error_ = f(x), of which the caller takes x.
  void reconstruct(const Hidden& h) {
    error_ = (row(2) + h[0] * row(0) + h[1] * row(1)).max(Scalar(0));
  }

  Eigen::Array<Scalar, features, 1> error_;
};

}  // namespace experiments::autoencoder
