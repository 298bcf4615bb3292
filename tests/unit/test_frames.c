// Interval lists against bitmaps: every operation on random lists, frame by frame.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/frames.h"
#include "tests/support/dice.h"

enum { UNIVERSE = 64, ROUNDS = 3000 };

struct bitmap {
  bool on[UNIVERSE];
};

static struct bitmap bitmap_of(const struct lur_ranges *list)
{
  struct bitmap m = {{false}};
  for (size_t i = 0; i < list->n; i++)
    for (int64_t f = list->at[i].start; f < list->at[i].end; f++) m.on[f] = true;
  return m;
}

/// Sorted and disjoint; neighbours may touch, as speech segments of different kinds do.
static void random_list(struct dice *d, struct lur_ranges *list)
{
  int64_t at = dice_below(d, 6);
  int wanted = dice_below(d, 9);
  for (int i = 0; i < wanted; i++) {
    int64_t end = at + 1 + dice_below(d, 7);
    if (end > UNIVERSE) break;
    assert_int_equal(lur_ranges_add(list, at, end), LUR_OK);
    at = end + dice_below(d, 6);
  }
}

static void assert_in_order(const struct lur_ranges *list)
{
  for (size_t i = 0; i < list->n; i++) {
    assert_true(list->at[i].start < list->at[i].end);
    if (i) assert_true(list->at[i - 1].end <= list->at[i].start);
  }
}

static void assert_same(const struct lur_ranges *list, const struct bitmap *want)
{
  struct bitmap got = bitmap_of(list);
  assert_in_order(list);
  assert_memory_equal(&got, want, sizeof got);
}

static void algebra_is_that_of_bitmaps(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < ROUNDS; round++) {
    struct lur_ranges a = {0}, b = {0}, both = {0}, without = {0}, either = {0};
    random_list(&d, &a);
    random_list(&d, &b);
    struct bitmap ma = bitmap_of(&a), mb = bitmap_of(&b), meet, rest, join;
    for (int f = 0; f < UNIVERSE; f++) {
      meet.on[f] = ma.on[f] && mb.on[f];
      rest.on[f] = ma.on[f] && !mb.on[f];
      join.on[f] = ma.on[f] || mb.on[f];
    }
    assert_int_equal(lur_ranges_and(&a, &b, &both), LUR_OK);
    assert_int_equal(lur_ranges_minus(&a, &b, &without), LUR_OK);
    assert_int_equal(lur_ranges_or(&a, &b, &either), LUR_OK);
    assert_same(&both, &meet);
    assert_same(&without, &rest);
    assert_same(&either, &join);
    assert_int_equal(lur_ranges_total(&both) + lur_ranges_total(&without), lur_ranges_total(&a));
    for (size_t i = 1; i < either.n; i++) assert_true(either.at[i - 1].end < either.at[i].start);
    lur_ranges_clear(&a);
    lur_ranges_clear(&b);
    lur_ranges_clear(&both);
    lur_ranges_clear(&without);
    lur_ranges_clear(&either);
  }
}

static void questions_are_answered_as_by_counting(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < ROUNDS; round++) {
    struct lur_ranges a = {0};
    random_list(&d, &a);
    struct bitmap m = bitmap_of(&a);
    int64_t start = dice_below(&d, UNIVERSE), end = dice_below(&d, UNIVERSE + 1), count = 0;
    for (int64_t f = start; f < end; f++) count += m.on[f];
    assert_int_equal(lur_ranges_within(&a, start, end), count);
    assert_int_equal(lur_ranges_contain(&a, start), m.on[start]);
    size_t first = 0;
    while (first < a.n && a.at[first].end <= start) first++;
    assert_int_equal(lur_ranges_seek(&a, start), first);
    lur_ranges_clear(&a);
  }
}

/// Gaps of fewer than `gap` frames between two runs are filled.
static struct bitmap bridged(const struct bitmap *m, int gap)
{
  struct bitmap out = *m;
  int last = -1;
  for (int f = 0; f < UNIVERSE; f++) {
    if (!m->on[f]) continue;
    for (int k = last + 1; last >= 0 && f - last - 1 < gap && k < f; k++) out.on[k] = true;
    last = f;
  }
  return out;
}

static void joining_fills_short_gaps(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < ROUNDS; round++) {
    struct lur_ranges a = {0};
    int gap = dice_below(&d, 7);
    random_list(&d, &a);
    size_t before = a.n;
    struct bitmap m = bitmap_of(&a), want = bridged(&m, gap);
    lur_ranges_join(&a, gap);
    assert_same(&a, &want);
    for (size_t i = 1; i < a.n; i++) assert_true(a.at[i].start - a.at[i - 1].end >= gap);
    if (!gap) assert_int_equal(a.n, before);
    lur_ranges_clear(&a);
  }
}

static void sorting_orders_by_start_then_end(void **state)
{
  (void)state;
  struct lur_ranges a = {0};
  const struct lur_range want[] = {{-5, -1}, {0, 2}, {0, 9}, {7, 8}};
  assert_int_equal(lur_ranges_add(&a, 7, 8), LUR_OK);
  assert_int_equal(lur_ranges_add(&a, 0, 9), LUR_OK);
  assert_int_equal(lur_ranges_add(&a, -5, -1), LUR_OK);
  assert_int_equal(lur_ranges_add(&a, 0, 2), LUR_OK);
  lur_ranges_sort(&a);
  assert_int_equal(a.n, 4);
  assert_memory_equal(a.at, want, sizeof want);
  lur_ranges_clear(&a);
}

static void empty_ranges_are_not_added(void **state)
{
  (void)state;
  struct lur_ranges a = {0};
  assert_int_equal(lur_ranges_add(&a, 5, 5), LUR_OK);
  assert_int_equal(lur_ranges_add(&a, 5, 4), LUR_OK);
  assert_int_equal(a.n, 0);
  lur_ranges_sort(&a);
  lur_ranges_join(&a, 3);
  assert_int_equal(lur_ranges_total(&a), 0);
  assert_int_equal(lur_ranges_seek(&a, 0), 0);
  lur_ranges_clear(&a);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(algebra_is_that_of_bitmaps), cmocka_unit_test(questions_are_answered_as_by_counting),
      cmocka_unit_test(joining_fills_short_gaps),   cmocka_unit_test(sorting_orders_by_start_then_end),
      cmocka_unit_test(empty_ranges_are_not_added),
  };
  return cmocka_run_group_tests_name("frames", tests, NULL, NULL);
}
