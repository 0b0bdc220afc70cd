// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// The whole porting contract: what the firmware asks of a board, and all it may know of one.
///
/// boards/soc brings start(), read(), write(), watch() and cycles(), from the wiring.hpp of each
/// board; arguments() and stop() stand in boards/arch, and the constants come from board.json.
/// Everything is called from one thread of control: no function has to be safe against interrupts
/// or against itself.
///
/// @code
/// board::start();
/// const std::uint32_t before = board::cycles();
/// const std::uint8_t text[] = {'h', 'i', '\n'};
/// board::write(text);
/// const std::uint32_t taken = board::cycles() - before;
/// board::stop(taken < board::clock_hz ? 0 : 1);
/// @endcode
namespace board {

extern const std::string_view name;  ///< the board's folder: `mps2_an386`
extern const std::string_view core;  ///< for people: `Cortex-M4F`

/// Characters of `name` and `core` together, at most.
inline constexpr std::size_t longest_names = 120;

/// The rate of cycles(), in Hz. On a core it is the core's clock once start() has returned, if what
/// drives it there has started.
extern const std::uint32_t clock_hz;

/// The UART's rate in bit/s; 0 where the stream has none (a pipe).
extern const std::uint32_t baud;

/// What stop() is called with when the core faults: an exit status that no program here uses for
/// anything else.
inline constexpr int fault_status = 125;

/// Brings up the clock, the UART and the counter of cycles(). main() calls it first and once.
/// Memory is initialised and the float unit is on already (boards/arch does that before main). A
/// wait for hardware in here is bounded: a crystal that never reports ready must end in a fallback,
/// not in a board that looks dead.
void start();

/// The next byte from the UART, 0 to 255. Waits for it as long as it takes. -1 when there will
/// never be another one, which only a byte stream such as a pipe can say; a program then stops.
int read();

/// Hands bytes to the UART, in order and all of them, waiting while it is busy. They may still be
/// on their way when this returns.
void write(std::span<const std::uint8_t> bytes);

/// Has the board watched: unless this is called again within so many seconds, 1 to 170, it is
/// reset; where the watchdog can tell, it first reports as a fault where the program hangs. 0 ends
/// that, before a program waits for input, say. Nothing happens on a board whose watchdog does not
/// last so long or cannot be stopped, or that has none: docs/BOARDS.md.
void watch(std::uint32_t seconds);

/// A free-running counter that wraps at 2^32: subtract two readings as unsigned numbers. 0 always,
/// if there is none.
std::uint32_t cycles();

/// What the program was started with, as main() has it elsewhere: its own name, and the words
/// behind it. A shell, an emulator or a debugger that listens tells it, 15 words in 255 characters
/// at most; it is empty where nobody does.
std::span<const char* const> arguments();

/// Ends the program. Where someone is listening (a shell, an emulator) the status, 0 to 255,
/// reaches them; elsewhere the core idles for good. It must work before start() too, for faults
/// call it.
[[noreturn]] void stop(int status);

}  // namespace board
