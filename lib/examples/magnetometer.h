/* SPDX-License-Identifier: MIT */
#ifndef MINNORM_EXAMPLES_MAGNETOMETER_H
#define MINNORM_EXAMPLES_MAGNETOMETER_H

#include <math.h>

/* Readings of a magnetometer that was turned about, in counts of 0.15 microtesla, rounded and with
   noise of half a count. The field has 320 counts (48 microtesla), hard iron adds `center`, and
   soft iron distorts: iron * (reading - center) has the length 320. */

enum { READINGS = 60, FLAT = 24, TERMS = 9 };

static const float field = 320.0f;
static const float center[3] = {112.0f, -64.0f, 205.0f};
static const float iron[3][3] = {{1.0f, 0.08f, -0.05f}, {0.0f, 0.9f, 0.06f}, {0.0f, 0.0f, 1.12f}};
static const short readings[READINGS][3] = {
    {144, -22, 487},   {42, -131, 476},  {252, -122, 466},  {37, 62, 457},    {107, -264, 447},
    {264, 42, 438},    {-76, -55, 428},  {278, -256, 419},  {109, 169, 409},  {-24, -265, 399},
    {363, -58, 391},   {-90, 99, 382},   {184, -361, 371},  {248, 173, 363},  {-140, -148, 352},
    {377, -223, 344},  {2, 228, 334},    {26, -368, 325},   {378, 61, 315},   {-175, 35, 305},
    {288, -365, 296},  {162, 261, 286},  {-126, -262, 276}, {428, -119, 267}, {-104, 204, 257},
    {122, -418, 248},  {323, 179, 238},  {-204, -75, 228},  {372, -299, 219}, {48, 289, 210},
    {-53, -351, 201},  {419, 8, 191},    {-178, 119, 181},  {228, -399, 171}, {223, 255, 161},
    {-173, -189, 152}, {411, -184, 143}, {-55, 248, 133},   {50, -387, 123},  {352, 119, 114},
    {-193, 5, 105},    {304, -321, 96},  {110, 265, 86},    {-92, -266, 75},  {386, -60, 67},
    {-112, 155, 58},   {146, -350, 48},  {246, 174, 39},    {-143, -97, 28},  {316, -201, 20},
    {23, 200, 10},     {12, -268, 0},    {294, 27, -10},    {-90, 39, -18},   {190, -235, -28},
    {137, 130, -38},   {-27, -128, -48}, {224, -79, -57},   {33, 45, -67},    {93, -109, -76}};

/* The same of a sensor that lay on a table and was turned there. */
static const short flat[FLAT][3] = {
    {258, -47, -43},  {249, -2, -43},   {230, 42, -43},   {201, 78, -42},   {166, 106, -42},
    {126, 124, -43},  {83, 130, -43},   {43, 124, -42},   {6, 106, -44},    {-25, 78, -42},
    {-48, 41, -43},   {-60, -1, -43},   {-62, -47, -43},  {-53, -93, -42},  {-34, -136, -42},
    {-6, -173, -42},  {30, -200, -42},  {70, -219, -42},  {112, -225, -42}, {154, -219, -43},
    {191, -202, -42}, {221, -174, -43}, {244, -136, -43}, {256, -93, -43}};

/* The terms of a quadric, which is 1 on the ellipsoid, at a reading in units of so many counts. */
static void set_terms(const short reading[3], float unit, float terms[TERMS]) {
  const float x = (float)reading[0] / unit, y = (float)reading[1] / unit;
  const float z = (float)reading[2] / unit;
  terms[0] = x * x, terms[1] = y * y, terms[2] = z * z;
  terms[3] = 2.0f * x * y, terms[4] = 2.0f * x * z, terms[5] = 2.0f * y * z;
  terms[6] = 2.0f * x, terms[7] = 2.0f * y, terms[8] = 2.0f * z;
}

/* Where in the terms' coefficients entry (i, j) of the quadric's matrix stands. */
static const int place[3][3] = {{0, 3, 4}, {3, 1, 5}, {4, 5, 2}};

/* The upper triangle t, in 1 / counts, with |t * (reading - c)| = 1 on the quadric with these
   coefficients and the center c, by Cholesky. Returns 0 if it is no ellipsoid. */
static int set_calibration(const float q[TERMS], float unit, const float c[3], float t[3][3]) {
  float level = 1.0f;
  int i, j, k;
  for (i = 0; i < 3; ++i) level -= q[6 + i] * c[i] / unit;
  for (i = 0; i < 3; ++i) {
    for (j = 0; j < 3; ++j) {
      float sum = j < i ? 0.0f : q[place[i][j]] / level;
      for (k = 0; k < i && j >= i; ++k) sum -= t[k][i] * t[k][j];
      if (j == i && !(sum > 0.0f)) return 0;
      t[i][j] = j < i ? 0.0f : j == i ? sqrtf(sum) : sum / t[i][i];
    }
  }
  for (i = 0; i < 3; ++i) {
    for (j = 0; j < 3; ++j) t[i][j] /= unit;
  }
  return 1;
}

#endif
