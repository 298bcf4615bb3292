/// \file
/// What the second network of analysis/net.h is shown of a frame: what the first said of the seconds round
/// it on both channels, and the frame's level against that of the channel's speech.
#ifndef LUR_ANALYSIS_CONTEXT_H
#define LUR_ANALYSIS_CONTEXT_H

#include "analysis/activity.h"

enum { lur_contexts = 40 };
/// Frames of future that are looked at.
enum { lur_contexts_ahead = 1000 };

/// A verdict as it is summed up: log-odds limited to +-6, in steps of 0.05, from 0.
uint32_t lur_context_mark(float log_odds);

/// Fills x[lur_contexts], each of the order of 1. Frames up to frame + lur_contexts_ahead must be judged by
/// the first network, if there are any. spoken: level of the channel's speech and of the other one's, as in
/// lur_features.level.
void lur_context_of(const lur_activity *a, int channel, int64_t frame, const int spoken[2], float *x);

#endif
