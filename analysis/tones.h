/// \file
/// Call-progress tones of one channel: bursts of a steady tone (or a beating pair) between 350 and 650 Hz,
/// and their cadence: ringback, busy, congestion.
#ifndef LUR_ANALYSIS_TONES_H
#define LUR_ANALYSIS_TONES_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/event.h"
#include "analysis/frames.h"

struct lur_burst {
  int64_t start, end; ///< frames
  float hz;           ///< mean frequency; of a pair, in between
  float level_db;     ///< mean level
};

/// Watches for bursts, frame by frame. Zero-initialise.
struct lur_tones {
  int64_t start;                                     // of the candidate, frames
  int frames, misses;                                // frames in it; frames since the last one that fitted
  double hz_sum, hz_square, level_sum, level_square; // of a tone that may run for a day
  float top;
};

/// power: of lur_spectrum_power; now: index of the frame. True when a burst has ended: *burst holds it.
bool lur_tones_step(struct lur_tones *t, const float *power, int64_t now, struct lur_burst *burst);
/// Ends a burst that is still running.
bool lur_tones_flush(struct lur_tones *t, int64_t now, struct lur_burst *burst);
/// Frames back from the frame after the last step that a burst which is still running reaches; 0 when there
/// is none.
int lur_tones_running(const struct lur_tones *t);

/// Groups the bursts of one channel by cadence and adds a ringback, busy or congestion event for each group.
/// Bursts that fit no cadence are left out. Joins torn bursts in place.
LUR_NODISCARD lur_status lur_cadence_events(struct lur_burst *bursts, size_t n, int channel,
                                            struct lur_events *events);

#endif
