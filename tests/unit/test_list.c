#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/list.h"

static void spans_are_kept_in_order(void **state)
{
  (void)state;
  struct lur_spans list = {0};
  assert_true(lur_spans_total_s(&list) == 0);
  for (int i = 0; i < 1000; i++) assert_int_equal(lur_spans_add(&list, i, i + 0.25), LUR_OK);
  assert_int_equal(list.n, 1000);
  assert_true(list.room >= list.n);
  for (int i = 0; i < 1000; i++) assert_true(list.at[i].start_s == i && list.at[i].end_s == i + 0.25);
  assert_true(lur_spans_total_s(&list) == 250);
  lur_spans_clear(&list);
  assert_null(list.at);
  assert_int_equal(list.n, 0);
  assert_int_equal(lur_spans_add(&list, 1, 2), LUR_OK);
  assert_true(lur_spans_total_s(&list) == 1);
  lur_spans_clear(&list);
}

static void growth_is_rare_and_stops_at_the_edge(void **state)
{
  (void)state;
  size_t room = 0;
  int *at = NULL, moves = 0;
  for (size_t n = 0; n < 10000; n++) {
    size_t before = room;
    int *more = lur_grow(at, &room, n, sizeof *at);
    assert_non_null(more);
    assert_true(room > n);
    at = more;
    at[n] = (int)n;
    moves += room != before;
  }
  assert_true(moves < 20);
  for (size_t n = 0; n < 10000; n++) assert_int_equal(at[n], n);
  size_t full = SIZE_MAX / sizeof *at; // twice as many bytes do not fit into a size_t
  assert_null(lur_grow(at, &full, full, sizeof *at));
  assert_int_equal(full, SIZE_MAX / sizeof *at);
  full = SIZE_MAX;
  assert_null(lur_grow(at, &full, full, 1));
  free(at);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(spans_are_kept_in_order),
      cmocka_unit_test(growth_is_rare_and_stops_at_the_edge),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
