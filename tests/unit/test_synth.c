// The sounds that other tests lean on: are their times, levels and frequencies what was asked for?
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/synth.h"

static const struct lur_synth_voice voice = {120, 1, 7};

static void assert_near(double value, double want, double tolerance, const char *unit)
{
  if (fabs(value - want) <= tolerance) return;
  fail_msg("%.4f %s, not within %g of %.4f", value, unit, tolerance, want);
}

/// Power of one frequency over [start_s, end_s), dBov of a sine (Goertzel).
static double power_dbov(const struct lur_synth *s, double start_s, double end_s, double hz)
{
  double re = 0, im = 0, step = 2 * 3.14159265358979 * hz / s->sample_rate_hz;
  size_t first = (size_t)lround(start_s * s->sample_rate_hz), end = (size_t)lround(end_s * s->sample_rate_hz);
  for (size_t i = first; i < end; i++) {
    re += (double)s->at[i] * cos(step * (double)i);
    im += (double)s->at[i] * sin(step * (double)i);
  }
  double n = (double)(end - first);
  return 10 * log10(2 * (re * re + im * im) / (n * n) + 1e-30);
}

/// First and one past the last sample that is not zero, s.
static void extent(const struct lur_synth *s, double *start_s, double *end_s)
{
  size_t first = 0, last = s->n;
  while (first < s->n && s->at[first] == 0.0f) first++;
  while (last > first && s->at[last - 1] == 0.0f) last--;
  *start_s = (double)first / s->sample_rate_hz;
  *end_s = (double)last / s->sample_rate_hz;
}

static void levels_are_as_asked(void **state)
{
  (void)state;
  struct lur_synth *s = lur_synth_new(8000, 10);
  assert_non_null(s);
  lur_synth_tone(s, 0, 1, 1000, -3.01);
  lur_synth_pair(s, 1, 2, 440, 480, -20);
  lur_synth_noise(s, 2, 5, -50, 1);
  lur_synth_music(s, 5, 7, -22, 1);
  lur_synth_speech(s, 7, 9, &voice, -26);
  assert_near(lur_synth_level_dbov(s, 0, 1), -3.01, 0.01, "dBov, tone");
  assert_near(lur_synth_level_dbov(s, 1, 2), -20, 0.05, "dBov, pair");
  assert_near(lur_synth_level_dbov(s, 2, 5), -50, 0.1, "dBov, noise");
  assert_near(lur_synth_level_dbov(s, 5, 7), -22, 0.01, "dBov, music");
  assert_near(lur_synth_level_dbov(s, 7, 9), -26, 0.01, "dBov, speech");
  assert_true(isinf(lur_synth_level_dbov(s, 9, 10)));
  lur_synth_free(s);
}

static void nothing_outside_its_time(void **state)
{
  (void)state;
  for (int kind = 0; kind < 4; kind++) {
    struct lur_synth *s = lur_synth_new(kind % 2 ? 16000 : 8000, 3);
    assert_non_null(s);
    if (kind == 0) lur_synth_tone(s, 1.25, 2.125, 425, -20);
    if (kind == 1) lur_synth_noise(s, 1.25, 2.125, -20, 9);
    if (kind == 2) lur_synth_music(s, 1.25, 2.125, -20, 9);
    if (kind == 3) lur_synth_speech(s, 1.25, 2.125, &voice, -20);
    double start_s, end_s;
    extent(s, &start_s, &end_s);
    assert_true(start_s >= 1.25 && start_s <= 1.251);
    assert_true(end_s <= 2.125 && end_s >= 2.124);
    lur_synth_free(s);
  }
}

static void speech_has_no_pause(void **state)
{
  (void)state;
  for (uint32_t seed = 0; seed < 20; seed++) {
    struct lur_synth_voice other = {100 + 8.0 * seed, 1 + 0.01 * seed, seed};
    struct lur_synth *s = lur_synth_new(8000, 4);
    assert_non_null(s);
    lur_synth_speech(s, 0, 4, &other, -26);
    for (double t = 0; t < 3.95; t += 0.05) assert_true(lur_synth_level_dbov(s, t, t + 0.05) > -56);
    lur_synth_free(s);
  }
}

