/// \file
/// The analyser's windows over a made-up sound: the power spectrum of each 10 ms frame, as the feed takes it.
#ifndef LUR_TESTS_SUPPORT_WINDOWS_H
#define LUR_TESTS_SUPPORT_WINDOWS_H

#include <string.h>

#include "analysis/spectrum.h"
#include "tests/support/synth.h"

static inline int64_t windows_count(const struct lur_synth *s)
{
  size_t hop = (size_t)s->sample_rate_hz / 100;
  return (int64_t)((s->n + hop - 1) / hop);
}

/// Window centred on the frame; silence beyond the ends.
static inline void windows_samples(const struct lur_synth *s, int64_t frame, int64_t window, float *x)
{
  int64_t hop = s->sample_rate_hz / 100, first = frame * hop - (window - hop) / 2;
  for (int64_t i = 0; i < window; i++) {
    int64_t at = first + i;
    x[i] = at >= 0 && at < (int64_t)s->n ? s->at[at] : 0;
  }
}

/// LUR_SPECTRUM_BINS values.
static inline void windows_power(lur_spectrum *spectrum, const struct lur_synth *s, int64_t frame,
                                 float *power)
{
  float x[512];
  struct lur_spectra of;
  windows_samples(s, frame, (int64_t)lur_spectrum_window(spectrum), x);
  lur_spectrum_of(spectrum, x, x, &of);
  memcpy(power, of.power[0], LUR_SPECTRUM_BINS * sizeof *power);
}

#endif
