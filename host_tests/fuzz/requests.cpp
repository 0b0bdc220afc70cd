// SPDX-License-Identifier: MIT
// Requests of any bytes, in good frames, to the server of MINNORM_EXPERIMENT, and its answers
// judged against docs/WIRE.md.
#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include MINNORM_EXPERIMENT_HEADER

#include "app/server.hpp"
#include "target.hpp"

namespace firmware {
constinit const std::string_view build_id = "0123456789ab";
}

namespace {

using Bytes = std::vector<std::uint8_t>;
using Experiment = experiments::MINNORM_EXPERIMENT::Experiment<MINNORM_EXPERIMENT_ARGUMENTS>;
using wire::Kind;
constexpr auto tables = experiments::tables_of<Experiment>();

/// What comes over the line, and who hangs up after so much of it or so long: a unit may have any
/// number of rows and take a minute, and a host may ask for any number of copies.
class Line {
  using Clock = std::chrono::steady_clock;

 public:
  struct HungUp {};

  void operator()(std::span<const std::uint8_t> bytes) {
    came_.insert(came_.end(), bytes.begin(), bytes.end());
    if (came_.size() > most_bytes || Clock::now() > end_) throw HungUp{};
  }
  /// What came since the last call.
  Bytes take() { return std::exchange(came_, {}); }

 private:
  static constexpr std::size_t most_bytes = 1U << 16U;
  Clock::time_point end_ = Clock::now() + std::chrono::milliseconds(50);
  Bytes came_;
};

struct Sink {
  Line* line;
  void operator()(std::span<const std::uint8_t> bytes) const { (*line)(bytes); }
};
using Server = app::Server<Experiment, MINNORM_SCALAR, Sink>;

/// Whether the payload is what a board may say with this kind, of the request of that number.
bool is_answer(Kind kind, std::span<const std::uint8_t> payload, int request) {
  wire::Reader reader{payload};
  const auto is_request = [&] { return reader.integer() == request; };
  bool fits = true;
  switch (kind) {
    case Kind::ack:
      reader.array(1);
      fits = is_request();
      break;
    case Kind::error: {
      reader.array(3);
      fits = is_request();
      const int code = reader.integer();
      const auto sentence = reader.text();
      fits = fits && 1 <= code && code <= 4 && !sentence.empty() && sentence.back() == '.' &&
             sentence.size() <= app::longest_text;
      break;
    }
    case Kind::hello_reply:
      reader.array(8);
      fits = is_request() && reader.integer() == app::protocol;
      for (int i = 0; i < 5; ++i) fits = fits && !reader.text().empty();
      fits = fits && reader.integer() > 0;
      break;
    case Kind::description: {
      reader.array(4);
      fits = is_request();
      const int whole = reader.integer(), first = reader.integer();
      const auto piece = reader.bytes();
      fits = fits && !piece.empty() && first + static_cast<int>(piece.size()) <= whole;
      break;
    }
    case Kind::rows: {
      reader.array(7);
      for (int i = 0; i < 4; ++i) reader.integer();
      fits = reader.integer() < static_cast<int>(tables.size());
      reader.integer();
      const int values = reader.array();
      fits = fits && values > 0;
      for (int i = 0; i < values && reader.ok(); ++i) reader.real<MINNORM_SCALAR>();
      break;
    }
    case Kind::computed: {
      reader.array(6);
      fits = is_request();
      for (int i = 0; i < 3; ++i) reader.integer();
      reader.array(static_cast<int>(tables.size()));
      for (const auto& table : tables)
        fits = fits && reader.integer() % static_cast<int>(table.width()) == 0;
      reader.integer();
      break;
    }
    default:
      return false;
  }
  return fits && reader.complete();
}

/// A good frame of the request, to the server as app::serve() hands it on; its number. Of one that
/// is too long for the server nothing arrives.
class Host {
 public:
  int ask(std::uint8_t kind, std::span<const std::uint8_t> payload, Server& server) {
    std::copy(payload.begin(), payload.end(), encoder_.payload().begin());
    return encoder_.send(kind, payload.size(), [&](std::span<const std::uint8_t> some) {
      for (const std::uint8_t byte : some) {
        if (decoder_.process(byte) == wire::Event::frame) server.serve(decoder_.frame());
      }
    });
  }

 private:
  Bytes body_ = Bytes(wire::longest_body), request_ = Bytes(Server::longest_request);
  wire::Encoder encoder_{body_};
  wire::Decoder decoder_{request_};
};

/// The answers to request number `number`, which may end anywhere if the host hung up.
void judge(const Bytes& came, std::size_t asked, int number, bool is_whole) {
  Bytes buffer(wire::longest_body);
  wire::Decoder decoder{buffer};
  int answers = 0;
  for (const std::uint8_t byte : came) {
    const auto event = decoder.process(byte);
    if (event == wire::Event::none) continue;
    fuzz::require(event == wire::Event::frame, "The server sent something else than a frame.");
    const auto frame = decoder.frame();
    fuzz::require(is_answer(static_cast<Kind>(frame.kind), frame.payload, number),
                  "The server sent a frame that docs/WIRE.md does not describe.");
    ++answers;
  }
  const bool arrived = asked + wire::shortest_body <= Server::longest_request;
  fuzz::require(!is_whole || (answers > 0) == arrived, "A request was not answered.");
}

}  // namespace

/// Requests of a kind, two bytes of length, and a payload each.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::size_t most_requests = 12;
  fuzz::Input input{data, size};
  Line line;
  const auto server = std::make_unique<Server>(MINNORM_EXPERIMENT_NAME, Sink{&line});
  Host host;
  std::size_t requests = 0;
  for (; input.size() > 0 && requests < most_requests; ++requests) {
    const std::uint8_t kind = input.byte();
    const std::size_t low = input.byte(), high = input.byte();
    const auto payload = input.bytes((low | high << 8U) % (Server::longest_request + 8));
    bool is_whole = true;
    try {
      host.ask(kind, payload, *server);
    } catch (const Line::HungUp&) {
      is_whole = false;
    }
    judge(line.take(), payload.size(), static_cast<int>(requests), is_whole);
    if (!is_whole) break;
  }
  fuzz::count(requests, size);
  return 0;
}
