// SPDX-License-Identifier: MIT
#include <Arduino.h>

#include <stdint.h>
#include <stdio.h>

Port Serial;

void Port::begin(unsigned long) {}
void Port::println(double value, int digits) { printf("%.*f\n", digits, value); }
void delay(unsigned long) {}

extern "C" void _start();

static void reset() {
  volatile uint32_t& coprocessors = *reinterpret_cast<uint32_t*>(0xE000ED88);
  coprocessors = coprocessors | 0xF00000;
  _start();
}

extern "C" const uintptr_t vectors[];
__attribute__((section(".vectors")))
const uintptr_t vectors[] = {0x00400000, reinterpret_cast<uintptr_t>(reset)};

/// Semihosting is the serial port, and loop() is called once.
int main() {
  setup();
  loop();
  return 0;
}
