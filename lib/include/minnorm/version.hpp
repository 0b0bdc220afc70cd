/* SPDX-License-Identifier: MIT */
#pragma once

/* The version stands here alone: CMake, minnorm.h and ./minnorm --version read it. */
#define MINNORM_VERSION_MAJOR 0
#define MINNORM_VERSION_MINOR 1
#define MINNORM_VERSION_PATCH 0
#define MINNORM_VERSION "0.1.0"
