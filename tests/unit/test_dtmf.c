// Keys: all sixteen, at the limits a receiver must take and refuse (ITU-T Q.23 and Q.24), and what is no key.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/analyser.h"
#include "analysis/dtmf.h"
#include "tests/support/dice.h"
#include "tests/support/windows.h"

static const char keys[] = "123A456B789C*0#D";
static const double low_hz[4] = {697, 770, 852, 941}, high_hz[4] = {1209, 1336, 1477, 1633};

/// How a key is made: factors of its frequencies, levels of its tones, time.
struct press {
  double low_pitch, high_pitch, low_dbov, high_dbov, on_s, off_s;
};
static const struct press plain = {1, 1, -18, -18, 0.1, 0.1};

static void add_key(struct lur_synth *s, double at, char digit, const struct press *p)
{
  size_t i = (size_t)(strchr(keys, digit) - keys);
  lur_synth_tone(s, at, at + p->on_s, low_hz[i / 4] * p->low_pitch, p->low_dbov);
  lur_synth_tone(s, at, at + p->on_s, high_hz[i % 4] * p->high_pitch, p->high_dbov);
}

/// All digits of `text`, one after the other from 0.5 s on, in noise.
static struct lur_synth *dial(const char *text, const struct press *p, double noise_dbov, uint32_t seed)
{
  double step = p->on_s + p->off_s;
  struct lur_synth *s = lur_synth_new(8000, 1 + step * (double)strlen(text));
  assert_non_null(s);
  for (size_t i = 0; text[i]; i++) add_key(s, 0.5 + step * (double)i, text[i], p);
  lur_synth_noise(s, 0, (double)s->n / 8000, noise_dbov, seed);
  return s;
}

enum { MOST = 256 };
struct heard {
  struct lur_key key[MOST];
  char text[MOST + 1];
  size_t n;
};

static struct heard listen(const struct lur_synth *s)
{
  struct heard h = {.n = 0};
  struct lur_dtmf dtmf = {0};
  struct lur_key key;
  lur_spectrum *spectrum = NULL;
  assert_int_equal(lur_spectrum_new(s->sample_rate_hz, &spectrum), LUR_OK);
  for (int64_t i = 0; i < windows_count(s); i++) {
    float power[LUR_SPECTRUM_BINS];
    windows_power(spectrum, s, i, power);
    if (lur_dtmf_step(&dtmf, power, i, &key) && h.n < MOST) h.key[h.n++] = key;
  }
  if (lur_dtmf_flush(&dtmf, windows_count(s), &key) && h.n < MOST) h.key[h.n++] = key;
  for (size_t i = 0; i < h.n; i++) h.text[i] = h.key[i].digit;
  lur_spectrum_free(spectrum);
  return h;
}

static void expect(const char *text, const struct press *p, double noise_dbov, uint32_t seed)
{
  struct lur_synth *s = dial(text, p, noise_dbov, seed);
  struct heard h = listen(s);
  if (strcmp(h.text, text) != 0)
    fail_msg("%s heard as %s: pitch %.4f %.4f, %.1f %.1f dBov, %.0f/%.0f ms", text, h.text, p->low_pitch,
             p->high_pitch, p->low_dbov, p->high_dbov, 1000 * p->on_s, 1000 * p->off_s);
  for (size_t i = 0; i < h.n; i++) { // within 30 ms: the window reaches 16 ms, and frames are 10
    double start = 0.5 + (p->on_s + p->off_s) * (double)i;
    assert_true(fabs((double)h.key[i].start / 100 - start) <= 0.03);
    assert_true(fabs((double)h.key[i].end / 100 - start - p->on_s) <= 0.03);
  }
  lur_synth_free(s);
}

static void every_key_is_heard(void **state)
{
  (void)state;
  expect(keys, &plain, -70, 1);
}

/// Shortest press and pause of Q.24, at ten different places between the 10 ms frames.
static void the_shortest_press_is_heard(void **state)
{
  (void)state;
  struct press p = plain;
  p.on_s = 0.04;
  for (int i = 0; i < 10; i++) {
    p.off_s = 0.05 + 0.001 * i;
    expect(keys, &p, -70, 1);
  }
}

static void twist_is_taken(void **state)
{
  (void)state;
  struct press low = plain, high = plain;
  low.low_dbov = -14;
  low.high_dbov = -22; // the low tone 8 dB over the high one
  high.low_dbov = -20;
  high.high_dbov = -16; // 4 dB under it
  expect(keys, &low, -70, 1);
  expect(keys, &high, -70, 1);
}

