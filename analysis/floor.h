/// \file
/// A percentile of levels over a sliding window, in constant time a frame: the noise floor that adapts.
#ifndef LUR_ANALYSIS_FLOOR_H
#define LUR_ANALYSIS_FLOOR_H

#include <stdint.h>

#include "analysis/features.h"

/// Zero-initialise with lur_floor_start.
struct lur_floor {
  uint16_t count[256]; // frames in the window by level
  uint32_t n, below;   // frames in the window; of them under `at`
  int at;              // the percentile's level
  float share;         // which percentile, 0..1
};
void lur_floor_start(struct lur_floor *f, float share);
void lur_floor_add(struct lur_floor *f, lur_level level);
void lur_floor_remove(struct lur_floor *f, lur_level level); ///< one that was added
lur_level lur_floor_level(struct lur_floor *f);              ///< 0 when the window is empty

#endif
