#include "analysis/context.h"

/// Windows of frames, [from, to], of what is said of this channel: speech, music; and of the other.
static const int speech_windows[14][2] = {{-1, -1},     {1, 1},     {-4, -2},      {2, 4},      {-10, -5},
                                          {5, 10},      {-30, -11}, {11, 30},      {-100, -31}, {31, 100},
                                          {-300, -101}, {101, 300}, {-1000, -301}, {301, 1000}};
static const int music_windows[8][2] = {{-30, -1},    {1, 30},    {-100, -31},   {31, 100},
                                        {-300, -101}, {101, 300}, {-1000, -301}, {301, 1000}};
static const int other_windows[6][2] = {{-10, 10}, {-30, -11}, {11, 30}, {-100, -31}, {31, 100}, {-300, 300}};
static const float most = 6, step = 0.05F;
enum { reach = 1000 }; // of the widest

static float clamp(float x, float low, float high)
{
  return x < low ? low : x > high ? high : x;
}

uint32_t lur_context_mark(float log_odds)
{
  return (uint32_t)((clamp(log_odds, -most, most) + most) / step + 0.5F);
}

/// Mean of n frames' marks as log-odds; outside the recording is surely nothing.
static inline float mean_of(uint32_t marks, int64_t n)
{
  return n > 0 ? (float)marks * (1 / (float)n) * step - most : -most;
}

static inline uint32_t marks_to(const lur_activity *a, int channel, int64_t frame, bool music)
{
  const struct lur_verdicts *v = &a->channel[channel].verdicts[frame & (lur_activity_ring - 1)];
  return music ? v->music : v->speech;
}

/// As far as the recording goes.
static float mean_inside(const lur_activity *a, int channel, int64_t from, int64_t to, bool music)
{
  if (from < 0) from = 0;
  if (to >= a->measured) to = a->measured - 1;
  if (to < from) return mean_of(0, 0);
  uint32_t before = from ? marks_to(a, channel, from - 1, music) : 0;
  return mean_of(marks_to(a, channel, to, music) - before, to - from + 1);
}

/// Means of windows round the frame. Far from both ends, where all windows are whole, their lengths are known
/// beforehand.
static inline float *of_windows(const lur_activity *a, int channel, int64_t frame, const int (*window)[2],
                                int n, bool music, float *x)
{
  bool whole = frame > reach && frame + reach < a->measured;
  for (int w = 0; w < n; w++) {
    int from = window[w][0], to = window[w][1];
    *x++ = 0.3F * (whole ? mean_of(marks_to(a, channel, frame + to, music) -
                                       marks_to(a, channel, frame + from - 1, music),
                                   to - from + 1)
                         : mean_inside(a, channel, frame + from, frame + to, music));
  }
  return x;
}

void lur_context_of(const lur_activity *a, int channel, int64_t frame, const int spoken[2], float *x)
{
  const struct lur_seen *s = lur_activity_at(a, channel, frame);
  *x++ = 0.3F * clamp(s->first[0], -8, 8);
  *x++ = 0.3F * clamp(s->first[1], -8, 8);
  x = of_windows(a, channel, frame, speech_windows, 14, false, x);
  x = of_windows(a, channel, frame, music_windows, 8, true, x);
  if (a->channels == 2) {
    const struct lur_seen *other = lur_activity_at(a, 1 - channel, frame);
    *x++ = 0.3F * clamp(other->first[0], -8, 8);
    x = of_windows(a, 1 - channel, frame, other_windows, 6, false, x);
    *x++ = 0.3F * clamp(other->first[1], -8, 8);
    *x++ = 0.05F * clamp((float)(other->features.level - spoken[1]), -80, 20);
  } else {
    for (int i = 0; i < 8; i++) *x++ = -0.3F * most;
    *x++ = -4;
  }
  *x++ = 0.05F * clamp((float)(s->features.level - spoken[0]), -80, 20);
  *x++ = 0.1F * s->over_noise;
  *x++ = 2 * s->periodicity;
  *x++ = 0.1F * clamp(s->echo, -10, 30);
  *x++ = 0.05F * clamp(s->floor, -70, 0) + 1;
  *x++ = 0.1F * clamp(s->relative, -45, 10) + 1.5F;
  *x = (float)a->channels - 1;
}
