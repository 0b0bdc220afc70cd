// SPDX-License-Identifier: MIT
#include "app/serve.hpp"
#include "app/server.hpp"
#include MINNORM_EXPERIMENT_HEADER

namespace {

using Experiment = experiments::MINNORM_EXPERIMENT::Experiment<MINNORM_EXPERIMENT_ARGUMENTS>;
using Server = app::Server<Experiment, MINNORM_SCALAR, app::Uart>;

static_assert(std::string_view{MINNORM_EXPERIMENT_NAME}.size() <= app::longest_name,
              "A hello has no room for this experiment's name.");

// Static: what the firmware needs is known when it is linked.
Server server{MINNORM_EXPERIMENT_NAME, app::Uart{}};
std::array<std::uint8_t, Server::longest_request> request_buffer;

}  // namespace

int main() { app::serve(server, request_buffer); }
