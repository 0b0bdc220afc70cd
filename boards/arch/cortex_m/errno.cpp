// SPDX-License-Identifier: MIT

/// Where newlib's functions say that they failed: its square root in software does for a negative
/// argument. Newlib's own is part of a kilobyte of state.
extern "C" int* __errno() {
  static int value;
  return &value;
}
