/// \file
/// Whether the two channels of a recording are two sides of a call: both may carry the same sound, one may be
/// late, silent, or in the other's place.
#ifndef LUR_ANALYSIS_SIDES_H
#define LUR_ANALYSIS_SIDES_H

#include "analysis/call.h"
#include "analysis/feed.h"

/// Both channels carry the same sound, at any level: *delay is by how many frames channel 1 is later, half a
/// second at most. Two parties who leak into each other's channel are not the same sound.
bool lur_sides_are_same(const lur_feed *feed, int64_t *delay);
/// The channel with more sound on it.
int lur_sides_louder(const lur_feed *feed);
/// By how many frames the caller's channel is late against the agent's (below 0: early) when that is certain:
/// they talk into each other all the time, and would not if it were put right. Else 0.
int64_t lur_sides_shift(const struct lur_ranges *agent, const struct lur_ranges *caller);

#endif
