/* SPDX-License-Identifier: MIT */
#ifndef MIXER_H
#define MIXER_H

#include <minnorm/minnorm.h>

/* What each of four motors adds to roll, pitch and yaw. */
extern const float mixer[3 * 4];

/* The thrusts that come closest to this roll, pitch and yaw, of those with the least effort.
 * MINNORM_OK; or MINNORM_INVALID_INPUT and no thrust: an entry of the mixer or of the command is no
 * number. */
minnorm_status thrusts(const float a[3 * 4], const float command[3], float thrust[4]);

#endif
