// The short-time spectrum against a direct transform in double, levels of known sounds, and periodicity. Each
// frame is transformed beside another one, which must not show in it.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/features.h"
#include "analysis/spectrum.h"
#include "tests/support/dice.h"

static const double pi = 3.14159265358979323846;

static lur_spectrum *spectrum_of(int rate)
{
  lur_spectrum *s = NULL;
  assert_int_equal(lur_spectrum_new(rate, &s), LUR_OK);
  return s;
}

/// The header's definition, term by term: Hann window of n samples scaled by 2 / n, bins of 31.25 Hz.
static void direct_power(const float *x, int n, double *power)
{
  for (int k = 0; k <= n / 2; k++) {
    double re = 0, im = 0;
    for (int i = 0; i < n; i++) {
      double w = (0.5 - 0.5 * cos(2 * pi * i / n)) * 2 / n;
      re += w * (double)x[i] * cos(2 * pi * k * i / n);
      im -= w * (double)x[i] * sin(2 * pi * k * i / n);
    }
    power[k] = re * re + im * im;
  }
}

static void check_power(const float *x, int n, const float *power)
{
  double want[LUR_SPECTRUM_MOST_BINS], signal = 0, error = 0;
  direct_power(x, n, want);
  for (int k = 0; k <= n / 2; k++) {
    signal += want[k] * want[k];
    error += (want[k] - (double)power[k]) * (want[k] - (double)power[k]);
  }
  assert_true(10 * log10(signal / (error + 1e-300)) >= 60); // single precision reaches some 120 dB
}

static void agrees_with_a_direct_transform(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int rate = 8000; rate <= 16000; rate += 8000) {
    lur_spectrum *s = spectrum_of(rate);
    int n = (int)lur_spectrum_window(s);
    assert_int_equal(n, rate * 32 / 1000);
    for (int round = 0; round < 20; round++) {
      float x[2][512];
      struct lur_spectra of;
      double soft = round % 2 ? 0.001 : 1; // the second frame may be 60 dB down
      for (int i = 0; i < n; i++) {
        x[0][i] = (float)dice_between(&d, -1, 1);
        x[1][i] = (float)dice_between(&d, -soft, soft);
      }
      lur_spectrum_of(s, x[0], x[1], &of);
      for (int i = 0; i < 2; i++) check_power(x[i], n, of.power[i]);
    }
    lur_spectrum_free(s);
  }
}

/// Of a silent frame beside the loudest possible one nothing is heard.
static void silence_stays_silent(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  lur_spectrum *s = spectrum_of(8000);
  float loud[256], none[256] = {0};
  struct lur_spectra of;
  for (int i = 0; i < 256; i++) loud[i] = dice_below(&d, 2) ? 1 : -1;
  for (int which = 0; which < 2; which++) {
    lur_spectrum_of(s, which ? loud : none, which ? none : loud, &of);
    struct lur_features f;
    float periodic[2];
    lur_pitch pitch[2];
    lur_features_of(of.power[which], &f);
    assert_int_equal(f.level, 0);
    for (int b = 0; b < LUR_BANDS; b++) assert_int_equal(f.band[b], 0);
    lur_spectrum_periodicity(s, of.power[0], of.power[1], periodic, pitch);
    assert_true(periodic[which] < 1e-6F);
  }
  lur_spectrum_free(s);
}

static void sine(float *x, int n, int rate, double hz, double amplitude, double phase)
{
  for (int i = 0; i < n; i++) x[i] = (float)(amplitude * sin(2 * pi * hz * i / rate + phase));
}

/// A sine on a bin gives a quarter in it and a sixteenth beside it, at either rate.
static void a_full_scale_sine_has_its_level(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int rate = 8000; rate <= 16000; rate += 8000) {
    lur_spectrum *s = spectrum_of(rate);
    for (int round = 0; round < 20; round++) {
      float x[512];
      struct lur_spectra of;
      const float *power = of.power[round % 2];
      int k = 8 + dice_below(&d, 100);
      sine(x, (int)lur_spectrum_window(s), rate, 31.25 * k, 1, dice_between(&d, 0, 6));
      lur_spectrum_of(s, x, x, &of);
      assert_true(fabsf(power[k] - 0.25F) < 1e-4F);
      assert_true(fabsf(power[k - 1] - 0.0625F) < 1e-4F && fabsf(power[k + 1] - 0.0625F) < 1e-4F);
      struct lur_features f;
      lur_features_of(power, &f);
      assert_int_equal(f.level, 234); // -3.01 dB in steps of half a decibel
    }
    lur_spectrum_free(s);
  }
}

