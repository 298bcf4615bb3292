// The sliding percentile against sorting the window anew for every frame.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/floor.h"
#include "tests/support/dice.h"

enum { FRAMES = 4000, LONGEST = 300 };

static int by_level(const void *pa, const void *pb)
{
  return *(const lur_level *)pa - *(const lur_level *)pb;
}

static lur_level sorted_percentile(const lur_level *window, size_t n, float share)
{
  lur_level copy[LONGEST];
  memcpy(copy, window, n * sizeof *copy);
  qsort(copy, n, sizeof *copy, by_level);
  return copy[(size_t)(share * (float)(n - 1))];
}

/// Levels that wander, jump and stand still, the extremes among them.
static lur_level next_level(struct dice *d, lur_level before)
{
  switch (dice_below(d, 20)) {
  case 0:
    return (lur_level)dice_below(d, 256);
  case 1:
    return 0;
  case 2:
    return 255;
  default:
    return (lur_level)(before + dice_below(d, 5) - 2); // wraps round, which is a jump as well
  }
}

static void percentile_is_that_of_sorting(void **state)
{
  static const float shares[] = {0, 0.1F, 0.5F, 0.95F, 1};
  static const size_t windows[] = {1, 2, 7, 100, LONGEST};
  (void)state;
  struct dice d = dice_of_the_day();
  lur_level level[FRAMES];
  for (size_t i = 0; i < FRAMES; i++) level[i] = next_level(&d, i ? level[i - 1] : 100);
  for (size_t s = 0; s < sizeof shares / sizeof *shares; s++)
    for (size_t w = 0; w < sizeof windows / sizeof *windows; w++) {
      struct lur_floor f;
      lur_floor_start(&f, shares[s]);
      for (size_t i = 0; i < FRAMES; i++) {
        lur_floor_add(&f, level[i]);
        if (i >= windows[w]) lur_floor_remove(&f, level[i - windows[w]]);
        size_t n = i + 1 < windows[w] ? i + 1 : windows[w];
        if (dice_below(&d, 3)) continue; // it is not asked after every step
        assert_int_equal(lur_floor_level(&f), sorted_percentile(level + i + 1 - n, n, shares[s]));
      }
    }
}

static void an_empty_window_is_at_zero(void **state)
{
  (void)state;
  struct lur_floor f;
  lur_floor_start(&f, 0.5F);
  assert_int_equal(lur_floor_level(&f), 0);
  lur_floor_add(&f, 200);
  assert_int_equal(lur_floor_level(&f), 200);
  lur_floor_remove(&f, 200);
  assert_int_equal(lur_floor_level(&f), 0);
  lur_floor_add(&f, 3);
  assert_int_equal(lur_floor_level(&f), 3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(percentile_is_that_of_sorting),
      cmocka_unit_test(an_empty_window_is_at_zero),
  };
  return cmocka_run_group_tests_name("floor", tests, NULL, NULL);
}
