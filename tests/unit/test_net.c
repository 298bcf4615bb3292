// The networks against the same sums in double, one after the other; and the music measure it is shown.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/music.h"
#include "analysis/net.h"
#include "tests/support/dice.h"
#include "tests/support/windows.h"

static double rectified(double x)
{
  return x > 0 ? x : 0;
}

/// One layer in double: n values of x through w[n][m] and b[m].
static void plain_layer(const double *x, int n, const float *w, const float *b, int m, double *y)
{
  for (int j = 0; j < m; j++) {
    y[j] = (double)b[j];
    for (int i = 0; i < n; i++) y[j] += x[i] * (double)w[i * m + j];
  }
}

static void plain_rectify(double *y, int m)
{
  for (int j = 0; j < m; j++) y[j] = rectified(y[j]);
}

static void plain_first(const float *x, double out[2])
{
  const struct lur_first_net *net = &lur_first_weights;
  double in[lur_inputs], a[lur_first_a], b[lur_first_b];
  for (int i = 0; i < lur_inputs; i++) in[i] = (double)x[i];
  plain_layer(in, lur_inputs, net->w1[0], net->b1, lur_first_a, a);
  plain_rectify(a, lur_first_a);
  plain_layer(a, lur_first_a, net->w2[0], net->b2, lur_first_b, b);
  plain_rectify(b, lur_first_b);
  plain_layer(b, lur_first_b, net->w3[0], net->b3, 2, out);
}

static void plain_second(const float *x, double out[2])
{
  const struct lur_second_net *net = &lur_second_weights;
  double in[lur_contexts], a[lur_second_a];
  for (int i = 0; i < lur_contexts; i++) in[i] = (double)x[i];
  plain_layer(in, lur_contexts, net->w1[0], net->b1, lur_second_a, a);
  plain_rectify(a, lur_second_a);
  plain_layer(a, lur_second_a, net->w2[0], net->b2, 2, out);
}

static double compare(const float got[2], const double want[2])
{
  for (int o = 0; o < 2; o++) // single precision
    assert_true(fabs((double)got[o] - want[o]) <= 1e-4 * (1 + fabs(want[o])) + 1e-3);
  return fmax(fabs(want[0]), fabs(want[1]));
}

static void judges_as_the_sums_say(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  double most = 0;
  for (int round = 0; round < 500; round++) {
    float x[lur_inputs + lur_contexts], got[2];
    double want[2];
    for (int i = 0; i < lur_inputs + lur_contexts; i++) x[i] = (float)dice_between(&d, -3, 3);
    lur_first_judge(&lur_first_weights, x, got);
    plain_first(x, want);
    most = fmax(most, compare(got, want));
    lur_second_judge(&lur_second_weights, x, got);
    plain_second(x, want);
    most = fmax(most, compare(got, want));
  }
  assert_true(most > 3); // verdicts, not zeros
}

static void check_weights(const float *w, size_t n)
{
  size_t zeros = 0;
  for (size_t i = 0; i < n; i++) {
    assert_true(isfinite(w[i]) && fabsf(w[i]) < 100);
    zeros += w[i] == 0.0F;
  }
  assert_true(zeros < n / 10);
}

static void every_weight_is_a_number(void **state)
{
  (void)state;
  check_weights(lur_first_weights.w1[0], sizeof lur_first_weights / sizeof(float));
  check_weights(lur_second_weights.w1[0], sizeof lur_second_weights / sizeof(float));
}

/// Mean activation of a sound of 20 s, from the second block on.
static double activation_of(const struct lur_synth *s)
{
  struct lur_music *music = calloc(1, sizeof *music);
  lur_spectrum *spectrum = NULL;
  double sum = 0;
  int64_t frames = windows_count(s), n = 0;
  assert_non_null(music);
  assert_int_equal(lur_spectrum_new(s->sample_rate_hz, &spectrum), LUR_OK);
  for (int64_t i = 0; i < frames; i++) {
    float power[LUR_SPECTRUM_BINS];
    windows_power(spectrum, s, i, power);
    float a = lur_music_feed(music, power, i);
    assert_true(a >= 0 && a <= 1);
    if (i >= 2 * lur_music_block * lur_music_step) sum += (double)a, n++;
  }
  lur_spectrum_free(spectrum);
  free(music);
  return sum / (double)n;
}

/// What notes that stand still reach and a voice and noise do not, as the header says.
static void music_activates_more_than_speech_and_noise(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < 5; round++) {
    struct lur_synth *tune = lur_synth_new(8000, 20), *voice = lur_synth_new(8000, 20),
                     *hiss = lur_synth_new(8000, 20);
    struct lur_synth_voice v = {dice_between(&d, 90, 260), dice_between(&d, 1, 1.2), (uint32_t)dice_roll(&d)};
    assert_true(tune && voice && hiss);
    lur_synth_music(tune, 0, 20, -22, (uint32_t)dice_roll(&d));
    lur_synth_speech(voice, 0, 20, &v, -22);
    lur_synth_noise(hiss, 0, 20, -30, (uint32_t)dice_roll(&d));
    double a = activation_of(tune), b = activation_of(voice), c = activation_of(hiss);
    if (!(a > b + 0.1 && a > c + 0.1 && c < 0.5)) fail_msg("music %.2f, speech %.2f, noise %.2f", a, b, c);
    lur_synth_free(tune);
    lur_synth_free(voice);
    lur_synth_free(hiss);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(judges_as_the_sums_say),
      cmocka_unit_test(every_weight_is_a_number),
      cmocka_unit_test(music_activates_more_than_speech_and_noise),
  };
  return cmocka_run_group_tests_name("net", tests, NULL, NULL);
}