/// Power of both tones 15 dB over the noise.
static void noise_is_borne(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < 20; round++) expect(keys, &plain, -15 - 15, (uint32_t)dice_roll(&d));
}

static void frequencies_within_1_5_per_cent_are_taken(void **state)
{
  (void)state;
  static const double off[3] = {-0.015, 0, 0.015};
  for (int l = 0; l < 3; l++)
    for (int h = 0; h < 3; h++) {
      struct press p = plain;
      p.low_pitch = 1 + off[l];
      p.high_pitch = 1 + off[h];
      expect(keys, &p, -70, 1);
    }
}

static void frequencies_beyond_3_5_per_cent_are_refused(void **state)
{
  (void)state;
  static const double off[3] = {-0.035, 0, 0.035};
  for (int l = 0; l < 3; l++)
    for (int h = 0; h < 3; h++) {
      if (l == 1 && h == 1) continue;
      struct press p = plain;
      p.low_pitch = 1 + off[l];
      p.high_pitch = 1 + off[h];
      struct lur_synth *s = dial(keys, &p, -70, 1);
      struct heard h2 = listen(s);
      if (h2.n) fail_msg("%+.1f %% and %+.1f %% heard as %s", 100 * off[l], 100 * off[h], h2.text);
      lur_synth_free(s);
    }
}

/// All at once, each within its limits: presses of 60 ms and more, random frequencies, twist, level and
/// noise.
static void any_fair_press_is_heard(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < 60; round++) {
    double level = dice_between(&d, -38, -9), twist = dice_between(&d, -4, 8);
    struct press p = {
        dice_between(&d, 0.985, 1.015), dice_between(&d, 0.985, 1.015), level + twist / 2, level - twist / 2,
        dice_between(&d, 0.06, 0.3),    dice_between(&d, 0.05, 0.3)};
    expect(keys, &p, level - 17, (uint32_t)dice_roll(&d));
  }
}

static void one_tone_alone_is_no_key(void **state)
{
  (void)state;
  for (int i = 0; i < 8; i++) {
    struct lur_synth *s = lur_synth_new(8000, 1);
    assert_non_null(s);
    lur_synth_noise(s, 0, 1, -70, 3);
    lur_synth_tone(s, 0.3, 0.6, i < 4 ? low_hz[i] : high_hz[i - 4], -15);
    assert_int_equal(listen(s).n, 0);
    lur_synth_free(s);
  }
}

static void a_long_press_is_one_key(void **state)
{
  (void)state;
  struct press p = plain;
  p.on_s = 3;
  expect("5", &p, -60, 2);
  expect("5D", &p, -60, 2);
}

static void the_same_key_twice_is_two(void **state)
{
  (void)state;
  struct press p = plain;
  p.off_s = 0.05;
  expect("00", &p, -70, 1);
  expect("1122##", &p, -70, 1);
}

static void a_press_at_the_very_end_is_heard(void **state)
{
  (void)state;
  struct lur_synth *s = lur_synth_new(8000, 1);
  assert_non_null(s);
  add_key(s, 0.9, '7', &plain);
  struct heard h = listen(s);
  assert_string_equal(h.text, "7");
  lur_synth_free(s);
}

static void too_short_a_press_is_none(void **state)
{
  (void)state;
  struct press p = plain;
  p.on_s = 0.015; // under the 20 ms that Q.24 lets pass for noise
  struct lur_synth *s = dial(keys, &p, -70, 1);
  assert_int_equal(listen(s).n, 0);
  lur_synth_free(s);
}

/// The keys that a call of these two channels is said to have; those of channel 1 with a minus before them.
static void keys_of_call(const struct lur_synth *caller, const struct lur_synth *agent, char *out,
                         size_t size)
{
  struct lur_analyser_config config = lur_analyser_defaults(8000, 2);
  lur_analyser *a = NULL;
  struct lur_call *call = NULL;
  size_t n = 0, used = 0;
  float *both = lur_synth_interleave(caller, agent, &n);
  assert_non_null(both);
  config.role[0] = LUR_ROLE_CALLER;
  config.roles_from = LUR_ROLES_OPTION;
  assert_int_equal(lur_analyser_new(&config, &a), LUR_OK);
  assert_int_equal(lur_analyser_push(a, both, n), LUR_OK);
  assert_int_equal(lur_analyser_finish(a, &call), LUR_OK);
  for (size_t i = 0; i < call->events.n && used + 3 < size; i++) {
    if (call->events.at[i].type != LUR_EVENT_DTMF) continue;
    if (call->events.at[i].channel == 1) out[used++] = '-';
    out[used++] = call->events.at[i].digit;
  }
  out[used] = '\0';
  lur_call_free(call);
  lur_analyser_free(a);
  free(both);
}

