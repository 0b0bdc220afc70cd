// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <optional>

#include "app/description.hpp"
#include "board.hpp"
#include "build_id.hpp"
#include "link/frame.hpp"

namespace app {

inline constexpr std::int32_t protocol = 4;
inline constexpr std::int32_t most_copies = 16;   ///< of a frame that a host may ask for
inline constexpr std::size_t longest_name = 24;   ///< of an experiment
inline constexpr std::size_t longest_text = 120;  ///< of a sentence, or of a board and its core

/// Serves the requests of docs/WIRE.md for an experiment that computes in Scalar. Sink takes spans
/// of bytes to send.
template <typename Experiment, typename Scalar, typename Sink>
class Server {
  static constexpr auto tables = experiments::tables_of<Experiment>();
  static constexpr auto inputs = experiments::inputs_of<Experiment>();
  static constexpr std::size_t room = [] {
    std::size_t values = 0;
    for (const auto& input : inputs) values += input.size;
    return values;
  }();

 public:
  Server(std::string_view name, Sink sink) : name_{name}, sink_{sink} {}

  /// The longest frame body a request may have: a `load` of all there is room for, or a piece of
  /// it.
  static constexpr std::size_t longest_request =
      wire::shortest_body + 8 * wire::integer_bytes +
      [] {
        std::size_t longest = 0;
        for (const auto& input : inputs) longest = std::max(longest, input.name.size());
        return longest;
      }() +
      std::min<std::size_t>(512, room* wire::real_bytes<Scalar>);

  void serve(const wire::Frame& request) {
    wire::Reader reader{request.payload};
    switch (static_cast<wire::Kind>(request.kind)) {
      case wire::Kind::hello:
        return hello(request, reader);
      case wire::Kind::describe:
        return describe(request, reader);
      case wire::Kind::load:
        return answer(request, load(reader));
      case wire::Kind::compute:
        return compute(request, reader);
      default:
        return answer(request,
                      {{wire::Refusal::unknown, "This board does not know this kind of request."}});
    }
  }

 private:
  using Index = experiments::Index;
  using Unit = experiments::Unit;
  using Given = experiments::Given<Scalar, inputs.size()>;

  /// Why a request is refused; nothing where it is served.
  struct Complaint {
    wire::Refusal reason;
    std::string_view sentence;
  };
  using Verdict = std::optional<Complaint>;

  static constexpr Complaint malformed{wire::Refusal::malformed,
                                       "The payload is not what docs/WIRE.md asks for this kind."};

  /// Values of a table go together while they have room in this.
  static constexpr std::size_t batch_bytes = [] {
    std::size_t longest = 256;
    for (const auto& table : tables) {
      longest = std::max(longest, table.width() * wire::real_bytes<Scalar>);
    }
    return longest;
  }();
  static constexpr std::size_t rows_head_bytes = 8 * wire::integer_bytes;
  static constexpr std::size_t piece_head_bytes = 4 * wire::integer_bytes;
  static constexpr std::size_t longest_reply =
      wire::shortest_body + std::max({longest_text + longest_name + 48 + 8 * wire::integer_bytes,
                                      rows_head_bytes + batch_bytes});

  void hello(const wire::Frame& request, wire::Reader& reader) {
    const auto fields = reader.array();
    const auto version = reader.integer();
    if (reader.ok() && version != protocol) {
      return answer(request, {{wire::Refusal::unknown, "This board speaks protocol 4."}});
    }
    if (fields != 1 || !reader.complete()) return answer(request, malformed);
    static_assert(board::longest_names <= longest_text,
                  "The names of board and core are too long for a hello.");
    auto reply = message();
    reply.array(8).integer(request.sequence).integer(static_cast<std::uint64_t>(protocol));
    reply.text(board::name).text(board::core);
    reply.text(firmware::build_id).text(std::is_same_v<Scalar, float> ? "float" : "double");
    reply.text(name_).integer(longest_request);
    send(wire::Kind::hello_reply, reply);
  }

  void describe(const wire::Frame& request, wire::Reader& reader) {
    static constexpr std::span<const std::uint8_t> whole{description<Experiment>};
    reader.array(2);
    const auto first = static_cast<std::size_t>(reader.integer());
    const std::size_t most = payload_of(reader.integer());
    if (!reader.complete() || first >= whole.size()) return answer(request, malformed);
    const std::size_t wanted = most > piece_head_bytes ? most - piece_head_bytes : 1;
    auto reply = message();
    reply.array(4).integer(request.sequence).integer(whole.size()).integer(first);
    reply.bytes(whole.subspan(first, std::min(wanted, whole.size() - first)));
    send(wire::Kind::description, reply);
  }

  Verdict load(wire::Reader& reader) {
    reader.array(3);
    const auto name = reader.text();
    const auto first = static_cast<std::size_t>(reader.integer());
    const auto count = static_cast<std::size_t>(reader.array());
    Scalar* values = loaded_values_.data();
    std::size_t number = 0;
    for (; number < inputs.size() && inputs[number].name != name; ++number) {
      values += inputs[number].size;
    }
    if (!reader.ok() || number == inputs.size()) return malformed;
    if (first > loaded_[number]) {
      return {{wire::Refusal::out_of_order, "Values are missing: load those before these first."}};
    }
    if (first + count > inputs[number].size) {
      return {{wire::Refusal::over_capacity,
               "This is more than the board has memory for: its description says how much."}};
    }
    loaded_[number] = first;
    for (std::size_t i = 0; i < count; ++i) values[first + i] = reader.real<Scalar>();
    if (!reader.complete()) return malformed;
    loaded_[number] = first + count;
    return {};
  }

