/// \file
/// Loudness after ITU-R BS.1770-4 and EBU R128, taken over chosen stretches of speech: K-weighted energy a
/// frame, gating blocks of 400 ms inside each stretch, absolute gate -70 LUFS, relative gate -10 LU.
#ifndef LUR_ANALYSIS_LOUDNESS_H
#define LUR_ANALYSIS_LOUDNESS_H

#include <stddef.h>

/// The K-weighting filter of one channel.
struct lur_kweight {
  double b[5], a[5]; // high shelf and high pass as one filter of fourth order
  double z[4];       // transposed direct form II
};
/// Coefficients are designed anew for the rate, as BS.1770 gives them for 48 kHz only.
void lur_kweight_start(struct lur_kweight *k, int sample_rate_hz);
/// Mean square of the n filtered samples.
double lur_kweight_energy(struct lur_kweight *k, const float *pcm, int n);

/// Integrated loudness in LUFS of n block energies (mean squares of one channel); NAN when none passes the
/// gates.
double lur_loudness_integrated(const float *block, size_t n);

#endif
