#include "analysis/inputs.h"

#include <math.h>

/// Frames before and after the one in question over which means are shown: [from, to].
static const int windows[6][2] = {{-30, -11}, {-10, -4}, {-3, -1}, {1, 3}, {4, 10}, {11, 30}};
enum { echo_reach = 30 }; // the other side's echo comes back within 0.3 s

static const struct lur_seen *at(const lur_activity *a, int channel, int64_t frame)
{
  return &a->channel[channel].ring[frame & (lur_activity_ring - 1)];
}

static float clamp(float x, float low, float high)
{
  return x < low ? low : x > high ? high : x;
}

static float *own_bands(const struct lur_seen *s, float *x)
{
  float low = 0, high = 0;
  for (int b = 0; b < LUR_BANDS; b++) {
    *x++ = 0.05F * (float)(s->over[b] > 70 ? 70 : s->over[b]);
    if (b < LUR_BANDS / 2)
      low += s->features.band[b];
    else
      high += s->features.band[b];
  }
  *x++ = clamp((low - high) / (LUR_BANDS / 2) / 40, -2, 2); // slope of the spectrum
  return x;
}

static float *own_frame(const struct lur_seen *s, float *x)
{
  float mean = 0;
  for (int b = 0; b < LUR_BANDS; b++) mean += s->features.band[b];
  *x++ = 0.1F * clamp(s->relative, -45, 10) + 1.5F;
  *x++ = 0.1F * s->over_noise;
  *x++ = 2 * s->periodicity;
  *x++ = clamp(0.05F * ((float)s->features.level - mean / LUR_BANDS) - 1, -2, 3); // peakiness
  *x++ = clamp(0.2F * s->flux, 0, 3);
  *x++ = 0.05F * clamp(s->floor, -70, 0) + 1;
  return x;
}

/// The other channel now and its strongest moment of the last 0.3 s: whether this may be its echo or leakage.
static float *other_channel(const lur_activity *a, int channel, int64_t frame, float *x)
{
  if (a->channels < 2) {
    for (int i = 0; i < 4; i++) *x++ = i < 2 ? -3 : 2;
    *x++ = 1;
    return x;
  }
  const struct lur_seen *own = at(a, channel, frame), *other = at(a, 1 - channel, frame);
  float top = -120, top_relative = -120;
  for (int64_t i = frame; i >= 0 && i > frame - echo_reach; i--) {
    const struct lur_seen *s = at(a, 1 - channel, i);
    float level = lur_level_db(s->features.level);
    if (level > top) top = level;
    if (s->relative > top_relative) top_relative = s->relative;
  }
  float level = lur_level_db(own->features.level);
  *x++ = 0.1F * clamp(other->relative, -45, 10) + 1.5F;
  *x++ = 0.1F * clamp(top_relative, -45, 10) + 1.5F;
  *x++ = 0.05F * clamp(level - top, -50, 40);
  *x++ = 0.05F * clamp(own->relative - top_relative, -50, 40);
  *x++ = 0;
  return x;
}

static float *surroundings(const lur_activity *a, int channel, int64_t frame, float *x)
{
  for (int w = 0; w < 6; w++) {
    float over = 0, relative = 0, periodicity = 0;
    int n = 0;
    for (int64_t i = frame + windows[w][0]; i <= frame + windows[w][1]; i++) {
      if (i < 0 || i >= a->measured) continue;
      const struct lur_seen *s = at(a, channel, i);
      over += s->over_noise;
      relative += s->relative < -45 ? -45 : s->relative;
      periodicity += s->periodicity;
      n++;
    }
    float share = n ? 1 / (float)n : 0;
    *x++ = 0.1F * over * share;
    *x++ = n ? 0.1F * relative * share + 1.5F : -3;
    *x++ = 2 * periodicity * share;
  }
  return x;
}

/// One second to either side, every fourth frame: how steady it is, and how like music.
static float *texture(const lur_activity *a, int channel, int64_t frame, float *x)
{
  float sum = 0, square = 0, flux = 0, periodicity = 0, activation = 0, lowest = 10, highest = -120;
  int n = 0, busy = 0;
  for (int64_t i = frame - lur_inputs_ahead; i <= frame + lur_inputs_ahead; i += 4) {
    if (i < 0 || i >= a->measured) continue;
    const struct lur_seen *s = at(a, channel, i);
    float relative = s->relative < -60 ? -60 : s->relative;
    sum += relative;
    square += relative * relative;
    flux += s->flux;
    periodicity += s->periodicity;
    activation += s->activation;
    busy += s->over_noise > 6;
    if (relative < lowest) lowest = relative;
    if (relative > highest) highest = relative;
    n++;
  }
  float share = n ? 1 / (float)n : 0, mean = sum * share, variance = square * share - mean * mean;
  *x++ = 0.1F * (variance > 0 ? sqrtf(variance) : 0);
  *x++ = clamp(0.2F * flux * share, 0, 3);
  *x++ = 2 * periodicity * share;
  *x++ = 4 * activation * share;
  *x++ = (float)busy * share;
  *x++ = 0.1F * clamp(lowest, -45, 10) + 1.5F;
  *x++ = 0.1F * clamp(highest, -45, 10) + 1.5F;
  *x++ = 4 * at(a, channel, frame)->activation;
  return x;
}

void lur_inputs_of(const lur_activity *a, int channel, int64_t frame, float *x)
{
  const struct lur_seen *s = at(a, channel, frame);
  x = own_bands(s, x);                     // 19
  x = own_frame(s, x);                     // 6
  x = other_channel(a, channel, frame, x); // 5
  x = surroundings(a, channel, frame, x);  // 18
  texture(a, channel, frame, x);           // 8
}
