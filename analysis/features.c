#include "analysis/features.h"

#include <string.h>

#include "analysis/lanes.h"
#include "analysis/spectrum.h"

/// First bin of each band, and the end of the last: 19 points equally spaced in mel = 2595 log10(1 + f / 700)
/// (O'Shaughnessy 1987) from 200 to 3700 Hz, rounded to bins of 31.25 Hz.
static const uint8_t edges[LUR_BANDS + 1] = {6,  9,  12, 15, 19, 22, 26, 31,  36, 41,
                                             47, 54, 61, 68, 77, 86, 96, 107, 118};

/// Logarithm to base 2 of a positive, normal float, within a few 1e-7 of its size. With m the mantissa in
/// [sqrt 1/2, sqrt 2) and t = (m - 1) / (m + 1): log m = 2 (t + t^3 / 3 + t^5 / 5 ...). Loops over it become
/// vectors, those over the library's do not.
static inline float log2_of(float x)
{
  const int32_t one = 0x3F800000, root_half = 0x3F3504F3;
  int32_t bits, biased;
  memcpy(&bits, &x, sizeof bits);
  biased = bits + (one - root_half);
  float exponent = (float)(biased >> 23) - 127, m;
  bits = bits - (biased & 0x7F800000) + one;
  memcpy(&m, &bits, sizeof m);
  float t = (m - 1) / (m + 1), t2 = t * t;
  return exponent + t * (2.8853901F + t2 * (0.9617967F + t2 * (0.5770780F + t2 * 0.4121986F)));
}

static inline int level_of(float mean_square)
{
  const float least = 1e-12F, steps_a_doubling = 6.0205999F; // 20 log10 2
  float level = 240.5F + steps_a_doubling * log2_of(mean_square > least ? mean_square : least);
  return (int)(level < 255 ? level : 255);
}

lur_level lur_level_of(float mean_square)
{
  return (lur_level)level_of(mean_square);
}

LUR_WIDE void lur_features_of(const float *power, struct lur_features *out)
{
  enum { room = 24 }; // whole lanes for the bands and the sum of all
  float sum[room] = {0};
  int level[room];
  // written out for the compiler, which then knows where each band ends
#pragma GCC unroll 18
  for (int b = 0; b < LUR_BANDS; b++) {
#pragma GCC unroll 11
    for (int k = edges[b]; k < edges[b + 1]; k++) sum[b] += power[k];
    sum[LUR_BANDS] += sum[b];
  }
  for (int i = 0; i < room; i++) level[i] = level_of(sum[i] * (4.0F / 3));
  for (int b = 0; b < LUR_BANDS; b++) out->band[b] = (lur_level)level[b];
  out->level = (lur_level)level[LUR_BANDS];
}
