// What is played again is found, and nothing else; and voices are told apart.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/repeats.h"
#include "analysis/voice.h"
#include "tests/support/dice.h"

/// Bands that wander as speech's do: steps of some decibels every 80 ms, from the seed.
static void feed_sound(struct lur_prints *p, uint64_t seed, int frames, int level, int noise, struct dice *d)
{
  struct dice sound = {seed * 2654435761u + 1};
  int from[LUR_BANDS] = {0}, to[LUR_BANDS] = {0};
  for (int i = 0; i < frames; i++) {
    lur_level band[LUR_BANDS];
    for (int b = 0; b < LUR_BANDS; b++) {
      if (i % 8 == 0) from[b] = to[b], to[b] = dice_below(&sound, 60);
      int now = from[b] + (to[b] - from[b]) * (i % 8) / 8;
      band[b] = (lur_level)(level + now + (noise ? dice_below(d, noise) : 0));
    }
    assert_int_equal(lur_prints_feed(p, band), LUR_OK);
  }
}

static void prints_do_not_know_the_level(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  struct lur_prints a = {0}, b = {0}, c = {0};
  feed_sound(&a, 7, 1000, 100, 0, &d);
  feed_sound(&b, 7, 1000, 40, 0, &d);
  feed_sound(&c, 8, 1000, 100, 0, &d);
  assert_int_equal(a.n, 200);
  assert_int_equal(lur_prints_differ(a.at, b.at, 200, 200 * lur_print_bits), 0);
  int differ = lur_prints_differ(a.at, c.at, 200, 200 * lur_print_bits);
  assert_in_range(differ, 200 * lur_print_bits * 45 / 100, 200 * lur_print_bits * 55 / 100);
  assert_true(lur_prints_differ(a.at, c.at, 200, 10) > 10); // more than that is all that is sure
  lur_prints_clear(&a);
  lur_prints_clear(&b);
  lur_prints_clear(&c);
}

/// Counted bit by bit, for any length and place.
static void prints_differ_by_their_bits(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  uint16_t a[64], b[64];
  for (int round = 0; round < 200; round++) {
    size_t from = (size_t)dice_below(&d, 8), n = (size_t)dice_below(&d, 50);
    int sum = 0;
    for (size_t i = 0; i < 64; i++) a[i] = (uint16_t)dice_roll(&d), b[i] = (uint16_t)dice_roll(&d);
    for (size_t i = from; i < from + n; i++)
      for (int k = 0; k < 16; k++) sum += (a[i] >> k & 1) != (b[i] >> k & 1);
    assert_int_equal(lur_prints_differ(a + from, b + from, n, 10000), sum);
  }
}

/// Three announcements, the first played again, over other noise and not on the grid of prints.
static void what_is_said_again_is_found(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  struct lur_prints p = {0};
  struct lur_ranges phrases = {0};
  struct lur_repeats repeats = {0};
  static const int seeds[] = {1, 2, 1, 3, 2, 4, 1};
  int64_t at = 0, first[5] = {0}, want[7] = {0};
  for (size_t i = 0; i < 7; i++) {
    feed_sound(&p, 100 + i, 300 + 2 * (int)i, 60, 20, &d); // noise, and another place on the grid
    at += 300 + 2 * (int)i;
    feed_sound(&p, (uint64_t)seeds[i], 400, 90, 12, &d);
    assert_int_equal(lur_ranges_add(&phrases, at, at + 400), LUR_OK);
    want[i] = first[seeds[i]] ? at - first[seeds[i]] : 0;
    if (!first[seeds[i]]) first[seeds[i]] = at;
    at += 400;
  }
  assert_int_equal(lur_repeats_of_speech(&p, &phrases, &repeats), LUR_OK);
  size_t n = 0;
  for (size_t i = 0; i < 7; i++) {
    if (!want[i]) continue;
    assert_true(n < repeats.n);
    assert_int_equal(repeats.at[n].range.start, phrases.at[i].start);
    assert_true(llabs(repeats.at[n].lag - want[i]) <= 5);
    n++;
  }
  assert_int_equal(repeats.n, n);
  assert_ptr_equal(lur_repeats_within(&repeats, phrases.at[2].start, phrases.at[2].end), &repeats.at[0]);
  assert_ptr_equal(lur_repeats_within(&repeats, 0, phrases.at[2].start), NULL);
  assert_ptr_equal(lur_repeats_within(&repeats, at, at + 100), NULL);
  lur_repeats_clear(&repeats);
  lur_ranges_clear(&phrases);
  lur_prints_clear(&p);
}

static void music_that_starts_anew_is_found(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  struct lur_prints p = {0};
  struct lur_ranges runs = {0};
  struct lur_repeats loops = {0}, again = {0};
  feed_sound(&p, 50, 500, 60, 20, &d);
  for (int i = 0; i < 3; i++) feed_sound(&p, 9, 2010, 100, 6, &d); // 500 .. 6530
  feed_sound(&p, 51, 470, 60, 20, &d);
  feed_sound(&p, 9, 1500, 100, 6, &d); // from 7000: once more from the beginning
  feed_sound(&p, 52, 500, 60, 20, &d);
  feed_sound(&p, 10, 3000, 100, 6, &d); // from 9000: another tune, and no loop
  assert_int_equal(lur_ranges_add(&runs, 500, 6530), LUR_OK);
  assert_int_equal(lur_ranges_add(&runs, 7000, 8500), LUR_OK);
  assert_int_equal(lur_ranges_add(&runs, 9000, 12000), LUR_OK);
  assert_int_equal(lur_repeats_loops(&p, &runs, &loops), LUR_OK);
  assert_int_equal(loops.n, 1);
  assert_int_equal(loops.at[0].range.start, 500);
  assert_int_equal(loops.at[0].lag, 2010);
  assert_int_equal(lur_repeats_of_music(&p, &runs, &again), LUR_OK);
  assert_int_equal(again.n, 1);
  assert_int_equal(again.at[0].range.start, 7000);
  assert_true((7000 - again.at[0].lag - 500) % 2010 <= 5);
  lur_repeats_clear(&loops);
  lur_repeats_clear(&again);
  lur_ranges_clear(&runs);
  lur_prints_clear(&p);
}