/// Between bins the same sine is found within what a Hann window scallops (1.42 dB at half a bin) less than
/// half a decibel, as its main lobe lies inside the band: sum over the lobe is the level.
static void levels_follow_the_sine(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  lur_spectrum *s = spectrum_of(8000);
  for (int round = 0; round < 200; round++) {
    float x[256];
    struct lur_spectra of;
    double amplitude = pow(10, dice_between(&d, -70, 0) / 20), hz = dice_between(&d, 300, 3500);
    sine(x, 256, 8000, hz, amplitude, dice_between(&d, 0, 6));
    lur_spectrum_of(s, x, x, &of);
    struct lur_features f;
    lur_features_of(of.power[0], &f);
    double level = (double)lur_level_db(f.level);
    assert_true(fabs(level - 20 * log10(amplitude / sqrt(2))) <= 0.5);
  }
  lur_spectrum_free(s);
}

static void levels_are_clamped(void **state)
{
  (void)state;
  assert_int_equal(lur_level_of(0), 0);
  assert_int_equal(lur_level_of(-1), 0);
  assert_int_equal(lur_level_of(NAN), 0);
  assert_int_equal(lur_level_of(1e-12F), 0);
  assert_int_equal(lur_level_of(1), 240);
  assert_int_equal(lur_level_of(INFINITY), 255);
  assert_int_equal(lur_level_of(1e30F), 255);
  assert_true(fabsf(lur_level_db(lur_level_of(0.01F)) + 20) < 0.01F);
}

static float pitched_of(lur_spectrum *s, const float *x, lur_pitch pitch[2])
{
  struct lur_spectra of;
  float periodic[2];
  lur_spectrum_of(s, x, x, &of);
  lur_spectrum_periodicity(s, of.power[0], of.power[1], periodic, pitch);
  return periodic[0];
}

static float periodicity_of(lur_spectrum *s, const float *x)
{
  lur_pitch pitch[2];
  return pitched_of(s, x, pitch);
}

/// By the definition: the autocorrelation as the transform of the power spectrum, lag by lag.
static double direct_periodicity(const float *power)
{
  double r[102], best = 0;
  for (int lag = 0; lag <= 101; lag++) {
    r[lag] = (double)power[0] + (lag % 2 ? -1 : 1) * (double)power[128];
    for (int k = 1; k < 128; k++) r[lag] += 2 * (double)power[k] * cos(2 * pi * k * lag / 256);
  }
  for (int lag = 20; lag <= 100; lag++) {
    double window = 0, whole = 0;
    for (int i = 0; i < 256; i++) {
      double w = 0.5 - 0.5 * cos(2 * pi * i / 256);
      whole += w * w;
      if (i + lag < 256) window += w * (0.5 - 0.5 * cos(2 * pi * (i + lag) / 256));
    }
    double value = r[lag] / r[0] * whole / window;
    if (r[lag] >= r[lag - 1] && r[lag] >= r[lag + 1] && value > best) best = value;
  }
  return best < 1 ? best : 1;
}

