/// Listening along: what it hears, and that nobody ever waits for it.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "cli/live.h"

enum { rate = 48000, block = 960 };
static const lur_role role[2] = {LUR_ROLE_CALLER, LUR_ROLE_AGENT};

static double now_s(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void rest(double s)
{
  const struct timespec t = {.tv_sec = (time_t)s, .tv_nsec = (long)((s - floor(s)) * 1e9)};
  nanosleep(&t, NULL);
}

/// A ring as in Sweden on the agent's channel: a second of 425 Hz, then silence.
static void make(int16_t *pcm, int64_t at)
{
  for (int64_t i = 0; i < block; i++) {
    double s = (double)(at + i) / rate;
    pcm[2 * i] = 0;
    pcm[2 * i + 1] = (int16_t)(s < 1 ? 6000 * sin(2 * 3.14159265358979 * 425 * s) : 0);
  }
}

/// Waits until so much has been heard, ten seconds at most.
static bool heard(lur_live *live, double s, struct lur_preview_view *view)
{
  double end = now_s() + 10;
  do {
    if (lur_live_look(live, view) && view->now_s >= s) return true;
    rest(0.02);
  } while (now_s() < end);
  return false;
}

static void a_ring_is_heard(void **state)
{
  (void)state;
  lur_live *live;
  struct lur_preview_view view;
  int16_t pcm[2 * block];
  assert_int_equal(lur_live_start(rate, 2, role, &live), LUR_OK);
  for (int64_t at = 0; at < 3 * rate; at += block) {
    make(pcm, at);
    lur_live_take(live, pcm, block, at);
  }
  assert_true(heard(live, 2, &view));
  assert_int_equal(view.now, LUR_NOW_RINGING);
  assert_int_equal(view.rings, 1);
  lur_live_stop(live);
}

static void a_hole_keeps_the_time(void **state)
{
  (void)state;
  lur_live *live;
  struct lur_preview_view view;
  static int16_t pcm[2 * block];
  assert_int_equal(lur_live_start(rate, 2, role, &live), LUR_OK);
  lur_live_take(live, pcm, block, 0);
  lur_live_take(live, pcm, block, 20 * rate); // nineteen seconds and some are missing
  assert_true(heard(live, 19, &view));
  assert_true(view.now_s < 20.1);
  lur_live_stop(live);
}

static void nobody_waits_for_it(void **state)
{
  (void)state;
  lur_live *live;
  static int16_t pcm[2 * block];
  double slowest = 0;
  assert_int_equal(lur_live_start(rate, 2, role, &live), LUR_OK);
  for (int64_t at = 0; at < 600 * (int64_t)rate; at += block) { // ten minutes at once: most finds no room
    double begin = now_s();
    lur_live_take(live, pcm, block, at);
    if (now_s() - begin > slowest) slowest = now_s() - begin;
  }
  assert_true(slowest < 0.5); // a copy; half a second leaves room for a machine that is busy elsewhere
  double begin = now_s();
  lur_live_stop(live); // at once, whatever has not been heard yet
  assert_true(now_s() - begin < 5);
}

static void what_the_caller_says_is_passed_on(void **state)
{
  (void)state;
  lur_live *live;
  struct lur_preview_view view;
  static int16_t pcm[2 * block];
  assert_int_equal(lur_live_start(rate, 2, role, &live), LUR_OK);
  for (int64_t at = 0; at < 2 * rate; at += block) lur_live_take(live, pcm, block, at);
  assert_true(heard(live, 1.2, &view));
  lur_live_say(live, LUR_NOTE_ANSWERED, true, 1);
  assert_true(lur_live_look(live, &view));
  assert_true(view.answered && view.now == LUR_NOW_TALK);
  lur_live_say(live, LUR_NOTE_HOLD, true, 1);
  for (int64_t at = 2 * rate; at < 4 * rate; at += block) lur_live_take(live, pcm, block, at);
  assert_true(heard(live, 3, &view));
  assert_int_equal(view.now, LUR_NOW_HOLD);
  lur_live_stop(live);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_ring_is_heard),
      cmocka_unit_test(a_hole_keeps_the_time),
      cmocka_unit_test(nobody_waits_for_it),
      cmocka_unit_test(what_the_caller_says_is_passed_on),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
