/// Which of a participant's calls make a contact.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rubrics/attempts.h"
#include "tests/support/dice.h"

static const struct lur_attempts twice = {.given = true, .max_wait_s = 300, .attempts = 2, .unanswered = 0};

/// a: answered; l: too late; n: nobody; b: busy; e: given up early; u: the caller noted an answer.
static struct lur_attempt_facts facts_of(char kind)
{
  return (struct lur_attempt_facts){.answered = kind == 'a' || kind == 'l',
                                    .busy = kind == 'b',
                                    .noted_answer = kind == 'u',
                                    .wait_s = kind == 'a'   ? 20
                                              : kind == 'l' ? 301
                                                            : (double)NAN,
                                    .duration_s = kind == 'n'   ? 305
                                                  : kind == 'e' ? 20
                                                                : 400};
}

/// Walks through the calls; +: counts, 0: counts as unanswered, o: open, -: passed.
static void walk(const struct lur_attempts *rules, const char *calls, char *out)
{
  struct lur_attempt_walk walk = {0};
  size_t n = strlen(calls);
  for (size_t i = 0; i < n; i++) {
    const struct lur_attempt_facts facts = facts_of(calls[i]);
    out[i] = "+0o-"[lur_attempt_step(&walk, rules, &facts, i + 1 == n)];
  }
  out[n] = '\0';
}

static void what_counts(void **state)
{
  (void)state;
  static const char *const table[][2] = {
      {"a", "+"},       {"aaa", "+++"}, {"n", "o"},     {"na", "-+"},     {"nn", "-0"},  {"nnn", "-0o"},
      {"nnnn", "-0-0"}, {"bl", "-0"},   {"la", "-+"},   {"e", "o"},       {"ea", "-+"},  {"nen", "--0"},
      {"neea", "---+"}, {"u", "+"},     {"nun", "-+o"}, {"anna", "+-0+"}, {"eee", "--o"}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    char got[10];
    walk(&twice, table[i][0], got);
    if (strcmp(got, table[i][1]) != 0) fail_msg("%s: %s, not %s", table[i][0], got, table[i][1]);
  }
}

static void without_a_rule_every_call_counts(void **state)
{
  (void)state;
  char got[10];
  walk(&(const struct lur_attempts){0}, "anleub", got);
  assert_string_equal(got, "++++++");
}

/// Whatever the calls: every contact counts once, and but the last call none is open.
static void each_contact_counts_once(void **state)
{
  (void)state;
  struct dice dice = dice_of_the_day();
  for (int round = 0; round < 2000; round++) {
    char calls[41] = "", got[41];
    const struct lur_attempts rules = {
        .given = true, .max_wait_s = 300, .attempts = 1 + (int)dice_below(&dice, 4)};
    int n = 1 + (int)dice_below(&dice, 40), failed = 0;
    for (int i = 0; i < n; i++) calls[i] = "anbleu"[dice_below(&dice, 6)];
    calls[n] = '\0';
    walk(&rules, calls, got);
    for (int i = 0; i < n; i++) {
      bool reached = calls[i] == 'a' || calls[i] == 'u';
      failed += !reached && calls[i] != 'e';
      assert_true((got[i] == '+') == reached);
      assert_true((got[i] == '0') == (failed == rules.attempts));
      assert_true(got[i] != 'o' || i + 1 == n);
      assert_true(got[i] != '-' || i + 1 < n);
      if (reached || failed == rules.attempts) failed = 0;
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_counts),
      cmocka_unit_test(without_a_rule_every_call_counts),
      cmocka_unit_test(each_contact_counts_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
