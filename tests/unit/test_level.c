// Active speech level against ITU-T P.56 method B written out plainly: one counter a threshold, sample by
// sample, in double.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/level.h"
#include "tests/support/dice.h"
#include "tests/support/synth.h"

static const double pi = 3.14159265358979323846;

/// The Recommendation's activity counts: a threshold is active while the envelope is at or above it and for
/// the hangover after; the counters of the hangover start expired.
struct plain_p56 {
  double square;
  int64_t samples, active[LUR_P56_THRESHOLDS];
};

static struct plain_p56 plain_count(const float *x, size_t n, int rate)
{
  const double g = exp(-1 / (rate * 0.03));
  const int64_t hangover = (int64_t)ceil(rate * 0.2);
  struct plain_p56 sums = {0};
  int64_t since[LUR_P56_THRESHOLDS];
  double p = 0, q = 0;
  for (int j = 0; j < LUR_P56_THRESHOLDS; j++) since[j] = hangover;
  for (size_t i = 0; i < n; i++) {
    sums.square += (double)x[i] * (double)x[i];
    sums.samples++;
    p = g * p + (1 - g) * fabs((double)x[i]);
    q = g * q + (1 - g) * p;
    for (int j = 0; j < LUR_P56_THRESHOLDS; j++) {
      if (q >= ldexp(1, j - 15)) {
        sums.active[j]++;
        since[j] = 0;
      } else if (since[j] < hangover) {
        sums.active[j]++;
        since[j]++;
      }
    }
  }
  return sums;
}

/// The level at which level less threshold falls to the margin of 15.9 dB, on a straight line between
/// thresholds.
static double plain_level(const struct plain_p56 *s)
{
  double level[LUR_P56_THRESHOLDS], over[LUR_P56_THRESHOLDS];
  for (int j = 0; j < LUR_P56_THRESHOLDS; j++) {
    if (!s->active[j]) return (double)NAN;
    level[j] = 10 * log10(s->square / (double)s->active[j]);
    over[j] = level[j] - 20 * log10(ldexp(1, j - 15)) - 15.9;
    if (over[j] > 0) continue;
    if (j == 0) return (double)NAN;
    return level[j - 1] + (level[j] - level[j - 1]) * over[j - 1] / (over[j - 1] - over[j]);
  }
  return (double)NAN;
}

/// Somebody talking with pauses and noise, at a random level.
static struct lur_synth *talk(struct dice *d, int rate, double seconds)
{
  struct lur_synth *s = lur_synth_new(rate, seconds);
  assert_non_null(s);
  double level = dice_between(d, -45, -8), at = dice_between(d, 0, 1);
  struct lur_synth_voice voice = {dice_between(d, 90, 280), dice_between(d, 1, 1.2), (uint32_t)dice_roll(d)};
  lur_synth_noise(s, 0, seconds, level - dice_between(d, 20, 50), (uint32_t)dice_roll(d));
  while (at < seconds) {
    double end = at + dice_between(d, 0.1, 3);
    lur_synth_speech(s, at, end, &voice, level + dice_between(d, -4, 4));
    at = end + dice_between(d, 0.05, 2);
    voice.seed++;
  }
  return s;
}

static void agrees_with_the_plain_count(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  double sum = 0;
  for (int round = 0; round < 24; round++) {
    int rate = round % 2 ? 16000 : 8000;
    struct lur_synth *s = talk(&d, rate, 8);
    struct plain_p56 want = plain_count(s->at, s->n, rate);
    struct lur_p56 p56;
    struct lur_p56_sums got;
    lur_p56_start(&p56, rate);
    lur_p56_feed(&p56, s->at, (int)s->n, &got);
    // the envelope may touch a threshold between two looks, which is worth the hangover of 200 ms there
    int64_t active = 0, most_off = (int64_t)s->n / 200 + rate / 5;
    for (int j = LUR_P56_THRESHOLDS - 1; j >= 0; j--) {
      active += got.at_highest[j];
      assert_in_range(active - want.active[j] + most_off, 0, 2 * most_off);
    }
    assert_true(fabs(got.square - want.square) < 1e-5 * want.square);
    double off = fabs(lur_p56_level_dbov(&got) - plain_level(&want));
    if (!(off <= 0.3)) fail_msg("%d Hz: %.4f dB from the plain count", rate, off);
    sum += off;
    lur_synth_free(s);
  }
  assert_true(sum / 24 <= 0.02);
}

