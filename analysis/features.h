/// \file
/// What one frame of one channel looks like: band levels and total level, from its power spectrum.
#ifndef LUR_ANALYSIS_FEATURES_H
#define LUR_ANALYSIS_FEATURES_H

#include <stdint.h>

/// Bands of equal width on the mel scale over the telephone band, 200-3700 Hz.
#define LUR_BANDS 18

/// A level in steps of half a decibel: 0 is -120 dB, 240 is 0 dB.
typedef uint8_t lur_level;

struct lur_features {
  lur_level band[LUR_BANDS];
  lur_level level; ///< of 200-3700 Hz
};

/// 10 log10 of a mean square (full-scale square wave: 0 dB), clamped to -120..+7.5 dB.
lur_level lur_level_of(float mean_square);
static inline float lur_level_db(lur_level level)
{
  return 0.5F * (float)level - 120;
}

/// power: of struct lur_spectra.
void lur_features_of(const float *power, struct lur_features *out);

#endif
