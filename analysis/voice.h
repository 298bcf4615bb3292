/// \file
/// Whether two stretches of speech on one channel are one voice on one line: their mean spectra and their
/// pitch are compared. A menu's recorded voice differs from the agent's, and one agent's from another's on
/// another telephone; the same person says other words with much the same mean spectrum and median pitch,
/// once they are of some seconds.
#ifndef LUR_ANALYSIS_VOICE_H
#define LUR_ANALYSIS_VOICE_H

#include "analysis/feed.h"

struct lur_voice {
  double band[LUR_BANDS]; ///< mean level, dB, less the mean of all bands
  int64_t frames;         ///< of speech that it is the mean of
  double pitch;           ///< median, semitones over 80 Hz; NAN where too little of it has one
};

/// The voice of the segments of a channel that lie in [start, end) for the greater part.
struct lur_voice lur_voice_of(const struct lur_feed_channel *channel, int64_t start, int64_t end);
/// Root of the mean squared difference over the bands, dB; NAN where either has less than 2 s of speech. On
/// recordings of seven languages one voice differs from itself by 0.4 to 1.9 dB, two voices by 2.4 to 6.7.
double lur_voice_distance(const struct lur_voice *a, const struct lur_voice *b);

#endif
