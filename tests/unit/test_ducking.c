// Music and the announcements in it: joined where it goes on beneath them, cut where it does not.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/ducking.h"

enum { cells = 400, noise = 60, loud = 140, ducked = 108, voice = 150 }; // 40 s; half decibels

static lur_level level[cells];

static void sound(int from, int to, lur_level l) // cells
{
  memset(level + from, l, (size_t)(to - from));
}

/// Two sentences from 15 s to 20 s with a pause of 0.4 s, in a line that is noisy outside [5 s, 35 s), and
/// what sounds in the pauses.
static struct lur_ranges announcement(lur_level beneath)
{
  struct lur_ranges speech = {0};
  sound(0, cells, noise);
  sound(50, 350, loud);
  sound(147, 203, beneath);
  sound(150, 170, voice);
  sound(174, 200, voice);
  assert_int_equal(lur_ranges_add(&speech, 1500, 1700), LUR_OK);
  assert_int_equal(lur_ranges_add(&speech, 1740, 2000), LUR_OK);
  return speech;
}

static struct lur_ranges settled(const struct lur_ranges *speech, int64_t end, int64_t start)
{
  struct lur_ranges music = {0};
  assert_int_equal(lur_ranges_add(&music, 500, end), LUR_OK);
  if (start > end) {
    assert_int_equal(lur_ranges_add(&music, start, 3500), LUR_OK);
  } else {
    music.at[0].end = 3500;
  }
  assert_int_equal(lur_ducking_settle((struct lur_contour){level, cells}, speech, &music), LUR_OK);
  return music;
}

static void music_that_goes_on_is_joined(void **state)
{
  (void)state;
  struct lur_ranges speech = announcement(ducked), music = settled(&speech, 1480, 2010);
  assert_int_equal(music.n, 1);
  assert_int_equal(music.at[0].start, 500);
  assert_int_equal(music.at[0].end, 3500);
  lur_ranges_clear(&music);
  lur_ranges_clear(&speech);
}

static void music_that_falls_silent_stays_apart(void **state)
{
  (void)state;
  struct lur_ranges speech = announcement(noise), music = settled(&speech, 1480, 2010);
  assert_int_equal(music.n, 2);
  assert_int_equal(music.at[0].end, 1480);
  assert_int_equal(music.at[1].start, 2010);
  lur_ranges_clear(&music);
  lur_ranges_clear(&speech);
}

static void a_run_is_cut_where_it_falls_silent(void **state)
{
  (void)state;
  struct lur_ranges speech = announcement(noise), music = settled(&speech, 3500, 3500);
  assert_int_equal(music.n, 2);
  assert_in_range(music.at[0].end, 1450, 1500);
  assert_in_range(music.at[1].start, 2000, 2050);
  lur_ranges_clear(&music);
  lur_ranges_clear(&speech);
}

static void a_run_that_is_turned_down_is_not_cut(void **state)
{
  (void)state;
  struct lur_ranges speech = announcement(ducked), music = settled(&speech, 3500, 3500);
  assert_int_equal(music.n, 1);
  lur_ranges_clear(&music);
  lur_ranges_clear(&speech);
}

/// The end of the music was taken for speech: it is cut where the line does fall silent.
static void the_cut_begins_in_the_silence(void **state)
{
  (void)state;
  struct lur_ranges speech = announcement(noise);
  speech.at[0].start = 1430;
  struct lur_ranges music = settled(&speech, 3500, 3500);
  assert_int_equal(music.n, 2);
  assert_in_range(music.at[0].end, 1470, 1500);
  lur_ranges_clear(&music);
  lur_ranges_clear(&speech);
}

static void without_a_quiet_moment_nothing_changes(void **state)
{
  (void)state;
  struct lur_ranges speech = announcement(ducked), music = {0};
  assert_int_equal(lur_ranges_add(&music, 0, 1480), LUR_OK);
  assert_int_equal(lur_ranges_add(&music, 2010, 10 * cells), LUR_OK);
  assert_int_equal(lur_ducking_settle((struct lur_contour){level, cells}, &speech, &music), LUR_OK);
  assert_int_equal(music.n, 2);
  music.n = 0;
  assert_int_equal(lur_ducking_settle((struct lur_contour){level, cells}, &speech, &music), LUR_OK);
  assert_int_equal(music.n, 0);
  lur_ranges_clear(&music);
  lur_ranges_clear(&speech);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(music_that_goes_on_is_joined),
      cmocka_unit_test(music_that_falls_silent_stays_apart),
      cmocka_unit_test(a_run_is_cut_where_it_falls_silent),
      cmocka_unit_test(a_run_that_is_turned_down_is_not_cut),
      cmocka_unit_test(the_cut_begins_in_the_silence),
      cmocka_unit_test(without_a_quiet_moment_nothing_changes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