/// The line sends the caller's keys back, weaker and a moment later: each is told once, where it was pressed.
static void an_echoed_key_is_told_once(void **state)
{
  (void)state;
  struct lur_synth *caller = dial("123#", &plain, -65, 1), *agent = lur_synth_new(8000, 3);
  char heard[64];
  assert_non_null(agent);
  lur_synth_noise(agent, 0, 3, -65, 2);
  size_t delay = 8000 * 12 / 100;
  for (size_t i = delay; i < caller->n; i++) agent->at[i] += 0.1F * caller->at[i - delay];
  keys_of_call(caller, agent, heard, sizeof heard);
  assert_string_equal(heard, "123#");
  lur_synth_free(caller);
  lur_synth_free(agent);
}

/// A room sends a press back 0.25 s later and 30 dB weaker. The same key pressed again so soon is as strong.
static void a_key_that_rings_on_is_one(void **state)
{
  (void)state;
  for (int again = 0; again < 2; again++) {
    struct lur_synth *caller = lur_synth_new(8000, 3), *agent = lur_synth_new(8000, 3);
    struct press weak = plain;
    char heard[64];
    assert_non_null(caller);
    assert_non_null(agent);
    if (!again) weak.low_dbov = weak.high_dbov = plain.low_dbov - 30;
    lur_synth_noise(caller, 0, 3, -75, 1);
    lur_synth_noise(agent, 0, 3, -75, 2);
    add_key(caller, 1, '2', &plain);
    add_key(caller, 1.25, '2', &weak);
    keys_of_call(caller, agent, heard, sizeof heard);
    assert_string_equal(heard, again ? "22" : "2");
    lur_synth_free(caller);
    lur_synth_free(agent);
  }
}

/// Two notes of queue music may stand on a key's tones; the caller may press one while it plays.
static void a_key_in_music_is_the_callers(void **state)
{
  (void)state;
  struct lur_synth *caller = lur_synth_new(8000, 16), *agent = lur_synth_new(8000, 16);
  struct press loud = plain;
  char heard[64];
  assert_non_null(caller);
  assert_non_null(agent);
  loud.low_dbov = loud.high_dbov = -5;
  lur_synth_noise(caller, 0, 16, -65, 1);
  lur_synth_music(agent, 1, 15, -22, 3);
  add_key(agent, 7, '8', &loud);
  add_key(caller, 9, '5', &plain);
  keys_of_call(caller, agent, heard, sizeof heard);
  assert_string_equal(heard, "5");
  lur_synth_free(caller);
  lur_synth_free(agent);
}

/// Minutes of talk and music: no key.
static void speech_and_music_press_no_keys(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < 6; round++) {
    struct lur_synth *s = lur_synth_new(8000, 60);
    struct lur_synth_voice voice = {dice_between(&d, 80, 300), dice_between(&d, 1, 1.2),
                                    (uint32_t)dice_roll(&d)};
    assert_non_null(s);
    lur_synth_noise(s, 0, 60, -60, (uint32_t)dice_roll(&d));
    for (double at = 0; at < 30; at += 3) {
      lur_synth_speech(s, at, at + 2.8, &voice, -22);
      voice.seed++;
    }
    lur_synth_music(s, 30, 60, -20, (uint32_t)dice_roll(&d));
    struct heard h = listen(s);
    if (h.n) fail_msg("%c at %.2f s is no key", h.key[0].digit, (double)h.key[0].start / 100);
    lur_synth_free(s);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_key_is_heard),
      cmocka_unit_test(the_shortest_press_is_heard),
      cmocka_unit_test(twist_is_taken),
      cmocka_unit_test(noise_is_borne),
      cmocka_unit_test(frequencies_within_1_5_per_cent_are_taken),
      cmocka_unit_test(frequencies_beyond_3_5_per_cent_are_refused),
      cmocka_unit_test(any_fair_press_is_heard),
      cmocka_unit_test(one_tone_alone_is_no_key),
      cmocka_unit_test(a_long_press_is_one_key),
      cmocka_unit_test(the_same_key_twice_is_two),
      cmocka_unit_test(a_press_at_the_very_end_is_heard),
      cmocka_unit_test(too_short_a_press_is_none),
      cmocka_unit_test(an_echoed_key_is_told_once),
      cmocka_unit_test(a_key_that_rings_on_is_one),
      cmocka_unit_test(a_key_in_music_is_the_callers),
      cmocka_unit_test(speech_and_music_press_no_keys),
  };
  return cmocka_run_group_tests_name("dtmf", tests, NULL, NULL);
}
