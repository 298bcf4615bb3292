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
#include "tests/support/windows.h"

enum { FRAMES = 1000, BLOCKS = FRAMES / 10 - 3 }; // of a sound of ten seconds

/// Gating blocks of 400 ms every 100 ms, out of frames of 10 ms.
static void blocks_of(const struct lur_synth *s, float *block)
{
  float energy[FRAMES];
  lur_spectrum *spectrum = NULL;
  struct lur_kweight k;
  assert_int_equal(lur_spectrum_new(s->sample_rate_hz, &spectrum), LUR_OK);
  lur_kweight_start(&k, s->sample_rate_hz);
  for (int64_t i = 0; i < FRAMES; i++) {
    float x[512];
    struct lur_spectra of;
    windows_samples(s, i, (int64_t)lur_spectrum_window(spectrum), x);
    lur_spectrum_of(spectrum, x, x, &of);
    energy[i] = lur_kweight_energy(&k, of.power[0]);
  }
  lur_spectrum_free(spectrum);
  for (int b = 0; b < BLOCKS; b++) {
    block[b] = 0;
    for (int i = 0; i < 40; i++) block[b] += energy[10 * b + i] / 40;
  }
}

/// libebur128's blocks, and its integrated loudness.
static double oracle_of(const struct lur_synth *s, float *block)
{
  ebur128_state *e = ebur128_init(1, (unsigned long)s->sample_rate_hz, EBUR128_MODE_I | EBUR128_MODE_M);
  size_t step = (size_t)s->sample_rate_hz / 10;
  double lufs = 0;
  assert_non_null(e);
  for (size_t i = 0; i < BLOCKS + 3; i++) {
    assert_int_equal(ebur128_add_frames_float(e, s->at + i * step, step), EBUR128_SUCCESS);
    assert_int_equal(ebur128_loudness_momentary(e, &lufs), EBUR128_SUCCESS);
    if (i >= 3) block[i - 3] = (float)pow(10, (lufs + 0.691) / 10);
  }
  assert_int_equal(ebur128_loudness_global(e, &lufs), EBUR128_SUCCESS);
  ebur128_destroy(&e);
  return lufs;
}

static double mean_lufs(const float *block)
{
  double sum = 0;
  for (int b = 0; b < BLOCKS; b++) sum += (double)block[b] / BLOCKS;
  return -0.691 + 10 * log10(sum);
}

/// The gates, on the oracle's own blocks; and the weighting, without gates: a block that lies on a gate
/// counts or not by a hair, and moves the figure by some tenths.
static void check_loudness(const struct lur_synth *s)
{
  float want[BLOCKS], got[BLOCKS];
  double lufs = oracle_of(s, want), gated = lur_loudness_integrated(want, BLOCKS);
  blocks_of(s, got);
  if (!(fabs(gated - lufs) <= 0.01)) fail_msg("gates: %.3f LUFS, libebur128 %.3f", gated, lufs);
  if (!(fabs(mean_lufs(got) - mean_lufs(want)) <= 0.05))
    fail_msg("%d Hz: %.3f LUFS, libebur128 %.3f", s->sample_rate_hz, mean_lufs(got), mean_lufs(want));
}

static void agrees_with_libebur128(void **state)
{
  static const int rates[] = {8000, 16000};
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < 12; round++) {
    struct lur_synth *s = lur_synth_new(rates[round % 2], 10);
    assert_non_null(s);
    double level = dice_between(&d, -45, -12);
    struct lur_synth_voice voice = {dice_between(&d, 90, 280), 1.1, (uint32_t)dice_roll(&d)};
    lur_synth_noise(s, 0, 10, level - 40, (uint32_t)dice_roll(&d));
    lur_synth_speech(s, 1, dice_between(&d, 2, 5), &voice, level);
    lur_synth_music(s, 6, 8, level + dice_between(&d, -25, 6),
                    (uint32_t)dice_roll(&d)); // for the relative gate
    check_loudness(s);
    lur_synth_free(s);
  }
}

/// A line with a constant offset and hum: the filter takes the one out and most of the other.
static void offset_and_hum_count_little(void **state)
{
  (void)state;
  for (int rate = 8000; rate <= 16000; rate += 8000) {
    struct lur_synth *s = lur_synth_new(rate, 10);
    struct lur_synth_voice voice = {120, 1.1, 7};
    assert_non_null(s);
    lur_synth_speech(s, 1, 9, &voice, -26);
    lur_synth_tone(s, 0, 10, 50, -50);
    for (size_t i = 0; i < s->n; i++) s->at[i] += 0.05F; // as loud as the voice
    check_loudness(s);
    lur_synth_free(s);
  }
}

/// BS.1770-4: a full-scale sine of 997 Hz on one channel reads -3.01 LUFS, so its gain makes up for the
/// constant -0.691. The standard's coefficients are those of 48 kHz; at 8 kHz the shelf's upper end is bent
/// by the bilinear transform.
static void the_anchor_of_the_standard(void **state)
{
  (void)state;
  assert_true(fabs(10 * log10(lur_kweight_gain(48000, 997)) - 0.691) <= 0.01);
  for (int rate = 8000; rate <= 16000; rate += 8000) {
    struct lur_synth *s = lur_synth_new(rate, 10);
    assert_non_null(s);
    lur_synth_tone(s, 0, 10, 997, -3.0103);
    float block[BLOCKS];
    blocks_of(s, block);
    double got = lur_loudness_integrated(block, BLOCKS);
    if (!(fabs(got + 3.01) <= 0.1)) fail_msg("%d Hz: %.4f LUFS", rate, got);
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
      cmocka_unit_test(offset_and_hum_count_little),
      cmocka_unit_test(the_anchor_of_the_standard),
      cmocka_unit_test(what_the_gates_leave_is_measured),
  };
  return cmocka_run_group_tests_name("loudness", tests, NULL, NULL);
}