/// A day in which somebody speaks all the time is gone through in a time that grows with its length only.
static void a_day_of_speech_takes_no_longer_than_its_length(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  struct lur_prints p = {0};
  struct lur_ranges phrases = {0};
  struct lur_repeats repeats = {0};
  enum { DAY = 24 * 360000 };
  for (int i = 0; i < DAY; i += 2400) feed_sound(&p, (uint64_t)i, 2400, 80, 0, &d);
  for (int64_t i = 0; i < DAY; i += 300) assert_int_equal(lur_ranges_add(&phrases, i, i + 260), LUR_OK);
  assert_int_equal(lur_repeats_of_speech(&p, &phrases, &repeats), LUR_OK); // or the test's time limit ends it
  assert_int_equal(repeats.n, 0);
  lur_ranges_clear(&phrases);
  lur_prints_clear(&p);
}

/// Nothing, too little, and phrases that reach past the prints.
static void what_is_not_there_is_not_found(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  struct lur_prints p = {0};
  struct lur_ranges phrases = {0};
  struct lur_repeats repeats = {0};
  assert_int_equal(lur_ranges_add(&phrases, 0, 300), LUR_OK);
  assert_int_equal(lur_ranges_add(&phrases, 400, 440), LUR_OK);
  assert_int_equal(lur_ranges_add(&phrases, 500, 90000), LUR_OK);
  assert_int_equal(lur_repeats_of_speech(&p, &phrases, &repeats), LUR_OK);
  assert_int_equal(lur_repeats_of_music(&p, &phrases, &repeats), LUR_OK);
  assert_int_equal(lur_repeats_loops(&p, &phrases, &repeats), LUR_OK);
  feed_sound(&p, 3, 600, 80, 0, &d);
  assert_int_equal(lur_repeats_of_speech(&p, &phrases, &repeats), LUR_OK);
  assert_int_equal(lur_repeats_of_music(&p, &phrases, &repeats), LUR_OK);
  assert_int_equal(lur_repeats_loops(&p, &phrases, &repeats), LUR_OK);
  assert_int_equal(repeats.n, 0);
  lur_ranges_clear(&phrases);
  lur_prints_clear(&p);
}

static void voices_are_told_apart(void **state)
{
  (void)state;
  struct lur_segment segment[4] = {
      {.range = {0, 150}}, {.range = {200, 350}}, {.range = {500, 800}}, {.range = {900, 950}}};
  struct lur_feed_channel ch = {.segment = segment, .segments = 4};
  for (int b = 0; b < LUR_BANDS; b++) {
    segment[0].band[b] = (lur_level)(100 + b);
    segment[1].band[b] = (lur_level)(140 + b);                    // the same voice, 20 dB louder
    segment[2].band[b] = (lur_level)(100 + b + (b % 2 ? 10 : 0)); // 5 dB more in every other band
    segment[3].band[b] = 200;
  }
  struct lur_voice first = lur_voice_of(&ch, 0, 160), both = lur_voice_of(&ch, 0, 400),
                   other = lur_voice_of(&ch, 450, 850), none = lur_voice_of(&ch, 860, 880);
  assert_int_equal(both.frames, 300);
  assert_int_equal(none.frames, 0);
  assert_true(isnan(lur_voice_distance(&first, &both))); // 1.5 s are too little
  assert_true(isnan(lur_voice_distance(&none, &both)));
  assert_true(lur_voice_distance(&both, &both) == 0);
  assert_true(fabs(lur_voice_distance(&both, &other) - 2.5) < 0.01);
  assert_true(isnan(both.pitch));
  for (int i = 0; i < 3; i++) segment[i].pitched = 50;
  segment[0].pitch = segment[1].pitch = 41;            // 10 semitones over 80 Hz
  segment[2].pitch = 57;                               // four more
  assert_true(isnan(lur_voice_of(&ch, 0, 160).pitch)); // half a second of voice is too little
  segment[2].pitched = 100;
  both = lur_voice_of(&ch, 0, 400), other = lur_voice_of(&ch, 450, 850);
  assert_true(both.pitch == 10 && other.pitch == 14);
  assert_true(fabs(lur_voice_distance(&both, &other) - hypot(2.5, 2)) < 0.01);
  segment[2].pitch = 1;
  other = lur_voice_of(&ch, 450, 850);
  assert_true(fabs(lur_voice_distance(&both, &other) - hypot(2.5, 5)) < 0.01);
  segment[1].range.end = 5000; // its middle is outside: it belongs to what follows
  assert_int_equal(lur_voice_of(&ch, 0, 400).frames, 150);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(prints_do_not_know_the_level),
      cmocka_unit_test(prints_differ_by_their_bits),
      cmocka_unit_test(what_is_said_again_is_found),
      cmocka_unit_test(music_that_starts_anew_is_found),
      cmocka_unit_test(a_day_of_speech_takes_no_longer_than_its_length),
      cmocka_unit_test(what_is_not_there_is_not_found),
      cmocka_unit_test(voices_are_told_apart),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
