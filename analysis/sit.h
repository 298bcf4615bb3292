/// \file
/// Special information tones: three tones of a third of a second, one after the other, before an announcement
/// of the exchange (ITU-T E.180), and North America's coded ones.
#ifndef LUR_ANALYSIS_SIT_H
#define LUR_ANALYSIS_SIT_H

#include <stddef.h>

#include "analysis/tones.h"

struct lur_sit {
  size_t bursts;     ///< that belong to it, repetitions included; 0: none begins here
  char plan[32];     ///< countries, or "US" and the name of the code
  float hz[3];       ///< as heard
  double confidence; ///< 0..1
};

/// What begins with the first of the n bursts of one channel.
struct lur_sit lur_sit_of(const struct lur_burst *bursts, size_t n);

#endif
