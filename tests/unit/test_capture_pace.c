/// Samples against the clock: losses are found where they were, lateness is not taken for a loss.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "capture/pace.h"
#include "tests/support/dice.h"

enum { rate = 48000 };

/// A device that is simulated: when it delivers what.
struct device {
  struct lur_pace pace;
  double now_s;    ///< by the clock
  double made_s;   ///< sound made by the device so far, by its own clock
  int64_t arrived; ///< samples
  double off;      ///< its own clock's error, a ratio
  int64_t lost;    ///< samples the pace found in all
  int losses;
  struct lur_pace_loss last;
};

static struct device device_of(double off)
{
  struct device d = {.off = off};
  lur_pace_init(&d.pace, rate);
  return d;
}

/// Everything made until now arrives.
static void deliver(struct device *d)
{
  int64_t before = d->arrived;
  struct lur_pace_loss loss;
  d->arrived = (int64_t)(d->made_s * rate);
  if (d->arrived == before) return;
  if (!lur_pace_arrived(&d->pace, (int64_t)(d->now_s * 1e9), before, d->arrived, &loss)) return;
  d->lost += loss.n;
  d->losses++;
  d->last = loss;
}

static void pass(struct device *d, double s)
{
  d->now_s += s;
  d->made_s += s * (1 + d->off);
}

/// Sound as usual: blocks of about 20 ms, each up to `jitter_s` late.
static void play(struct device *d, struct dice *dice, double length_s, double jitter_s)
{
  double end_s = d->now_s + length_s;
  while (d->now_s < end_s) {
    pass(d, 0.02 + (dice_below(dice, 4) ? 0 : dice_between(dice, 0, jitter_s)));
    deliver(d);
  }
}

static void steady_sound_loses_nothing(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  static const double errors[] = {0, 1e-4, -1e-4, 2e-3, -2e-3};
  for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
    struct device d = device_of(errors[i]);
    struct lur_pace_loss loss;
    play(&d, &dice, 3600, 0.3);
    assert_int_equal(d.losses, 0);
    assert_false(lur_pace_end(&d.pace, (int64_t)(d.now_s * 1e9), d.arrived, &loss));
  }
}

static void what_comes_late_is_not_lost(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  static const double pauses[] = {0.3, 1, 2.9, 10, 60};
  for (size_t i = 0; i < sizeof pauses / sizeof *pauses; i++) {
    struct device d = device_of(0);
    play(&d, &dice, 20, 0.1);
    double end_s = d.now_s + pauses[i];
    int64_t first = d.arrived;
    // the burst: a tenth of a second of the clock for each ten seconds of sound
    while (d.now_s < end_s) pass(&d, 0.1);
    double all_s = d.made_s;
    for (int part = 1; part <= 10; part++) {
      d.now_s += pauses[i] / 1000;
      all_s += pauses[i] / 1000;
      d.made_s = (double)first / rate + (all_s - (double)first / rate) * part / 10;
      deliver(&d);
    }
    play(&d, &dice, 20, 0.1);
    assert_int_equal(d.losses, 0);
  }
}

static void what_is_lost_is_found_where_it_was(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  static const double holes[] = {0.3, 0.5, 2.03, 16.3};
  for (size_t i = 0; i < sizeof holes / sizeof *holes; i++) {
    struct device d = device_of(1e-4);
    play(&d, &dice, 60, 0.1);
    int64_t at = d.arrived;
    d.now_s += holes[i]; // nothing is made meanwhile
    play(&d, &dice, 20, 0.1);
    assert_int_equal(d.losses, 1);
    assert_true(llabs(d.last.at - at) <= (int64_t)(0.15 * rate));
    assert_true(fabs((double)d.last.n / rate - holes[i]) < 0.1);
  }
}

static void two_losses_are_two(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  struct device d = device_of(0);
  play(&d, &dice, 10, 0.1);
  d.now_s += 1;
  play(&d, &dice, 8, 0.1);
  d.now_s += 2;
  play(&d, &dice, 8, 0.1);
  assert_int_equal(d.losses, 2);
  assert_true(fabs((double)d.lost / rate - 3) < 0.2);
}

static void a_device_that_was_away_is_missed_as_long_as_that(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  static const double holes[] = {0.1, 1, 30, 900};
  for (size_t i = 0; i < sizeof holes / sizeof *holes; i++) {
    struct device d = device_of(1e-4);
    assert_int_equal(lur_pace_missing(&d.pace, 1000000000, 0), 0); // nothing came yet: nothing is due
    play(&d, &dice, 60, 0.1);
    deliver(&d);
    double begin_s = d.now_s;
    d.now_s += holes[i];
    int64_t filled = lur_pace_missing(&d.pace, (int64_t)(d.now_s * 1e9), d.arrived) - rate;
    if (filled < 0) filled = 0;
    lur_pace_fill(&d.pace, filled);
    int64_t missed = filled + lur_pace_resume(&d.pace, (int64_t)(d.now_s * 1e9), d.arrived);
    assert_true(fabs((double)missed / rate - (d.now_s - begin_s)) < 0.15);
    play(&d, &dice, 20, 0.1);
    assert_int_equal(d.losses, 0);
  }
}

static void sound_that_stops_coming_is_missing_at_the_end(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  struct device d = device_of(0);
  struct lur_pace_loss loss;
  assert_false(lur_pace_end(&d.pace, 5000000000, 0, &loss)); // nothing ever came: there is no time to keep
  play(&d, &dice, 10, 0.1);
  d.now_s += 7;
  assert_true(lur_pace_end(&d.pace, (int64_t)(d.now_s * 1e9), d.arrived, &loss));
  assert_int_equal(loss.at, d.arrived);
  assert_true(fabs((double)loss.n / rate - 7) < 0.2);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(steady_sound_loses_nothing),
      cmocka_unit_test(what_comes_late_is_not_lost),
      cmocka_unit_test(what_is_lost_is_found_where_it_was),
      cmocka_unit_test(two_losses_are_two),
      cmocka_unit_test(a_device_that_was_away_is_missed_as_long_as_that),
      cmocka_unit_test(sound_that_stops_coming_is_missing_at_the_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
