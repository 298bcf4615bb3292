/// \file
/// Keys: dual-tone multi-frequency signals after ITU-T Q.23, received after Q.24.
#ifndef LUR_ANALYSIS_DTMF_H
#define LUR_ANALYSIS_DTMF_H

#include <stdbool.h>
#include <stdint.h>

struct lur_key {
  int64_t start, end; ///< frames
  char digit;
  float level_db;
};
/// Watches one channel. Zero-initialise.
struct lur_dtmf {
  char digit;                 // of the candidate, 0 none
  int frames, misses, steady; // steady: frames near its strongest
  int64_t start;
  float top_db, share_sum, twist_sum, twist_square;
  float low_sum, high_sum; // of errors of either frequency
};
/// power: of a frame, LUR_SPECTRUM_BINS values; now: index of the frame. True when a key has ended: *key
/// holds it.
bool lur_dtmf_step(struct lur_dtmf *d, const float *power, int64_t now, struct lur_key *key);
bool lur_dtmf_flush(struct lur_dtmf *d, int64_t now, struct lur_key *key);

#endif
