// Who is the agent, and whether two channels are two sides of a call.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/roles.h"
#include "analysis/sides.h"
#include "tests/support/dice.h"

enum { CELLS = 600 }; // of a tenth of a second

/// Two channels of sound: level and print of each cell, from two talkers who take turns of three seconds.
static lur_feed two_talkers(struct dice *d, int own_level, int leaked_level, int noise_level)
{
  lur_feed f = {.channels = 2};
  f.channel = calloc(2, sizeof *f.channel);
  assert_non_null(f.channel);
  for (int c = 0; c < 2; c++) {
    f.channel[c].contour = calloc(CELLS, sizeof *f.channel[c].contour);
    f.channel[c].prints.at = calloc(2 * CELLS, sizeof *f.channel[c].prints.at);
    assert_true(f.channel[c].contour && f.channel[c].prints.at);
    f.channel[c].contours = CELLS;
    f.channel[c].prints.n = 2 * CELLS;
  }
  for (int i = 0; i < CELLS; i++) {
    int talker = i / 30 % 2;
    for (int k = 0; k < 2; k++) {
      uint16_t said = (uint16_t)dice_roll(d);
      for (int c = 0; c < 2; c++) {
        int level = (c == talker ? own_level : leaked_level) + dice_below(d, 12);
        bool heard = level > noise_level;
        f.channel[c].contour[i] = (lur_level)(heard ? level : noise_level);
        f.channel[c].prints.at[2 * i + k] = heard ? said : (uint16_t)dice_roll(d);
      }
    }
  }
  return f;
}

static void clear(lur_feed *f)
{
  for (int c = 0; c < 2; c++) {
    free(f->channel[c].contour);
    free(f->channel[c].prints.at);
  }
  free(f->channel);
}

static void two_sides_are_not_the_same(void **state)
{
  static const int leaked[] = {0, 100, 120,
                               150}; // from nothing at all to 10 dB under the talker's own channel
  (void)state;
  struct dice d = dice_of_the_day();
  int64_t delay = 0;
  for (size_t i = 0; i < sizeof leaked / sizeof *leaked; i++) {
    lur_feed f = two_talkers(&d, 170, leaked[i], 90);
    assert_false(lur_sides_are_same(&f, &delay));
    clear(&f);
  }
}

/// One side speaks for a tenth of the time only, as in a long queue: what leaks is alike most of the time,
/// and is two sides all the same.
static void a_long_wait_that_leaks_is_not_the_same(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int db = 6; db <= 20; db += 7) {
    int64_t delay = 0;
    lur_feed f = two_talkers(&d, 170, 0, 0);
    for (int i = 0; i < CELLS; i++) {
      bool caller = i % 60 < 6;
      int strong = 160 + dice_below(&d, 12), weak = strong - 2 * db;
      f.channel[0].contour[i] = (lur_level)(caller ? strong : weak);
      f.channel[1].contour[i] = (lur_level)(caller ? weak : strong);
      for (int k = 0; k < 2; k++) f.channel[0].prints.at[2 * i + k] = f.channel[1].prints.at[2 * i + k];
    }
    assert_false(lur_sides_are_same(&f, &delay));
    clear(&f);
  }
}

static void one_sound_is_the_same_on_both(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int weaker = 0; weaker <= 40; weaker += 20) {
    int64_t delay = 77;
    lur_feed f = two_talkers(&d, 170, 170, 90);
    for (int i = 0; i < CELLS; i++) f.channel[1].contour[i] = (lur_level)(f.channel[0].contour[i] - weaker);
    assert_true(lur_sides_are_same(&f, &delay));
    assert_int_equal(delay, 0);
    if (weaker) assert_int_equal(lur_sides_louder(&f), 0);
    for (int i = 2 * CELLS; i-- > 4;) f.channel[1].prints.at[i] = f.channel[1].prints.at[i - 4];
    for (int i = CELLS; i-- > 2;) f.channel[1].contour[i] = f.channel[1].contour[i - 2];
    bool same = lur_sides_are_same(&f, &delay);
    assert_int_equal(same, weaker <= 20); // so late and 20 dB weaker it is an echo
    assert_int_equal(delay, 20);
    clear(&f);
  }
}

static void silence_is_like_nothing(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  int64_t delay = 0;
  lur_feed f = two_talkers(&d, 170, 170, 90);
  for (int i = 0; i < CELLS; i++) f.channel[1].contour[i] = 0;
  assert_false(lur_sides_are_same(&f, &delay));
  for (int i = 0; i < CELLS; i++) f.channel[0].contour[i] = 0;
  assert_false(lur_sides_are_same(&f, &delay));
  f.channel[0].contours = f.channel[0].prints.n = 0;
  assert_false(lur_sides_are_same(&f, &delay));
  clear(&f);
}

