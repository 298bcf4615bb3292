/// The list of what was lost in a recording.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/dropouts.h"

static void put(struct lur_dropouts *list, double start_s, double end_s, lur_dropout_why why)
{
  const struct lur_dropout hole = {start_s, end_s, why};
  assert_int_equal(lur_dropouts_insert(list, &hole), LUR_OK);
}

static void expect(const struct lur_dropouts *list, size_t i, double start_s, double end_s,
                   lur_dropout_why why)
{
  assert_true(i < list->n);
  assert_true(fabs(list->at[i].start_s - start_s) < 1e-9);
  assert_true(fabs(list->at[i].end_s - end_s) < 1e-9);
  assert_int_equal(list->at[i].why, why);
}

static void silence_moves_what_lies_behind_it(void **state)
{
  (void)state;
  struct lur_dropouts list = {0};
  put(&list, 10, 11, LUR_DROPOUT_DEVICE);
  put(&list, 11, 12.5, LUR_DROPOUT_DEVICE); // it goes on
  put(&list, 12.5, 13, LUR_DROPOUT_DISK);   // and so does this, for another reason
  put(&list, 4, 4.5, LUR_DROPOUT_LOST);
  assert_int_equal(list.n, 3);
  expect(&list, 0, 4, 4.5, LUR_DROPOUT_LOST);
  expect(&list, 1, 10.5, 13, LUR_DROPOUT_DEVICE);
  expect(&list, 2, 13, 13.5, LUR_DROPOUT_DISK);
  assert_true(fabs(lur_dropouts_total_s(&list) - 3.5) < 1e-9);
  lur_dropouts_shift(&list, 11, 2); // round it, it grows
  expect(&list, 0, 4, 4.5, LUR_DROPOUT_LOST);
  expect(&list, 1, 10.5, 15, LUR_DROPOUT_DEVICE);
  expect(&list, 2, 15, 15.5, LUR_DROPOUT_DISK);
  lur_dropouts_clear(&list);
  assert_int_equal(list.n, 0);
}

static void pieces_are_put_in_order_and_together(void **state)
{
  (void)state;
  static const struct lur_dropout pieces[] = {{5, 6, LUR_DROPOUT_DEVICE},
                                              {1, 2, LUR_DROPOUT_LOST},
                                              {6.01, 7, LUR_DROPOUT_DEVICE},
                                              {7, 8, LUR_DROPOUT_SUSPENDED},
                                              {2.2, 3, LUR_DROPOUT_LOST}};
  struct lur_dropouts list = {0};
  for (size_t i = 0; i < 5; i++)
    assert_int_equal(lur_dropouts_add(&list, pieces[i].start_s, pieces[i].end_s, pieces[i].why), LUR_OK);
  lur_dropouts_tidy(&list, 0.1);
  assert_int_equal(list.n, 4);
  expect(&list, 0, 1, 2, LUR_DROPOUT_LOST);
  expect(&list, 1, 2.2, 3, LUR_DROPOUT_LOST);
  expect(&list, 2, 5, 7, LUR_DROPOUT_DEVICE);
  expect(&list, 3, 7, 8, LUR_DROPOUT_SUSPENDED);
  lur_dropouts_clear(&list);
}

static void each_reason_has_its_word(void **state)
{
  (void)state;
  for (int why = 1; why < LUR_DROPOUT_REASONS; why++) {
    const char *name = lur_dropout_name((lur_dropout_why)why);
    assert_true(strlen(name) > 3);
    assert_int_equal(lur_dropout_why_of(name), why);
  }
  assert_string_equal(lur_dropout_name(LUR_DROPOUT_UNKNOWN), "");
  assert_int_equal(lur_dropout_why_of("of a later lur"), LUR_DROPOUT_UNKNOWN);
  assert_int_equal(lur_dropout_why_of(NULL), LUR_DROPOUT_UNKNOWN);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(silence_moves_what_lies_behind_it),
      cmocka_unit_test(pieces_are_put_in_order_and_together),
      cmocka_unit_test(each_reason_has_its_word),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
