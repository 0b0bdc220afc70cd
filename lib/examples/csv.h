/* SPDX-License-Identifier: MIT */
#ifndef MINNORM_EXAMPLES_CSV_H
#define MINNORM_EXAMPLES_CSV_H

/* Rows of comma-separated values over the board's UART, in C or C++ and without printf(). */

#include <board.h>
#include <string.h>

static void csv_text(const char* text) { board_write(text, strlen(text)); }

/* Whole numbers below a million as they are, others with seven significant digits. */
static void csv_number(double x) {
  char text[16];
  char* end = text + sizeof(text);
  char* at = end;
  long digits, power = 0;
  int k;
  if (!(x - x == 0.0)) {
    csv_text(x != x ? "nan" : x > 0.0 ? "inf" : "-inf");
    return;
  }
  if (x < 0.0) csv_text("-");
  x = x < 0.0 ? -x : x;
  digits = x < 1e6 ? (long)x : -1;
  if ((double)digits == x) {
    do *--at = (char)('0' + digits % 10);
    while ((digits /= 10) > 0);
    board_write(at, (size_t)(end - at));
    return;
  }
  for (; x >= 10.0; x /= 10.0) ++power;
  for (; x < 1.0; x *= 10.0) --power;
  digits = (long)(x * 1e6 + 0.5);
  if (digits == 10000000) {
    digits = 1000000;
    ++power;
  }
  x = power < 0 ? -(double)power : (double)power;
  k = (int)x;
  do *--at = (char)('0' + k % 10);
  while ((k /= 10) > 0);
  if (power < 0) *--at = '-';
  *--at = 'e';
  for (k = 0; k < 6; ++k, digits /= 10) *--at = (char)('0' + digits % 10);
  *--at = '.';
  *--at = (char)('0' + digits);
  board_write(at, (size_t)(end - at));
}

static void csv_row(const double* values, int count) {
  int i;
  for (i = 0; i < count; ++i) {
    if (i > 0) csv_text(",");
    csv_number(values[i]);
  }
  csv_text("\n");
}

#endif