/// A conversation in which people overlap a little; *both: as it is, and with the caller late by `late`
/// frames.
static void converse(struct dice *d, int64_t late, int overlaps, struct lur_ranges *agent,
                     struct lur_ranges *caller)
{
  int64_t at = 1000;
  for (int i = 0; i < 40; i++) {
    int64_t length = 100 + dice_below(d, 400);
    if (i % 2)
      assert_int_equal(lur_ranges_add(caller, at + late, at + late + length), LUR_OK);
    else
      assert_int_equal(lur_ranges_add(agent, at, at + length), LUR_OK);
    at += length + (overlaps && !dice_below(d, overlaps) ? -dice_below(d, 60) : 10 + dice_below(d, 80));
  }
}

static void a_shift_is_told_and_talk_is_not(void **state)
{
  static const int64_t late[] = {-400, -250, -150, 0, 0, 0, 150, 250, 400};
  (void)state;
  struct dice d = dice_of_the_day();
  for (size_t i = 0; i < sizeof late / sizeof *late; i++)
    for (int overlaps = 0; overlaps <= 4; overlaps += 2) { // none, one turn in two, one in four
      struct lur_ranges agent = {0}, caller = {0};
      converse(&d, late[i], overlaps, &agent, &caller);
      int64_t shift = lur_sides_shift(&agent, &caller);
      if (late[i] == 0 && shift) fail_msg("a shift of %d frames in plain talk", (int)shift);
      // how late is told roughly, for the pauses leave room; with much talk at once it may not be certain
      if (late[i] && !overlaps && llabs(shift - late[i]) > 60)
        fail_msg("%d frames are told as %d", (int)late[i], (int)shift);
      if (shift && llabs(shift - late[i]) > 100)
        fail_msg("%d frames are told as %d", (int)late[i], (int)shift);
      lur_ranges_clear(&agent);
      lur_ranges_clear(&caller);
    }
}

static void too_little_talk_tells_no_shift(void **state)
{
  (void)state;
  struct lur_ranges agent = {0}, caller = {0};
  assert_int_equal(lur_sides_shift(&agent, &caller), 0);
  assert_int_equal(lur_ranges_add(&agent, 0, 3000), LUR_OK);
  assert_int_equal(lur_ranges_add(&caller, 0, 3000), LUR_OK);
  assert_int_equal(lur_sides_shift(&agent, &caller), 0);
  lur_ranges_clear(&agent);
  lur_ranges_clear(&caller);
}

static void say(struct lur_heard *h, int channel, int64_t start, int64_t end)
{
  assert_int_equal(lur_ranges_add(&h->speech[channel], start, end), LUR_OK);
}

/// A cough of the caller before the greeting misleads nobody.
static void who_greets_first_is_the_agent(void **state)
{
  (void)state;
  for (int agent = 0; agent < 2; agent++) {
    struct lur_heard h = {.channels = 2, .frames = 5000};
    double confidence;
    say(&h, !agent, 100, 140);
    say(&h, agent, 300, 600);
    say(&h, !agent, 650, 1000);
    assert_int_equal(lur_roles_detect(&h, &confidence), agent);
    assert_true(confidence > 0.8 && confidence < 0.95); // nothing else speaks for it
    struct lur_event ring = lur_event_of(LUR_EVENT_RINGBACK, 0, 1);
    ring.channel = agent;
    ring.confidence = 1;
    for (int i = 0; i < 9; i++) assert_int_equal(lur_events_add(&h.tones, &ring), LUR_OK);
    assert_int_equal(lur_roles_detect(&h, &confidence), agent);
    assert_true(confidence > 0.98 && confidence < 0.999);
    for (size_t i = 0; i < h.tones.n; i++) h.tones.at[i].channel = !agent; // who is rung hears it
    assert_int_equal(lur_roles_detect(&h, &confidence), !agent);
    assert_true(confidence < 0.9); // the two speak against each other
    lur_heard_clear(&h);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(two_sides_are_not_the_same),
      cmocka_unit_test(a_long_wait_that_leaks_is_not_the_same),
      cmocka_unit_test(one_sound_is_the_same_on_both),
      cmocka_unit_test(silence_is_like_nothing),
      cmocka_unit_test(a_shift_is_told_and_talk_is_not),
      cmocka_unit_test(too_little_talk_tells_no_shift),
      cmocka_unit_test(who_greets_first_is_the_agent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
