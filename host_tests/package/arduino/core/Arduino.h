// SPDX-License-Identifier: MIT
#pragma once

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

// The macros that Arduino's cores have under the names of functions.
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define abs(x) ((x) > 0 ? (x) : -(x))
#define F(text) (text)
#define B1 1
#define round(x) ((x) >= 0 ? (long)((x) + 0.5) : (long)((x)-0.5))

void setup();
void loop();
void delay(unsigned long milliseconds);

struct Port {
  void begin(unsigned long baud);
  void println(double value, int digits);
};
extern Port Serial;
