/// What an attempt to reach somebody was worth.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/attempts.h"

static const struct lur_attempts twice = {.given = true, .max_wait_s = 300, .attempts = 2, .unanswered = 0};

/// wait_s: until the answer; where nobody answered, to the end of the call.
static struct lur_measures call(bool answered, double wait_s, bool busy)
{
  struct lur_measures m;
  lur_measures_reset(&m, "not measured");
  lur_measure_set(&m, LUR_M_ANSWER_ANSWERED, answered);
  lur_measure_set(&m, LUR_M_ANSWER_BUSY, busy);
  if (answered) lur_measure_set(&m, LUR_M_ANSWER_WAIT_S, wait_s);
  lur_measure_set(&m, LUR_M_CALL_DURATION_S, answered ? wait_s + 60 : wait_s);
  return m;
}

static void how_it_ended(void **state)
{
  (void)state;
  static const struct {
    bool answered;
    double wait_s;
    bool busy, said;
    lur_attempt_end end;
  } table[] = {
      {true, 20, false, false, LUR_ATTEMPT_ANSWERED}, {true, 300, false, false, LUR_ATTEMPT_ANSWERED},
      {true, 300.1, false, true, LUR_ATTEMPT_LATE},   {false, 301, false, false, LUR_ATTEMPT_NOBODY},
      {false, 0, true, false, LUR_ATTEMPT_BUSY},      {false, 0, true, true, LUR_ATTEMPT_UNSURE},
      {false, 20, false, false, LUR_ATTEMPT_EARLY}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    struct lur_notes notes = {0};
    const struct lur_note note = lur_note_of(LUR_NOTE_ANSWERED, 10, 10, NULL);
    if (table[i].said) assert_int_equal(lur_notes_add(&notes, &note), LUR_OK);
    const struct lur_measures m = call(table[i].answered, table[i].wait_s, table[i].busy);
    assert_int_equal(lur_attempt_judge(&twice, &m, &notes, 0).end, table[i].end);
    lur_notes_clear(&notes);
  }
}

static void without_a_rule_all_counts(void **state)
{
  (void)state;
  const struct lur_attempts none = {0};
  const struct lur_measures m = call(false, 0, true);
  struct lur_attempt a = lur_attempt_judge(&none, &m, NULL, 3);
  assert_int_equal(a.end, LUR_ATTEMPT_ANSWERED);
  assert_false(lur_attempt_is_open(&none, &a));
  assert_true(lur_attempt_counts(&none, &a));
}

static void attempts_are_counted_by_contact(void **state)
{
  (void)state;
  const struct lur_measures m = call(false, 310, false);
  static const int number[] = {1, 2, 1, 2};
  for (int earlier = 0; earlier < 4; earlier++) {
    struct lur_attempt a = lur_attempt_judge(&twice, &m, NULL, earlier);
    assert_int_equal(a.number, number[earlier]);
    assert_int_equal(lur_attempt_is_open(&twice, &a), a.number == 1);
    assert_int_equal(lur_attempt_counts(&twice, &a), a.number == 2);
  }
}

static void the_caller_is_told_in_one_line(void **state)
{
  (void)state;
  char words[600];
  struct lur_attempt a = {.end = LUR_ATTEMPT_NOBODY, .number = 1};
  assert_string_equal(
      lur_attempt_words(&twice, &a, "telia", words, sizeof words),
      "nobody answered: attempt 1 of 2 counts as unanswered and is not scored; call telia again "
      "another day");
  a = (struct lur_attempt){.end = LUR_ATTEMPT_LATE, .number = 2, .wait_s = 312};
  assert_string_equal(
      lur_attempt_words(&twice, &a, "telia", words, sizeof words),
      "somebody answered after 5:12 only, and the limit is 5:00: after 2 of 2 attempts the contact "
      "counts as unanswered, with 0 points");
  a = (struct lur_attempt){.end = LUR_ATTEMPT_EARLY, .number = 2, .wait_s = 20};
  assert_false(lur_attempt_counts(&twice, &a));
  assert_string_equal(
      lur_attempt_words(&twice, &a, "telia", words, sizeof words),
      "nobody answered in 0:20, and the limit is 5:00: the attempt does not count; wait that long, or "
      "call again");
  a = (struct lur_attempt){.end = LUR_ATTEMPT_BUSY, .number = 1};
  assert_non_null(strstr(lur_attempt_words(&twice, &a, NULL, words, sizeof words), "call them again"));
  a = (struct lur_attempt){.end = LUR_ATTEMPT_ANSWERED, .number = 1};
  assert_string_equal(lur_attempt_words(&twice, &a, "telia", words, sizeof words), "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(how_it_ended),
      cmocka_unit_test(without_a_rule_all_counts),
      cmocka_unit_test(attempts_are_counted_by_contact),
      cmocka_unit_test(the_caller_is_told_in_one_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
