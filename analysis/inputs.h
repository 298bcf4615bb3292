/// \file
/// What the first network of analysis/net.h is shown of a frame: its own bands, the other channel, and a
/// second to either side.
#ifndef LUR_ANALYSIS_INPUTS_H
#define LUR_ANALYSIS_INPUTS_H

#include "analysis/activity.h"

enum { lur_inputs = 72 };
/// Frames of future that inputs look at.
enum { lur_inputs_ahead = 112 };

/// Fills x[lur_inputs], each of the order of 1. Frames [frame - lur_inputs_ahead, frame + lur_inputs_ahead]
/// that lie within [0, measured) must be measured.
void lur_inputs_of(const lur_activity *a, int channel, int64_t frame, float *x);

#endif
