/// \file
/// Loudness after ITU-R BS.1770-4 and EBU R128, taken over chosen stretches of speech: K-weighted energy a
/// frame, gating blocks of 400 ms inside each stretch, absolute gate -70 LUFS, relative gate -10 LU.
#ifndef LUR_ANALYSIS_LOUDNESS_H
#define LUR_ANALYSIS_LOUDNESS_H

#include <stddef.h>

#include "analysis/spectrum.h"

/// The K-weighting filter as what it lets through of each bin of a power spectrum.
struct lur_kweight {
  float weight[LUR_SPECTRUM_MOST_BINS];
  int bins;
};
/// sample_rate_hz: 8000 or 16000.
void lur_kweight_start(struct lur_kweight *k, int sample_rate_hz);
/// The K-weighted mean square of a frame; power: of struct lur_spectra.
float lur_kweight_energy(const struct lur_kweight *k, const float *power);
/// The filter's gain in power at hz, designed for that rate: BS.1770 gives coefficients for 48 kHz only.
double lur_kweight_gain(int sample_rate_hz, double hz);

/// Integrated loudness in LUFS of n block energies (mean squares of one channel); NAN when none passes the
/// gates.
double lur_loudness_integrated(const float *block, size_t n);

#endif
