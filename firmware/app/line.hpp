// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include "board.hpp"
#include "build_id.hpp"
#include "link/frame.hpp"
#include "link/message.hpp"

namespace app {

inline constexpr std::int32_t protocol = 2;
inline constexpr std::size_t longest_text = 120;

/// A refused request's answer; nothing where it was served.
struct Complaint {
  wire::Refusal reason;
  std::string_view sentence;
};
using Verdict = std::optional<Complaint>;

inline constexpr Complaint malformed{wire::Refusal::malformed,
                                     "The payload is not what docs/WIRE.md asks for this kind."};
inline constexpr Complaint unknown{wire::Refusal::unknown,
                                   "This board does not know this kind of request."};

/// The largest regression problem a firmware has memory for: its static buffers are sized by it.
struct Capacity {
  std::size_t rows;      ///< training rows n
  std::size_t features;  ///< columns D
  std::size_t probes;    ///< test rows whose factors are recorded
};

/// The board's end of the line: makes replies, and says hello. Sink takes spans of bytes to send; a
/// reply has at most `longest_values` bytes of values beside what every server sends.
template <std::size_t longest_values, typename Sink>
class Line {
 public:
  explicit Line(Sink sink) : sink_{sink} {}

  /// A reply to be filled in and sent, before another one is begun.
  wire::Writer message() const { return wire::Writer{encoder_.payload()}; }
  /// Not inlined: what it needs of the stack is free again while an experiment computes.
  [[gnu::noinline]] void send(wire::Kind kind, const wire::Writer& writer) {
    encoder_.send(static_cast<std::uint8_t>(kind), writer.size(), sink_);
  }

  /// Acknowledges or refuses a request.
  void answer(const wire::Frame& request, const Verdict& verdict) {
    auto reply = message();
    if (!verdict) {
      reply.array(1).integer(request.sequence);
      return send(wire::Kind::ack, reply);
    }
    reply.array(3).integer(request.sequence);
    reply.integer(static_cast<std::uint8_t>(verdict->reason)).text(verdict->sentence);
    send(wire::Kind::error, reply);
  }

  /// Answers a hello for a server of `experiment` that computes in Scalar.
  template <typename Scalar>
  void hello(const wire::Frame& request, std::string_view experiment, const Capacity& capacity,
             std::size_t longest_request) {
    wire::Reader reader{request.payload};
    const auto fields = reader.array();
    const auto version = reader.integer();
    if (reader.ok() && version != protocol) {
      return answer(request, {{wire::Refusal::unknown, "This board speaks protocol 2."}});
    }
    if (fields != 1 || !reader.complete()) return answer(request, malformed);
    static_assert(board::longest_names <= longest_text,
                  "The names of board and core are too long for a hello.");
    auto reply = message();
    reply.array(11).integer(request.sequence).integer(static_cast<std::uint64_t>(protocol));
    reply.text(board::name).text(board::core);
    reply.text(firmware::build_id).text(std::is_same_v<Scalar, float> ? "float" : "double");
    reply.text(experiment);
    reply.integer(capacity.rows).integer(capacity.features).integer(capacity.probes);
    reply.integer(longest_request);
    send(wire::Kind::hello_reply, reply);
  }

 private:
  /// A hello: board and core; build, scalar and experiment; integers.
  static constexpr std::size_t longest_hello =
      wire::shortest_body + longest_text + 48 + 8 * wire::integer_bytes;

  Sink sink_;
  std::array<std::uint8_t, longest_hello + longest_values> reply_buffer_;
  wire::Encoder encoder_{reply_buffer_};
};

}  // namespace app
