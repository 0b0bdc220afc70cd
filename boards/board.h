/* SPDX-License-Identifier: MIT */
#ifndef MINNORM_BOARD_H
#define MINNORM_BOARD_H

#include <stddef.h>
#include <stdint.h>

/* board.hpp for C. */

#ifdef __cplusplus
extern "C" {
#endif

/* The board's folder, and its core for people. */
const char* board_name(void);
const char* board_core(void);

/* The rate of board_cycles(), in Hz. */
uint32_t board_clock_hz(void);

/* board::arguments(), one at a time; NULL behind the last. */
const char* board_argument(size_t index);

void board_start(void);
int board_read(void);
void board_write(const void* bytes, size_t count);
void board_watch(uint32_t seconds);
uint32_t board_cycles(void);
void board_stop(int status);

#ifdef __cplusplus
}
#endif

#endif
