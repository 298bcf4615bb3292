/// What is wrong with the sound of a device, on sounds in which it is known.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture/soundcheck.h"
#include "tests/support/dice.h"
#include "tests/support/synth.h"

static const int rate_hz = 48000;
static const double length_s = 3;
static const lur_role usual[2] = {LUR_ROLE_CALLER, LUR_ROLE_AGENT},
                      swapped[2] = {LUR_ROLE_AGENT, LUR_ROLE_CALLER};

/// A line nobody speaks on.
static struct lur_synth *line_of(int rate, uint32_t seed)
{
  struct lur_synth *s = lur_synth_new(rate, length_s);
  assert_non_null(s);
  lur_synth_noise(s, 0, length_s, -70, seed);
  return s;
}

static void speak(struct lur_synth *s, struct dice *d, double level_dbov)
{
  struct lur_synth_voice voice = {dice_between(d, 85, 230), dice_between(d, 1, 1.17), (uint32_t)dice_roll(d)};
  lur_synth_speech(s, dice_between(d, 0.1, 0.4), length_s - 0.3, &voice, level_dbov);
}

static int16_t rounded(float x)
{
  long v = lrintf(x * 32768.0f);
  return (int16_t)(v > 32767 ? 32767 : v < -32768 ? -32768 : v);
}

/// Checks and frees them; b may be NULL.
static struct lur_soundcheck check(struct lur_synth *a, struct lur_synth *b, const lur_role role[2])
{
  struct lur_soundcheck out;
  int channels = b ? 2 : 1;
  int16_t *pcm = malloc(a->n * 2 * sizeof *pcm);
  assert_non_null(pcm);
  for (size_t i = 0; i < a->n; i++) {
    pcm[i * (size_t)channels] = rounded(a->at[i]);
    if (b) pcm[2 * i + 1] = rounded(b->at[i]);
  }
  assert_int_equal(lur_soundcheck_of(pcm, a->n, channels, a->sample_rate_hz, role, &out), LUR_OK);
  free(pcm);
  lur_synth_free(a);
  lur_synth_free(b);
  return out;
}

static const struct lur_finding *found(const struct lur_soundcheck *c, lur_check_kind kind, int channel)
{
  for (size_t i = 0; i < c->n; i++)
    if (c->finding[i].kind == kind && c->finding[i].channel == channel) return &c->finding[i];
  return NULL;
}

static void assert_only(const struct lur_soundcheck *c, lur_check_kind kind, int channel)
{
  for (size_t i = 0; i < c->n; i++)
    if (c->finding[i].kind != kind)
      fail_msg("found %d of channel %d: %.1f dB, %.3f s, %d Hz", (int)c->finding[i].kind,
               c->finding[i].channel, c->finding[i].level_db, c->finding[i].lag_s, c->finding[i].hz);
  assert_non_null(found(c, kind, channel));
}

static void nothing_is_found_where_nothing_is_wrong(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  static const int rates[] = {48000, 44100, 16000, 8000};
  for (int i = 0; i < 24; i++) {
    int rate = rates[i % 4];
    struct lur_synth *a = line_of(rate, (uint32_t)dice_roll(&d)), *b = line_of(rate, (uint32_t)dice_roll(&d));
    speak(a, &d, dice_between(&d, -38, -24));
    if (i % 3 == 0) lur_synth_tone(b, 0, length_s, 425, -15);
    if (i % 3 == 1) speak(b, &d, dice_between(&d, -38, -24));
    if (i % 3 == 2) lur_synth_pair(b, 0.5, 2.5, 350, 440, -20);
    struct lur_soundcheck c = check(a, b, usual);
    if (c.n)
      fail_msg("round %d: found %d of channel %d: %.1f dB, %.3f s, %d Hz", i, (int)c.finding[0].kind,
               c.finding[0].channel, c.finding[0].level_db, c.finding[0].lag_s, c.finding[0].hz);
    assert_true(c.channel[0].voice);
    assert_int_equal(c.channel[1].voice, i % 3 == 1);
    assert_int_equal(c.channel[1].tone, i % 3 != 1);
  }
}

