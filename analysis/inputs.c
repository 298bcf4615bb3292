#include "analysis/inputs.h"

#include <math.h>

/// Frames before and after the one in question over which means are shown: [from, to].
static const int windows[6][2] = {{-30, -11}, {-10, -4}, {-3, -1}, {1, 3}, {4, 10}, {11, 30}};
/// Windows over which means of groups of bands are shown.
static const int group_windows[2][2] = {{-7, -3}, {3, 7}};
enum { texture_reach = 100 }; // a second

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
    *x++ = 2;
    *x++ = 1;
    return x;
  }
  const struct lur_seen *own = lur_activity_at(a, channel, frame),
                        *other = lur_activity_at(a, 1 - channel, frame);
  *x++ = 0.1F * clamp(other->relative, -45, 10) + 1.5F;
  *x++ = 0.05F * clamp((float)(own->top_level - lur_level_zero), -90, 20) + 1.5F;
  *x++ = 0.025F * clamp((float)(own->features.level - own->top), -100, 80);
  *x++ = 0.025F * clamp((float)(own->level - own->top_level), -100, 80);
  *x++ = 0.1F * clamp(own->echo, -10, 30);
  *x++ = 0;
  return x;
}

static float *surroundings(const lur_activity *a, int channel, int64_t frame, float *x)
{
  for (int w = 0; w < 6; w++) {
    struct lur_stretch s = lur_activity_span(a, channel, frame + windows[w][0], frame + windows[w][1]);
    *x++ = 0.1F * 0.5F / LUR_BANDS * (float)(s.to->over - s.from->over) * s.share;
    *x++ = s.n ? 0.05F * ((float)(s.to->relative - s.from->relative) * s.share - lur_level_zero) + 1.5F : -3;
    *x++ = 2.0F / 255 * (float)(s.to->periodicity - s.from->periodicity) * s.share;
  }
  return x;
}

/// The colour a moment before and after.
static float *colours(const lur_activity *a, int channel, int64_t frame, float *x)
{
  for (int w = 0; w < 2; w++) {
    struct lur_stretch s =
        lur_activity_span(a, channel, frame + group_windows[w][0], frame + group_windows[w][1]);
    float share = 0.05F * lur_groups / LUR_BANDS * s.share;
    for (int g = 0; g < lur_groups; g++) *x++ = (float)(s.to->group[g] - s.from->group[g]) * share;
  }
  return x;
}

/// Quietest and loudest of the blocks within a second.
static void extremes(const lur_activity *a, int channel, int64_t frame, int *low, int *high)
{
  int64_t first = (frame - texture_reach) / lur_level_block, last = (frame + texture_reach) / lur_level_block;
  *low = 255;
  *high = 0;
  for (int64_t b = first < 0 ? 0 : first; b <= last && (b + 1) * lur_level_block <= a->measured; b++) {
    const struct lur_seen *end = lur_activity_at(a, channel, (b + 1) * lur_level_block - 1);
    if (end->low < *low) *low = end->low;
    if (end->high > *high) *high = end->high;
  }
  if (*low > *high) *low = *high = lur_level_zero; // a very short recording
}

/// One second to either side: how steady it is, how it swings, and how like music.
static float *texture(const lur_activity *a, int channel, int64_t frame, float *x)
{
  int low, high;
  struct lur_stretch s = lur_activity_span(a, channel, frame - texture_reach, frame + texture_reach);
  float mean = (float)(s.to->relative - s.from->relative) * s.share,
        variance = (float)(s.to->square - s.from->square) * s.share - mean * mean;
  extremes(a, channel, frame, &low, &high);
  *x++ = 0.05F * (variance > 0 ? sqrtf(variance) : 0);
  *x++ = clamp(0.1F / LUR_BANDS * (float)(s.to->flux - s.from->flux) * s.share, 0, 3);
  *x++ = 2.0F / 255 * (float)(s.to->periodicity - s.from->periodicity) * s.share;
  *x++ = 4.0F / 255 * (float)(s.to->activation - s.from->activation) * s.share;
  *x++ = (float)(s.to->busy - s.from->busy) * s.share;
  *x++ = 0.05F * (float)(low - lur_level_zero) + 1.5F;
  *x++ = 0.05F * (float)(high - lur_level_zero) + 1.5F;
  *x++ = 4 * lur_activity_at(a, channel, frame)->activation;
  *x++ = 0.05F * (float)(s.to->swing - s.from->swing) * s.share;
  return x;
}

void lur_inputs_of(const lur_activity *a, int channel, int64_t frame, float *x)
{
  const struct lur_seen *s = lur_activity_at(a, channel, frame);
  x = own_bands(s, x);                     // 19
  x = own_frame(s, x);                     // 6
  x = other_channel(a, channel, frame, x); // 6
  x = surroundings(a, channel, frame, x);  // 18
  x = colours(a, channel, frame, x);       // 12
  x = texture(a, channel, frame, x);       // 9
  *x++ = 0.02F * (float)(s->level - lur_level_zero) * s->periodicity;
  *x = 0.01F * s->over_noise * s->periodicity;
}
