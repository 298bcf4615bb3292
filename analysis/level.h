/// \file
/// Active speech level after ITU-T P.56 method B, kept so that it can be taken over any choice of frames
/// afterwards.
#ifndef LUR_ANALYSIS_LEVEL_H
#define LUR_ANALYSIS_LEVEL_H

#include <stdint.h>

/// Thresholds 2^-15 .. 2^-1 of full scale, factor 2 (P.56 method B for 16 bit).
#define LUR_P56_THRESHOLDS 15
/// Samples from one look at the envelope to the next. P.56 asks for 694 looks a second at least; these are
/// 1,000 at 8 kHz and 2,000 at 16 kHz.
#define LUR_P56_STEP 8
/// Samples that are taken at once, ten steps: 10 ms at 8 kHz.
#define LUR_P56_GRAIN 80

/// The running envelope of one channel: each sample goes into the two smoothers, and each LUR_P56_STEP of
/// them the outcome is set against the thresholds. Zero-initialise through lur_p56_start.
struct lur_p56 {
  double keep;                // what is left of p and of q after a step
  double pass;                // of p, what goes over into q meanwhile
  float into_p[LUR_P56_STEP]; // what each |x| of a step adds to p, and to q
  float into_q[LUR_P56_STEP];
  double p, q;                      // two cascaded one-pole smoothers of |x|
  int64_t now, hangover;            // looks
  int64_t last[LUR_P56_THRESHOLDS]; // look at which the envelope was last in [2^(j-15), 2^(j-14))
  int highest;                      // highest threshold that is active, -1 none
};
/// What a stretch of samples adds up to: sums are additive over stretches.
struct lur_p56_sums {
  double square; // sum of squares
  int64_t samples;
  uint32_t
      at_highest[LUR_P56_THRESHOLDS]; // samples whose highest active threshold is j; enough for three days
};

void lur_p56_start(struct lur_p56 *state, int sample_rate_hz);
/// Feeds n samples, a multiple of LUR_P56_GRAIN, and writes what they add up to.
void lur_p56_feed(struct lur_p56 *state, const float *pcm, int n, struct lur_p56_sums *sums);
void lur_p56_add(struct lur_p56_sums *to, const struct lur_p56_sums *more);
/// Active speech level in dBov (a full-scale sine: -3.01); NAN where the stretch holds no active speech by
/// P.56 (margin 15.9 dB not met at the lowest threshold, or no samples).
double lur_p56_level_dbov(const struct lur_p56_sums *sums);

#endif