static void a_silent_channel_is_found(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  struct lur_synth *a = line_of(rate_hz, 1);
  speak(a, &d, -26);
  struct lur_soundcheck c = check(a, lur_synth_new(rate_hz, length_s), usual);
  assert_only(&c, LUR_CHECK_SILENT, 1);
  assert_int_equal(c.n, 1);
  assert_true(c.channel[1].peak_dbfs < -1000);
  c = check(lur_synth_new(rate_hz, length_s), NULL, usual);
  assert_only(&c, LUR_CHECK_SILENT, 0);
}

static void a_faint_channel_is_found(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  struct lur_synth *a = line_of(rate_hz, 1), *b = line_of(rate_hz, 2);
  speak(a, &d, -72);
  speak(b, &d, -25);
  struct lur_soundcheck c = check(a, b, swapped);
  assert_only(&c, LUR_CHECK_FAINT, 0);
  assert_in_range((int)-found(&c, LUR_CHECK_FAINT, 0)->level_db, 45, 66);
}

static void clipping_is_found_at_full_scale_and_below(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int i = 0; i < 6; i++) {
    struct lur_synth *a = line_of(rate_hz, 1), *b = line_of(rate_hz, 2);
    speak(a, &d, i % 2 ? -3 : -8);
    float top = i < 4 ? 1.0f : 0.5f; // a stage before the computer cuts off as well
    for (size_t k = 0; k < a->n; k++) a->at[k] = fmaxf(fminf(a->at[k], top), -top);
    struct lur_soundcheck c = check(a, b, usual);
    assert_non_null(found(&c, LUR_CHECK_CLIPPING, 0));
    assert_null(found(&c, LUR_CHECK_CLIPPING, 1));
    assert_true(found(&c, LUR_CHECK_CLIPPING, 0)->count > 10);
  }
}

static void a_constant_is_found(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  struct lur_synth *a = line_of(rate_hz, 1);
  speak(a, &d, -25);
  for (size_t i = 0; i < a->n; i++) a->at[i] -= 0.05f;
  struct lur_soundcheck c = check(a, NULL, usual);
  assert_only(&c, LUR_CHECK_DC, 0);
  assert_true(fabs(found(&c, LUR_CHECK_DC, 0)->level_db - 20 * log10(0.05)) < 1.5);
}

static void hum_is_found_with_its_mains_and_its_level(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int i = 0; i < 24; i++) {
    int mains = i % 2 ? 60 : 50, first = i % 3 + 1;
    bool speech = i % 4 < 2; // hides what is weaker
    double level_db = dice_between(&d, speech ? -40 : -52, -25), off = dice_between(&d, 0.998, 1.002);
    struct lur_synth *a = line_of(rate_hz, 1), *b = line_of(rate_hz, (uint32_t)dice_roll(&d));
    speak(a, &d, -22);
    if (speech) speak(b, &d, -28);
    lur_synth_tone(b, 0, length_s, first * mains * off, level_db - 3);
    lur_synth_tone(b, 0, length_s, (first + 1) * mains * off, level_db - 3);
    struct lur_soundcheck c = check(a, b, usual);
    const struct lur_finding *hum = found(&c, LUR_CHECK_HUM, 1);
    if (!hum) fail_msg("round %d: %d Hz at %.1f dB not found", i, mains * first, level_db);
    assert_null(found(&c, LUR_CHECK_HUM, 0));
    assert_int_equal(hum->hz, mains);
    assert_true(fabs(hum->level_db - level_db) < (speech ? 6 : 2));
  }
}

