#include "analysis/level.h"

#include <math.h>

#include "analysis/lanes.h"

/// ITU-T P.56 method B: time constant of each smoother, hangover, margin.
static const double time_constant_s = 0.03;
static const double hangover_s = 0.2;
static const double margin_db = 15.9;
enum { steps = LUR_P56_GRAIN / LUR_P56_STEP };

void lur_p56_start(struct lur_p56 *state, int sample_rate_hz)
{
  const double g = exp(-1 / (sample_rate_hz * time_constant_s)), h = 1 - g;
  const int step = LUR_P56_STEP;
  *state = (struct lur_p56){.keep = pow(g, step),
                            .pass = h * step * pow(g, step),
                            .hangover = (int64_t)ceil(sample_rate_hz * hangover_s / step),
                            .highest = -1};
  // p' = g p + h |x| and q' = g q + h p', step times over, written out as sums of powers
  for (int k = 0; k < step; k++) {
    double left = pow(g, step - 1 - k);
    state->into_p[k] = (float)(h * left);
    state->into_q[k] = (float)(h * h * (step - k) * left);
  }
  for (int j = 0; j < LUR_P56_THRESHOLDS; j++) state->last[j] = -state->hangover - 1; // expired
}

/// The highest threshold 2^(j - 15) that q reaches, -1 below the lowest.
static int threshold_of(double q)
{
  if (q < 0x1p-15) return -1;
  int j = ilogb(q) + 15; // q in [2^(j - 15), 2^(j - 14))
  return j < LUR_P56_THRESHOLDS ? j : LUR_P56_THRESHOLDS - 1;
}

static inline void add_pairs(const float *restrict from, int n, float *restrict to)
{
  for (int i = 0; i < n; i++) to[i] = from[2 * i] + from[2 * i + 1];
}

/// What each step of the samples adds to a smoother. The products of a step are added up as pairs of pairs,
/// for all steps at once.
static inline void weigh(const float *restrict pcm, const float *restrict weight, float *restrict to)
{
  float four[4 * steps], two[2 * steps];
  for (int i = 0; i < steps; i++, pcm += LUR_P56_STEP)
    for (int k = 0; k < 4; k++)
      four[4 * i + k] = fabsf(pcm[k]) * weight[k] + fabsf(pcm[k + 4]) * weight[k + 4];
  add_pairs(four, 2 * steps, two);
  add_pairs(two, steps, to);
}

/// The envelope stands at threshold j (-1: under the lowest) for n looks.
static void stand(struct lur_p56 *s, int j, int n, struct lur_p56_sums *sums)
{
  const int64_t end = s->now + n;
  if (j >= 0) s->last[j] = end - 1;
  if (j > s->highest) s->highest = j;
  for (; s->highest > j; s->highest--) {
    // a threshold is active while a look at or above it lies within the hangover
    int64_t until = s->last[s->highest] + s->hangover + 1;
    if (until >= end) break;
    if (until <= s->now) continue;
    sums->at_highest[s->highest] += (uint32_t)(until - s->now) * LUR_P56_STEP;
    s->now = until;
  }
  if (s->highest >= 0) sums->at_highest[s->highest] += (uint32_t)(end - s->now) * LUR_P56_STEP;
  s->now = end;
}

/// The next 10 ms at 8 kHz, 5 at 16.
LUR_WIDE static void take(struct lur_p56 *s, const float *pcm, struct lur_p56_sums *sums)
{
  float to_p[steps], to_q[steps];
  double looks[steps], p = s->p, q = s->q, low = (double)INFINITY, high = 0;
  weigh(pcm, s->into_p, to_p);
  weigh(pcm, s->into_q, to_q);
  for (int i = 0; i < steps; i++) {
    q = s->keep * q + (s->pass * p + (double)to_q[i]);
    p = s->keep * p + (double)to_p[i];
    looks[i] = q;
    low = q < low ? q : low;
    high = q > high ? q : high;
  }
  int j = threshold_of(low);
  if (j == threshold_of(high)) // as it mostly is
    stand(s, j, steps, sums);
  else
    for (int i = 0; i < steps; i++) stand(s, threshold_of(looks[i]), 1, sums);
  // keeps a decaying tail from becoming denormal, which is many times slower
  s->p = p < 1e-30 ? 0 : p;
  s->q = q < 1e-30 ? 0 : q;
  sums->square += (double)lur_lanes_dot(pcm, pcm, LUR_P56_GRAIN);
}

void lur_p56_feed(struct lur_p56 *state, const float *pcm, int n, struct lur_p56_sums *sums)
{
  *sums = (struct lur_p56_sums){.samples = n};
  for (int i = 0; i < n; i += LUR_P56_GRAIN) take(state, pcm + i, sums);
}

void lur_p56_add(struct lur_p56_sums *to, const struct lur_p56_sums *more)
{
  to->square += more->square;
  to->samples += more->samples;
  for (int j = 0; j < LUR_P56_THRESHOLDS; j++) to->at_highest[j] += more->at_highest[j];
}

double lur_p56_level_dbov(const struct lur_p56_sums *sums)
{
  int64_t active[LUR_P56_THRESHOLDS];
  int64_t count = 0;
  for (int j = LUR_P56_THRESHOLDS - 1; j >= 0; j--) active[j] = count += sums->at_highest[j];
  double before_level = 0, before_over = 0;
  for (int j = 0; j < LUR_P56_THRESHOLDS && active[j] > 0; j++) {
    double level = 10 * log10(sums->square / (double)active[j]);
    double over = level - 20 * log10(ldexp(1, j - 15)) - margin_db; // the answer is where this crosses 0
    if (over <= 0) {
      if (j == 0) return (double)NAN;
      double share = before_over / (before_over - over);
      return before_level + share * (level - before_level);
    }
    before_level = level;
    before_over = over;
  }
  return (double)NAN;
}
