// SPDX-License-Identifier: MIT
// What Arduino.h does to a program: macros with the names of functions, and a serial line.
#pragma once

#include <math.h>
#include <stdlib.h>

#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define abs(x) ((x) > 0 ? (x) : -(x))
#define round(x) ((x) >= 0 ? (long)((x) + 0.5) : (long)((x)-0.5))
#define radians(deg) ((deg)*DEG_TO_RAD)
#define sq(x) ((x) * (x))
#define DEG_TO_RAD 0.017453292519943295769
#define B1 1
#define F(text) text

struct Line {
  void begin(long baud);
  void print(const char* text);
  void println(int value);
  void println(double value, int digits);
};
extern Line Serial;

void delay(unsigned long milliseconds);
void setup();
void loop();