static void the_same_sound_twice_is_found(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int i = 0; i < 3; i++) {
    struct lur_synth *a = line_of(rate_hz, 1), *b = lur_synth_new(rate_hz, length_s);
    speak(a, &d, -22);
    for (size_t k = 0; k < a->n; k++) b->at[k] = a->at[k] * (i == 1 ? 0.95f : 1);
    if (i == 2) lur_synth_noise(b, 0, length_s, -75, 9);
    struct lur_soundcheck c = check(a, b, usual);
    assert_only(&c, LUR_CHECK_TWINS, -1);
    assert_int_equal(c.n, 1);
  }
}

/// b hears a, weaker and later.
static void leak(const struct lur_synth *a, struct lur_synth *b, double level_db, double lag_s)
{
  size_t lag = (size_t)(lag_s * a->sample_rate_hz);
  float gain = (float)pow(10, level_db / 20);
  for (size_t i = lag; i < a->n; i++) b->at[i] += gain * a->at[i - lag];
}

static void an_echo_is_found_with_its_level_and_its_lag(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int i = 0; i < 16; i++) {
    double level_db = dice_between(&d, -35, -4), lag_s = i % 2 ? 0 : dice_between(&d, 0.001, 0.35);
    int from = i / 2 % 2;
    struct lur_synth *s[2] = {line_of(rate_hz, 1), line_of(rate_hz, 2)};
    speak(s[from], &d, -20);
    leak(s[from], s[!from], level_db, lag_s);
    struct lur_soundcheck c = check(s[0], s[1], from ? swapped : usual);
    const struct lur_finding *echo = found(&c, LUR_CHECK_ECHO, !from);
    if (!echo) fail_msg("round %d: %.1f dB after %.3f s not found", i, level_db, lag_s);
    assert_true(fabs(echo->level_db - level_db) < 1);
    assert_true(fabs(echo->lag_s - lag_s) < 0.0003);
    assert_null(found(&c, LUR_CHECK_SWAPPED, -1));
  }
}

static void swapped_channels_are_found_by_voice_and_by_tone(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int i = 0; i < 8; i++) {
    struct lur_synth *a = line_of(rate_hz, 1), *b = line_of(rate_hz, 2);
    if (i % 4 != 1) speak(b, &d, -22); // the caller
    if (i % 4 == 2) leak(b, a, -20, 0);
    if (i % 2) lur_synth_tone(a, 0, length_s, 425, -20); // from the exchange
    struct lur_soundcheck c = check(a, b, i < 4 ? usual : swapped);
    if (i < 4)
      assert_non_null(found(&c, LUR_CHECK_SWAPPED, -1));
    else
      assert_null(found(&c, LUR_CHECK_SWAPPED, -1));
  }
}

static void what_it_cannot_take_is_refused(void **state)
{
  (void)state;
  struct lur_soundcheck c;
  const int16_t pcm[4] = {0, 1, 2, 3};
  assert_int_equal(lur_soundcheck_of(pcm, 0, 1, 48000, usual, &c), LUR_BAD_ARG);
  assert_int_equal(lur_soundcheck_of(pcm, 4, 3, 48000, usual, &c), LUR_BAD_ARG);
  assert_int_equal(lur_soundcheck_of(pcm, 4, 1, 4000, usual, &c), LUR_BAD_ARG);
  assert_int_equal(lur_soundcheck_of(pcm, 4, 1, 48000, usual, &c), LUR_OK);
  assert_int_equal(lur_soundcheck_of(pcm, 1, 2, 192000, usual, &c), LUR_OK);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_is_found_where_nothing_is_wrong),
      cmocka_unit_test(a_silent_channel_is_found),
      cmocka_unit_test(a_faint_channel_is_found),
      cmocka_unit_test(clipping_is_found_at_full_scale_and_below),
      cmocka_unit_test(a_constant_is_found),
      cmocka_unit_test(hum_is_found_with_its_mains_and_its_level),
      cmocka_unit_test(the_same_sound_twice_is_found),
      cmocka_unit_test(an_echo_is_found_with_its_level_and_its_lag),
      cmocka_unit_test(swapped_channels_are_found_by_voice_and_by_tone),
      cmocka_unit_test(what_it_cannot_take_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
