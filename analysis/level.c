#include "analysis/level.h"

#include <math.h>

/// ITU-T P.56 method B: time constant of each smoother, hangover, margin.
static const double time_constant_s = 0.03;
static const double hangover_s = 0.2;
static const double margin_db = 15.9;

void lur_p56_start(struct lur_p56 *state, int sample_rate_hz)
{
  *state = (struct lur_p56){.smoothing = exp(-1 / (sample_rate_hz * time_constant_s)),
                            .hangover = (int64_t)ceil(sample_rate_hz * hangover_s),
                            .highest = -1};
  for (int j = 0; j < LUR_P56_THRESHOLDS; j++) state->last[j] = -state->hangover - 1; // expired
}

/// *j: the highest threshold 2^(j - 15) that q reaches, -1 below the lowest; [*low, *high): the values with
/// the same answer.
static void bracket(double q, int *j, double *low, double *high)
{
  *j = -1;
  *low = -1;
  *high = 0x1p-15;
  if (q < *high) return;
  int exponent;
  frexp(q, &exponent); // q in [2^(e-1), 2^e)
  *j = exponent + 14 < LUR_P56_THRESHOLDS ? exponent + 14 : LUR_P56_THRESHOLDS - 1;
  *low = ldexp(1, *j - 15);
  *high = *j == LUR_P56_THRESHOLDS - 1 ? (double)INFINITY : 2 * *low;
}

void lur_p56_feed(struct lur_p56 *state, const float *pcm, int n, struct lur_p56_sums *sums)
{
  struct lur_p56 s = *state;
  *sums = (struct lur_p56_sums){.samples = n};
  const double g = s.smoothing, h = 1 - g;
  double low = 0, high = 0; // where j stays what it is
  int j = -1;
  for (int i = 0; i < n; i++, s.now++) {
    double x = (double)pcm[i];
    sums->square += x * x;
    s.p = g * s.p + h * fabs(x);
    s.q = g * s.q + h * s.p;
    if (s.q < low || s.q >= high) bracket(s.q, &j, &low, &high);
    if (j >= 0) s.last[j] = s.now;
    if (j >= s.highest) {
      s.highest = j;
    } else {
      // a threshold is active while a sample at or above it lies within the hangover
      while (s.highest > j && s.now - s.last[s.highest] > s.hangover) s.highest--;
    }
    if (s.highest >= 0) sums->at_highest[s.highest]++;
  }
  *state = s;
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