/// Cut at any grain, the parts add up to the whole: counts exactly, squares to rounding.
static void parts_add_up(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  struct lur_synth *s = talk(&d, 8000, 6);
  struct lur_p56 p56;
  struct lur_p56_sums whole, sum = {0};
  lur_p56_start(&p56, 8000);
  lur_p56_feed(&p56, s->at, (int)s->n, &whole);
  lur_p56_start(&p56, 8000);
  for (size_t at = 0; at < s->n;) {
    size_t part = LUR_P56_GRAIN * (size_t)dice_below(&d, 9);
    if (part > s->n - at) part = s->n - at;
    struct lur_p56_sums more;
    lur_p56_feed(&p56, s->at + at, (int)part, &more);
    lur_p56_add(&sum, &more);
    at += part;
  }
  assert_int_equal(sum.samples, whole.samples);
  assert_memory_equal(sum.at_highest, whole.at_highest, sizeof sum.at_highest);
  assert_true(fabs(sum.square - whole.square) <= 1e-6 * whole.square);
  assert_true(fabs(lur_p56_level_dbov(&sum) - lur_p56_level_dbov(&whole)) < 1e-6);
  lur_synth_free(s);
}

/// A steady sine of amplitude a: 20 log10(a / sqrt 2). The start of the envelope costs a little.
static void a_steady_sine_has_its_level(void **state)
{
  (void)state;
  for (int rate = 8000; rate <= 16000; rate += 8000)
    for (double amplitude = 1; amplitude > 0.004; amplitude /= 1.7) {
      size_t n = (size_t)rate * 10;
      float *x = malloc(n * sizeof *x);
      assert_non_null(x);
      for (size_t i = 0; i < n; i++) x[i] = (float)(amplitude * sin(2 * pi * 1000 * (double)i / rate));
      struct lur_p56 p56;
      struct lur_p56_sums sums;
      lur_p56_start(&p56, rate);
      lur_p56_feed(&p56, x, (int)n, &sums);
      double want = 20 * log10(amplitude / sqrt(2)), got = lur_p56_level_dbov(&sums);
      if (!(fabs(got - want) <= 0.1)) fail_msg("amplitude %.4f: %.3f dBov, is %.3f", amplitude, got, want);
      free(x);
    }
}

static void silence_has_no_level(void **state)
{
  (void)state;
  static const float zeros[8000];
  struct lur_p56 p56;
  struct lur_p56_sums sums = {0};
  assert_true(isnan(lur_p56_level_dbov(&sums)));
  lur_p56_start(&p56, 8000);
  lur_p56_feed(&p56, zeros, 8000, &sums);
  assert_int_equal(sums.samples, 8000);
  assert_true(isnan(lur_p56_level_dbov(&sums)));
  float faint[8000]; // under the lowest threshold
  for (int i = 0; i < 8000; i++) faint[i] = i % 2 ? 2e-5F : -2e-5F;
  lur_p56_feed(&p56, faint, 8000, &sums);
  assert_true(isnan(lur_p56_level_dbov(&sums)));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(agrees_with_the_plain_count),
      cmocka_unit_test(parts_add_up),
      cmocka_unit_test(a_steady_sine_has_its_level),
      cmocka_unit_test(silence_has_no_level),
  };
  return cmocka_run_group_tests_name("level", tests, NULL, NULL);
}
