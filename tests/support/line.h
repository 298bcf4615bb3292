/// \file
/// What telephone lines do to a sound: coding by G.711, lost packets, dips of the level, noise.
#ifndef LUR_TESTS_SUPPORT_LINE_H
#define LUR_TESTS_SUPPORT_LINE_H

#include <math.h>
#include <string.h>

#include "tests/support/dice.h"
#include "tests/support/synth.h"

/// Level of a tone of 0 dBm0 on a G.711 line: 3.14 dB under a full-scale sine.
#define LINE_DBM0_DBOV (-6.15)

/// A sample through A-law (ITU-T G.711), by its segments: eight of them, 16 steps each.
static inline float line_alaw(float x)
{
  float size = fabsf(x) * 4096, step = 2; // 13 bits: the two lowest segments have steps of 2
  if (size > 4095) size = 4095;
  for (float top = 64; size >= top && top < 4096; top *= 2) step = top / 16;
  float coded = (floorf(size / step) + 0.5F) * step / 4096;
  return x < 0 ? -coded : coded;
}

/// A sample through mu-law: as A-law, with a bias of 33 of 8159.
static inline float line_mulaw(float x)
{
  float size = fabsf(x) * 8159 + 33, step = 2;
  if (size > 8191) size = 8191;
  for (float top = 64; size >= top && top < 8192; top *= 2) step = top / 16;
  float coded = ((floorf(size / step) + 0.5F) * step - 33) / 8159;
  return x < 0 ? -coded : coded;
}

enum line_code { LINE_CLEAN, LINE_ALAW, LINE_MULAW, LINE_CODES };

static inline void line_code(struct lur_synth *s, enum line_code code)
{
  for (size_t i = 0; code != LINE_CLEAN && i < s->n; i++)
    s->at[i] = code == LINE_ALAW ? line_alaw(s->at[i]) : line_mulaw(s->at[i]);
}

/// Multiplies [start_s, end_s) by a gain; 0 is a lost packet.
static inline void line_gain(struct lur_synth *s, double start_s, double end_s, double gain)
{
  size_t from = (size_t)(start_s * s->sample_rate_hz), until = (size_t)(end_s * s->sample_rate_hz);
  for (size_t i = from; i < until && i < s->n; i++) s->at[i] *= (float)gain;
}

#endif
