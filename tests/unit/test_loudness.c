// Loudness against libebur128, and against the figure that ITU-R BS.1770 itself gives.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <ebur128.h>

#include "analysis/loudness.h"
#include "tests/support/dice.h"
#include "tests/support/synth.h"

/// Integrated loudness of the whole sound: gating blocks of 400 ms every 100 ms.
static double loudness_of(const struct lur_synth *s)
{
  size_t step = (size_t)s->sample_rate_hz / 10, steps = s->n / step, blocks = 0;
  float *block = calloc(steps + 1, sizeof *block);
  double *energy = calloc(steps + 1, sizeof *energy);
  assert_non_null(block);
  assert_non_null(energy);
  struct lur_kweight k;
  lur_kweight_start(&k, s->sample_rate_hz);
  for (size_t i = 0; i < steps; i++) {
    energy[i] = lur_kweight_energy(&k, s->at + i * step, (int)step);
    if (i >= 3) block[blocks++] = (float)((energy[i] + energy[i - 1] + energy[i - 2] + energy[i - 3]) / 4);
  }
  double lufs = lur_loudness_integrated(block, blocks);
  free(block);
  free(energy);
  return lufs;
}

static double oracle_of(const struct lur_synth *s)
{
  ebur128_state *e = ebur128_init(1, (unsigned long)s->sample_rate_hz, EBUR128_MODE_I);
  double lufs = 0;
  assert_non_null(e);
  assert_int_equal(ebur128_add_frames_float(e, s->at, s->n), EBUR128_SUCCESS);
  assert_int_equal(ebur128_loudness_global(e, &lufs), EBUR128_SUCCESS);
  ebur128_destroy(&e);
  return lufs;
}

static void agrees_with_libebur128(void **state)
{
  static const int rates[] = {8000, 16000, 48000};
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < 12; round++) {
    struct lur_synth *s = lur_synth_new(rates[round % 3], 10);
    assert_non_null(s);
    double level = dice_between(&d, -45, -12);
    struct lur_synth_voice voice = {dice_between(&d, 90, 280), 1.1, (uint32_t)dice_roll(&d)};
    lur_synth_noise(s, 0, 10, level - 40, (uint32_t)dice_roll(&d));
    lur_synth_speech(s, 1, dice_between(&d, 2, 5), &voice, level);
    lur_synth_music(s, 6, 8, level + dice_between(&d, -25, 6),
                    (uint32_t)dice_roll(&d)); // for the relative gate
    double got = loudness_of(s), want = oracle_of(s);
    if (!(fabs(got - want) <= 0.1))
      fail_msg("%d Hz: %.3f LUFS, libebur128 %.3f", rates[round % 3], got, want);
    lur_synth_free(s);
  }
}

/// BS.1770-4: a full-scale sine of 997 Hz on one channel reads -3.01 LUFS. The standard's coefficients are
/// those of 48 kHz; at 8 kHz the shelf's upper end is bent by the bilinear transform.
static void the_anchor_of_the_standard(void **state)
{
  static const struct {
    int rate;
    double tolerance;
  } rows[] = {{48000, 0.01}, {16000, 0.1}, {8000, 0.1}};
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct lur_synth *s = lur_synth_new(rows[i].rate, 10);
    assert_non_null(s);
    lur_synth_tone(s, 0, 10, 997, -3.0103);
    double got = loudness_of(s);
    if (!(fabs(got + 3.01) <= rows[i].tolerance)) fail_msg("%d Hz: %.4f LUFS", rows[i].rate, got);
    lur_synth_free(s);
  }
}

static void what_the_gates_leave_is_measured(void **state)
{
  (void)state;
  const float loud = 0.01F, soft = 0.0005F, faint = 1e-9F;
  const float mixed[] = {loud, soft, soft, soft,
                         faint}; // the soft ones lie 13 dB down, under the relative gate
  const float close[] = {loud, loud / 4};
  assert_true(isnan(lur_loudness_integrated(mixed, 0)));
  assert_true(isnan(lur_loudness_integrated(&faint, 1)));
  double expected = -0.691 + 10 * log10(0.01);
  assert_true(fabs(lur_loudness_integrated(&loud, 1) - expected) < 1e-4);
  assert_true(fabs(lur_loudness_integrated(mixed, 5) - expected) >
              1); // the mean of those over -70 sets the gate
  assert_true(fabs(lur_loudness_integrated(close, 2) - (-0.691 + 10 * log10(0.00625))) < 1e-4);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(agrees_with_libebur128),
      cmocka_unit_test(the_anchor_of_the_standard),
      cmocka_unit_test(what_the_gates_leave_is_measured),
  };
  return cmocka_run_group_tests_name("loudness", tests, NULL, NULL);
}