  void compute(const wire::Frame& request, wire::Reader& reader) {
    reader.array(6);
    const auto seed = static_cast<std::uint32_t>(reader.integer());
    const Unit unit{seed, reader.integer(), reader.integer()};
    const Wish wish{payload_of(reader.integer()), reader.integer(), reader.bytes()};
    if (!reader.complete() || unit.case_number >= Experiment::cases || wish.copies < 1 ||
        wish.copies > most_copies) {
      return answer(request, malformed);
    }
    const Verdict verdict = check();
    answer(request, verdict);
    if (verdict) return;
    Send send{*this, request, unit, wish};
    if constexpr (inputs.empty()) {
      experiment_.compute(unit, send);
    } else {
      experiment_.compute(unit, given(), send);
    }
    send.end();
  }

  Verdict check() const {
    if constexpr (!inputs.empty()) {
      if (std::find(loaded_.begin(), loaded_.end(), 0U) != loaded_.end()) {
        return {{wire::Refusal::out_of_order, "Inputs are missing: load them first."}};
      }
      const std::string_view sentence = experiment_.check(given());
      if (!sentence.empty()) return {{wire::Refusal::malformed, sentence}};
    }
    return {};
  }

  Given given() const {
    Given all;
    const Scalar* values = loaded_values_.data();
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      all[i] = {values, loaded_[i]};
      values += inputs[i].size;
    }
    return all;
  }

  /// How a host wants the rows of a unit.
  struct Wish {
    std::size_t most;                   ///< bytes of a payload
    std::int32_t copies;                ///< of each frame, and of the end
    std::span<const std::uint8_t> had;  ///< a bit for each frame that it has, from the lowest on

    bool has(std::size_t number) const {
      return number / 8 < had.size() && (had[number / 8] >> number % 8 & 1U) != 0;
    }
  };

  /// What compute() sends to: see experiments/experiment.hpp.
  class Send {
   public:
    Send(Server& server, const wire::Frame& request, const Unit& unit, const Wish& wish)
        : server_{server}, request_{request}, unit_{unit}, wish_{wish} {}

    template <std::size_t table, std::size_t width>
    void operator()(experiments::TableNumber<table> /*number*/,
                    const std::array<Scalar, width>& row) {
      static_assert(width == tables[table].width(), "A row has a value for each of its columns.");
      put(table, row);
    }
    template <std::size_t width>
    void operator()(const std::array<Scalar, width>& row) {
      (*this)(experiments::TableNumber<0>{}, row);
    }

    void alive() {
      flush();
      server_.answer(request_, {});
    }

    static std::uint32_t cycles() { return board::cycles(); }

    void end() {
      flush();
      auto message = server_.message();
      message.array(6)
          .integer(request_.sequence)
          .integer(unit_.seed)
          .integer(unit_.repeat)
          .integer(unit_.case_number);
      message.array(counts_.size());
      for (const Index count : counts_) message.integer(count);
      message.integer(number_);
      send(wire::Kind::computed, message);
    }

   private:
    /// Not inlined, nor is flush(): what they need of the stack is free while an experiment
    /// computes.
    [[gnu::noinline]] void put(std::size_t table, std::span<const Scalar> row) {
      if (table != table_) flush();
      for (const Scalar value : row) {
        if (batch_.size() + wire::real_bytes < Scalar >> wish_.most) flush();
        if (values_ == 0) open(table);
        batch_.real(value);
        ++values_;
        ++counts_[table];
      }
    }

    void open(std::size_t table) {
      table_ = table;
      batch_ = server_.message();
      batch_.array(7).integer(unit_.seed).integer(unit_.repeat).integer(unit_.case_number);
      batch_.integer(number_).integer(table).integer(counts_[table]).open_array();
    }

    [[gnu::noinline]] void flush() {
      if (values_ == 0) return;
      batch_.set_length(values_);
      if (!wish_.has(number_)) send(wire::Kind::rows, batch_);
      values_ = 0;
      ++number_;
    }

    void send(wire::Kind kind, const wire::Writer& writer) {
      for (auto i = wish_.copies; i > 0; --i) server_.send(kind, writer);
    }

    Server& server_;
    const wire::Frame& request_;
    const Unit& unit_;
    const Wish& wish_;
    std::size_t number_ = 0;  ///< of the batch
    wire::Writer batch_ = server_.message();
    std::size_t table_ = 0;
    std::size_t values_ = 0;  ///< in the batch
    std::array<Index, tables.size()> counts_{};
  };

  /// The bytes that a payload of rows, or of a piece of the description, may have where the host
  /// wants no body longer than `longest`.
  static constexpr std::size_t payload_of(std::int32_t longest) {
    constexpr std::size_t most = rows_head_bytes + batch_bytes;
    const auto body = static_cast<std::size_t>(longest);
    return body > wire::shortest_body ? std::min(body - wire::shortest_body, most) : 0;
  }

  /// A reply to be filled in and sent, before another one is begun.
  wire::Writer message() const { return wire::Writer{encoder_.payload()}; }
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

  std::string_view name_;
  Sink sink_;
  std::array<std::uint8_t, longest_reply> reply_buffer_;
  wire::Encoder encoder_{reply_buffer_};
  std::array<Scalar, room> loaded_values_;
  std::array<std::size_t, inputs.size()> loaded_{};
  Experiment experiment_;
};

}  // namespace app
