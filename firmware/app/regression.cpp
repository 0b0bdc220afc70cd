// SPDX-License-Identifier: MIT
#include "app/regression_server.hpp"
#include "app/serve.hpp"

namespace {

using Server = app::RegressionServer<MINNORM_SCALAR, app::Capacity{MINNORM_CAPACITY}, app::Uart>;

// Static: what the firmware needs is known when it is linked.
Server server{app::Uart{}};
std::array<std::uint8_t, Server::longest_request> request_buffer;

}  // namespace

int main() { app::serve(server, request_buffer); }