/// Voices and noise, beside a frame that is up to 60 dB louder or softer.
static void periodicity_is_that_of_the_definition(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  lur_spectrum *s = spectrum_of(8000);
  for (int round = 0; round < 100; round++) {
    float x[2][256];
    struct lur_spectra of;
    for (int f = 0; f < 2; f++) {
      double hz = dice_between(&d, 90, 350), amplitude = pow(10, dice_between(&d, -60, 0) / 20) * 0.05;
      double noise = dice_between(&d, 0, 6);
      for (int i = 0; i < 256; i++) {
        double y = noise * dice_between(&d, -1, 1);
        for (int k = 1; k * hz < 3500; k++) y += cos(2 * pi * k * hz * i / 8000);
        x[f][i] = (float)(amplitude * y);
      }
    }
    float periodic[2];
    lur_pitch pitch[2];
    lur_spectrum_of(s, x[0], x[1], &of);
    lur_spectrum_periodicity(s, of.power[0], of.power[1], periodic, pitch);
    for (int f = 0; f < 2; f++)
      assert_true(fabs((double)periodic[f] - direct_periodicity(of.power[f])) < 1e-4);
  }
  lur_spectrum_free(s);
}

/// Glottal pulses of 100-300 Hz, whatever their phase. A period that lies half a sample from the nearest lag
/// costs flat harmonics up to 3.5 kHz the mean of cos x over 0..1.37: 0.71 is left.
static void pulse_trains_are_periodic(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int rate = 8000; rate <= 16000; rate += 8000) {
    lur_spectrum *s = spectrum_of(rate);
    int n = (int)lur_spectrum_window(s);
    for (double hz = 100; hz <= 300; hz += 10) {
      float x[512];
      double cycle = dice_between(&d, 0, 1);
      for (int i = 0; i < n; i++) { // harmonics up to 3.5 kHz, all in phase
        x[i] = 0;
        for (int k = 1; k * hz < 3500; k++) x[i] += (float)(0.05 * cos(2 * pi * k * (hz * i / rate + cycle)));
      }
      float p = periodicity_of(s, x);
      if (p < 0.7F || p > 1) fail_msg("%.0f Hz at %d: periodicity %.2f", hz, rate, (double)p);
    }
    lur_spectrum_free(s);
  }
}

/// Voices, whose harmonics fall by 6 dB an octave; a step between two lags is up to 0.9 of a semitone.
static void voices_have_a_pitch(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  lur_spectrum *s = spectrum_of(8000);
  for (int round = 0; round < 300; round++) {
    float x[256];
    lur_pitch pitch[2];
    double hz = dice_between(&d, 90, 350), cycle = dice_between(&d, 0, 1);
    for (int i = 0; i < 256; i++) {
      x[i] = 0;
      for (int k = 1; k * hz < 3500; k++)
        x[i] += (float)(0.05 / k * cos(2 * pi * k * (hz * i / 8000 + cycle)));
    }
    assert_true(pitched_of(s, x, pitch) > 0.8F);
    double semitones = (pitch[0] - 1) / 4.0, wanted = 12 * log2(hz / 80);
    if (fabs(semitones - wanted) > 0.7) fail_msg("%.1f Hz: pitch %.2f, not %.2f", hz, semitones, wanted);
    assert_int_equal(pitch[0], pitch[1]);
  }
  lur_spectrum_free(s);
}

/// White noise: the mean of the highest of 80 lags of a window of 256 samples; far below a voice's.
static void noise_is_not(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  lur_spectrum *s = spectrum_of(8000);
  double sum = 0;
  for (int round = 0; round < 200; round++) {
    float x[256];
    for (int i = 0; i < 256; i++) x[i] = (float)dice_between(&d, -0.1, 0.1);
    sum += (double)periodicity_of(s, x);
  }
  assert_true(sum / 200 < 0.45);
  float silent[256] = {0};
  lur_pitch pitch[2] = {1, 1};
  assert_true(pitched_of(s, silent, pitch) == 0.0F);
  assert_int_equal(pitch[0], 0);
  lur_spectrum_free(s);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(agrees_with_a_direct_transform),
      cmocka_unit_test(silence_stays_silent),
      cmocka_unit_test(periodicity_is_that_of_the_definition),
      cmocka_unit_test(a_full_scale_sine_has_its_level),
      cmocka_unit_test(levels_follow_the_sine),
      cmocka_unit_test(levels_are_clamped),
      cmocka_unit_test(pulse_trains_are_periodic),
      cmocka_unit_test(voices_have_a_pitch),
      cmocka_unit_test(noise_is_not),
  };
  return cmocka_run_group_tests_name("spectrum", tests, NULL, NULL);
}
