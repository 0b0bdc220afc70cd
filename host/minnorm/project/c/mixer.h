/* SPDX-License-Identifier: MIT */
#ifndef MIXER_H
#define MIXER_H

/* What each of four motors adds to roll, pitch and yaw. */
extern const float mixer[3 * 4];

/* The thrusts that come closest to this roll, pitch and yaw, of those with the least effort. 0 if
 * an entry of the mixer is no number. */
void thrusts(const float a[3 * 4], const float command[3], float thrust[4]);

#endif
