// SPDX-License-Identifier: MIT
#pragma once

#include "app/line.hpp"
#include "experiments/experiment.hpp"

namespace app {

/// Serves the requests of docs/WIRE.md for an experiment that draws its own data: see
/// experiments/experiment.hpp. Sink takes spans of bytes to send.
template <template <typename> class Experiment, typename Scalar, typename Sink>
class ExperimentServer {
 public:
  ExperimentServer(std::string_view name, Sink sink) : name_{name}, line_{sink} {}

  /// The longest frame body a request may have: a `compute`.
  static constexpr std::size_t longest_request = wire::shortest_body + 8 * wire::integer_bytes;

  void serve(const wire::Frame& request) {
    switch (static_cast<wire::Kind>(request.kind)) {
      case wire::Kind::hello:
        return line_.template hello<Scalar>(request, name_, {}, longest_request);
      case wire::Kind::describe:
        return describe(request);
      case wire::Kind::compute:
        return compute(request);
      default:
        return line_.answer(request, unknown);
    }
  }

 private:
  using Index = experiments::Index;
  static constexpr auto columns = Experiment<Scalar>::columns;
  using Row = std::array<Scalar, columns.size()>;

  static constexpr std::size_t longest_values =
      columns.size() * (wire::integer_bytes + wire::real_bytes<Scalar>)+[] {
        std::size_t bytes = 0;
        for (const auto column : columns) bytes += column.size();
        return bytes;
      }();

  void describe(const wire::Frame& request) {
    wire::Reader reader{request.payload};
    reader.array(0);
    if (!reader.complete()) return line_.answer(request, malformed);
    auto reply = line_.message();
    reply.array(4).integer(request.sequence);
    reply.integer(Experiment<Scalar>::repeats).integer(Experiment<Scalar>::cases);
    reply.array(columns.size());
    for (const auto column : columns) reply.text(column);
    line_.send(wire::Kind::description, reply);
  }

  void compute(const wire::Frame& request) {
    wire::Reader reader{request.payload};
    reader.array(3);
    const auto seed = static_cast<std::uint32_t>(reader.integer());
    const experiments::Unit unit{seed, reader.integer(), reader.integer()};
    if (!reader.complete() || unit.case_number >= Experiment<Scalar>::cases) {
      return line_.answer(request, malformed);
    }
    line_.answer(request, {});
    Send send{*this, request, unit};
    experiment_.compute(unit, send);
    auto end = begin(unit, 4);
    end.integer(send.rows);
    line_.send(wire::Kind::computed, end);
  }

  /// What compute() sends to: see experiments/experiment.hpp.
  struct Send {
    ExperimentServer& server;
    const wire::Frame& request;
    const experiments::Unit& unit;
    Index rows = 0;

    void operator()(const Row& row) {
      auto message = server.begin(unit, 5);
      message.integer(rows++).array(row.size());
      for (const Scalar value : row) message.real(value);
      server.line_.send(wire::Kind::row, message);
    }
    void alive() { server.line_.answer(request, {}); }
  };

  wire::Writer begin(const experiments::Unit& unit, std::size_t fields) {
    auto message = line_.message();
    message.array(fields).integer(unit.seed).integer(unit.repeat).integer(unit.case_number);
    return message;
  }

  std::string_view name_;
  Line<longest_values, Sink> line_;
  Experiment<Scalar> experiment_;
};

}  // namespace app
