/// \file
/// Steady tones of one channel between 300 and 2000 Hz: bursts of one line, or of a pair as exchanges send
/// it, and what they make together: ringback, busy, congestion, special information tones, a lone beep.
/// Plans after ITU-T E.180, supplement 2, and national tables.
#ifndef LUR_ANALYSIS_TONES_H
#define LUR_ANALYSIS_TONES_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/event.h"
#include "analysis/frames.h"

struct lur_burst {
  int64_t start, end;         ///< frames
  float hz;                   ///< mean frequency; of a pair, in between
  float level_db;             ///< mean level
  float pair_hz[2];           ///< of a pair that stands apart by 100 Hz or more; else 0
  float wander_hz, wander_db; ///< standard deviations within the burst
  float noise;                ///< share of the telephone band's power beside the tone, 0..1
  float missing;              ///< share of its frames that did not show it, 0..1
  float crowded;              ///< share of the 0.4 s before it that something else was about as loud, 0..1
};

/// A tone that has not ended, or a piece of one. Sums are doubles: it may run for a day.
struct lur_tone_run {
  int64_t start, last;              // first frame, and the last that fitted
  int frames, pairs;                // that fitted; those that showed a pair
  double weight, hz_sum, hz_square; // frequency of each frame and the one before, weighted by power
  double level_sum, level_square, noise_sum, low_sum, high_sum;
  double hz, power; // of the last frame that fitted
  float top;        // strongest power
  float crowded;
};

/// Watches for bursts, frame by frame. Zero-initialise.
struct lur_tones {
  struct lur_tone_run run, next; // the candidate; another tone that may be taking its place
  struct lur_burst held;         // has ended, unless what comes next belongs to it
  int misses;                    // frames since the last one that fitted
  int64_t now, quiet_from;       // last frame seen; first frame after the last tone
  float past[64];                // power of the telephone band of the last frames
};

/// power: of a frame, LUR_SPECTRUM_BINS values; now: index of the frame, one more than the last. True when a
/// burst is complete: *burst holds it. It ended up to a quarter of a second ago.
bool lur_tones_step(struct lur_tones *t, const float *power, int64_t now, struct lur_burst *burst);
/// Ends bursts that are still running, one a call; false when there is none left.
bool lur_tones_flush(struct lur_tones *t, struct lur_burst *burst);
/// Frames back from the frame after the last step that a burst which is still running reaches; 0 when there
/// is none.
int lur_tones_running(const struct lur_tones *t);
/// Whether the burst may be an exchange's ringing, busy or congestion tone: its frequency is that of a plan.
bool lur_burst_is_progress(const struct lur_burst *burst);

/// Groups the bursts of one channel by frequency and cadence and adds an event for each group: ringback, busy
/// or congestion with the plans that fit, or "unknown" where the cadence is regular but no plan's; special
/// information tones; a beep where a pure tone stands alone. Bursts that are none of these are left out.
LUR_NODISCARD lur_status lur_cadence_events(const struct lur_burst *bursts, size_t n, int channel,
                                            struct lur_events *events);
/// The pause that belongs to the last burst of a ringback, busy or congestion event, s; 0 where no cadence is
/// known. parts: its bursts.
double lur_cadence_last_pause_s(const struct lur_event *event, const struct lur_span *parts);

#endif
