/// \file
/// Intervals of a share, such as that of answered contacts.
#ifndef LUR_RANKING_SHARE_H
#define LUR_RANKING_SHARE_H

#include <stdint.h>

#include "base/status.h"

struct lur_share {
  double share, low, high; ///< 0..1, rounded to millionths; NAN where there is nothing to share
};
/// count of n with its interval at the level (0.5..0.999) by Wilson's score method (1927), which also holds
/// for few and for shares near 0 or 1: 900 of 1,000 is 0.880 to 0.917. n = 0: all three are NAN. LUR_BAD_ARG:
/// count below 0 or above n, or a level out of range; *out is as for n = 0 then.
LUR_NODISCARD lur_status lur_share_make(int64_t count, int64_t n, double level, struct lur_share *out);

/// How many standard deviations either side of the middle hold `level` of a normal distribution: 1.959964 for
/// 0.95. level is above 0 and below 1. Within 1e-8, and the same on every machine.
double lur_normal_width(double level);

#endif
