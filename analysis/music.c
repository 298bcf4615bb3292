#include "analysis/music.h"

#include <string.h>

#include "analysis/lanes.h"

// 190 Hz to 3.5 kHz; a bin stands out when it is this far over the mean of the 2 * reach + 1 bins round it,
// in log2 of power. Bins under the lowest do not count.
enum { first = 6, last = 112, reach = 9, lowest = 2, full = lowest + reach };
static const float stands_out = 1.4F; // 4.2 dB
enum { best_peaks = 6 };

/// log2 of a positive float to about 0.01: exponent, and a parabola over the mantissa that meets both ends.
static inline float rough_log2(float x)
{
  uint32_t u;
  memcpy(&u, &x, sizeof u);
  float exponent = (float)(int32_t)(u >> 23) - 127;
  u = (u & 0x7FFFFFu) | 0x3F800000u;
  float m;
  memcpy(&m, &u, sizeof m);
  return exponent + (m - 1) * (1.3465F - 0.3465F * (m - 1));
}

/// Sums of neighbours, by doubling: out[k] is the sum of the 19 logarithms from log[k] on.
static inline void sum_neighbours(const float *restrict log, float *restrict out, int n)
{
  float two[LUR_SPECTRUM_BINS], four[LUR_SPECTRUM_BINS], eight[LUR_SPECTRUM_BINS];
  for (int k = 0; k < n + 17; k++) two[k] = log[k] + log[k + 1];
  for (int k = 0; k < n + 12; k++) four[k] = two[k] + two[k + 2];
  for (int k = 0; k < n + 8; k++) eight[k] = four[k] + four[k + 4];
  for (int k = 0; k < n; k++) out[k] = (eight[k] + eight[k + 8]) + (two[k + 16] + log[k + 18]);
}

LUR_WIDE static void mark_standing(const float *restrict power, uint8_t *restrict bits)
{
  float log[LUR_SPECTRUM_BINS], sum[LUR_SPECTRUM_BINS];
  for (int k = 0; k < LUR_SPECTRUM_BINS; k++) log[k] = rough_log2(power[k] + 1e-12F);
  sum_neighbours(log + full - reach, sum, last - full);
  for (int k = first; k < full; k++) { // fewer neighbours below
    float mean = 0;
    for (int i = lowest; i <= k + reach; i++) mean += log[i];
    bits[k] = log[k] - mean / (float)(k + reach + 1 - lowest) > stands_out;
  }
  for (int k = full; k < last; k++) bits[k] = log[k] - sum[k - full] * (1.0F / (2 * reach + 1)) > stands_out;
}

static inline uint8_t lower(uint8_t a, uint8_t b)
{
  return a < b ? a : b;
}

/// How far each bin that is a local peak stands over the lowest of the three bins to either side; 0
/// elsewhere.
LUR_WIDE static void heights_of(const uint8_t *restrict count, uint8_t *restrict height)
{
  enum { n = last - first, side = 3 };
  uint8_t padded[n + 2 * side], two[n + 5], four[n + 3];
  memset(padded, UINT8_MAX, sizeof padded); // what lies outside is no lower side
  memcpy(padded + side, count + first, n);
  for (int i = 0; i < n + 5; i++) two[i] = lower(padded[i], padded[i + 1]);
  for (int i = 0; i < n + 3; i++) four[i] = lower(two[i], two[i + 2]);
  for (int i = 0; i < n; i++) {
    const uint8_t *at = padded + side + i;
    uint8_t low = lower(four[i], four[i + 3]), left = at[-1], right = at[1];
    uint8_t up = at[0] >= left ? (uint8_t)(at[0] - low) : 0;
    height[i] = at[0] > right ? up : 0;
  }
}

/// Mean of the strongest activations, each a local peak, as a share of the block.
static float peaks_of(const uint8_t *count)
{
  uint8_t height[last - first];
  int best[best_peaks] = {0}, sum = 0;
  heights_of(count, height);
  for (int k = 0; k < last - first; k++) {
    int i = best_peaks - 1;
    if (height[k] <= best[i]) continue;
    for (; i > 0 && best[i - 1] < height[k]; i--) best[i] = best[i - 1];
    best[i] = height[k];
  }
  for (int i = 0; i < best_peaks; i++) sum += best[i];
  return (float)sum / (float)(best_peaks * lur_music_block);
}

static inline void lay_over(uint8_t *restrict count, const uint8_t *restrict bits, int sign)
{
  for (int k = first; k < last; k++) count[k] = (uint8_t)(count[k] + sign * bits[k]);
}

float lur_music_feed(struct lur_music *m, const float *power, int64_t now)
{
  if (now % lur_music_step) return m->activation;
  uint8_t *slot = m->bits[m->frames % lur_music_block];
  lay_over(m->count, slot, -1);
  mark_standing(power, slot);
  lay_over(m->count, slot, 1);
  m->frames++;
  if (m->frames % 4 == 0) m->activation = peaks_of(m->count);
  return m->activation;
}