static void keys_have_their_two_tones(void **state)
{
  (void)state;
  struct lur_synth *s = lur_synth_new(8000, 1);
  assert_non_null(s);
  assert_true(lur_synth_dtmf(s, 0, 1, '#', -17));
  assert_near(power_dbov(s, 0, 1, 941), -20.01, 0.05, "dBov at 941 Hz");
  assert_near(power_dbov(s, 0, 1, 1477), -20.01, 0.05, "dBov at 1477 Hz");
  assert_true(power_dbov(s, 0, 1, 1336) < -60);
  assert_false(lur_synth_dtmf(s, 0, 1, 'x', -17));
  assert_false(lur_synth_dtmf(s, 0, 1, '\0', -17));
  lur_synth_free(s);
}

static void bursts_follow_their_cadence(void **state)
{
  (void)state;
  struct lur_synth *s = lur_synth_new(8000, 20);
  assert_non_null(s);
  assert_near(lur_synth_bursts(s, 0.5, 425, 1, 5, 3, -20), 13.5, 1e-9, "s");
  assert_near(lur_synth_level_dbov(s, 6.5, 7.5), -20, 0.05, "dBov, second burst");
  assert_near(power_dbov(s, 12.5, 13.5, 425), -20, 0.05, "dBov at 425 Hz, third burst");
  assert_true(isinf(lur_synth_level_dbov(s, 1.5, 6.5)));
  assert_true(isinf(lur_synth_level_dbov(s, 13.5, 20)));
  lur_synth_free(s);
}

static void times_are_cut_to_the_buffer(void **state)
{
  (void)state;
  struct lur_synth *s = lur_synth_new(8000, 1);
  assert_non_null(s);
  lur_synth_speech(s, -1, 0.1, &voice, -26);
  lur_synth_noise(s, 0.9, 7, -30, 3);
  lur_synth_music(s, 5, 7, -30, 3);
  lur_synth_tone(s, 0.6, 0.5, 425, -10);
  assert_true(isinf(lur_synth_level_dbov(s, 0.1, 0.9)));
  assert_near(lur_synth_level_dbov(s, 0.9, 1), -30, 0.5, "dBov");
  lur_synth_free(s);
  assert_null(lur_synth_new(0, 1));
  assert_null(lur_synth_new(8000, 0));
  assert_null(lur_synth_new(8000, (double)NAN));
}

static void same_seed_same_samples(void **state)
{
  (void)state;
  struct lur_synth *a = lur_synth_new(8000, 2), *b = lur_synth_new(8000, 2);
  assert_true(a && b);
  lur_synth_speech(a, 0, 1, &voice, -26);
  lur_synth_speech(b, 0, 1, &voice, -26);
  lur_synth_noise(a, 1, 2, -40, 5);
  lur_synth_noise(b, 1, 2, -40, 5);
  assert_memory_equal(a->at, b->at, a->n * sizeof *a->at);
  lur_synth_noise(b, 1, 2, -40, 6);
  assert_memory_not_equal(a->at, b->at, a->n * sizeof *a->at);
  lur_synth_free(a);
  lur_synth_free(b);
}

static void interleaving_keeps_the_sides(void **state)
{
  (void)state;
  struct lur_synth *left = lur_synth_new(8000, 0.5), *right = lur_synth_new(8000, 0.25);
  assert_true(left && right);
  left->at[3] = 0.25f;
  right->at[4] = -0.5f;
  size_t n = 0;
  float *both = lur_synth_interleave(left, right, &n);
  assert_non_null(both);
  assert_int_equal(n, 2000);
  assert_true(both[6] == 0.25f && both[7] == 0.0f && both[8] == 0.0f && both[9] == -0.5f);
  free(both);
  lur_synth_free(left);
  lur_synth_free(right);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(levels_are_as_asked),         cmocka_unit_test(nothing_outside_its_time),
      cmocka_unit_test(speech_has_no_pause),         cmocka_unit_test(keys_have_their_two_tones),
      cmocka_unit_test(bursts_follow_their_cadence), cmocka_unit_test(times_are_cut_to_the_buffer),
      cmocka_unit_test(same_seed_same_samples),      cmocka_unit_test(interleaving_keeps_the_sides),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
