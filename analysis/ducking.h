/// \file
/// Internal to analysis/. Music and the announcements in it: an announcement silences the music, which then
/// begins anew, or is spoken over it while it is turned down. What sounds in the speaker's pauses tells
/// which.
#ifndef LUR_ANALYSIS_DUCKING_H
#define LUR_ANALYSIS_DUCKING_H

#include "analysis/features.h"
#include "analysis/frames.h"

/// The level of a channel over the call.
struct lur_contour {
  const lur_level *level; ///< mean of each 100 ms
  size_t n;
};

/// Joins runs of music between which only an announcement lies that the music goes on under, and cuts runs
/// where an announcement silences it. Frames; all sorted. Where the level of a line without music is not
/// known, nothing is changed. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_ducking_settle(struct lur_contour contour, const struct lur_ranges *speech,
                                            struct lur_ranges *music);

#endif
