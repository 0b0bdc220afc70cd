// SPDX-License-Identifier: MIT
#include "app/experiment_server.hpp"
#include "app/serve.hpp"
#include MINNORM_EXPERIMENT_HEADER

namespace {

using Server =
    app::ExperimentServer<experiments::MINNORM_EXPERIMENT::Experiment, MINNORM_SCALAR, app::Uart>;

static_assert(std::string_view{MINNORM_EXPERIMENT_NAME}.size() <= 24,
              "A hello has no room for this experiment's name.");

// Static: what the firmware needs is known when it is linked.
Server server{MINNORM_EXPERIMENT_NAME, app::Uart{}};
std::array<std::uint8_t, Server::longest_request> request_buffer;

}  // namespace

int main() { app::serve(server, request_buffer); }
