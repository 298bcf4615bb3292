// What a scorecard's document says was lost, and by what.
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on

#include <math.h>
#include <string.h>

#include "cli/results_losses.h"

static const char card[] =
    "{\"possible\": 200, \"total_from\": \"cap\", \"sections\": [{\"title\": \"Start\", \"criteria\": ["
    "{\"id\": \"greeting\", \"title\": \"Greeting\", \"state\": \"scored\", \"possible\": 100, \"won\": 40, "
    "\"value\": null, \"unit\": \"\", \"answer\": {\"id\": \"partly\", \"title\": \"Partly\"}, \"evidence\": "
    "[[1, 2], [5, 6]]},"
    "{\"id\": \"wait\", \"title\": \"Wait\", \"state\": \"scored\", \"possible\": 100, \"won\": 90, "
    "\"value\": 31.5, \"unit\": \"s\", \"evidence\": []},"
    "{\"id\": \"skipped\", \"title\": \"Skipped\", \"state\": \"not_applicable\", \"possible\": 0, \"won\": "
    "0, \"evidence\": []}"
    "]}], \"rules\": [{\"because\": \"First\", \"decided\": false}, {\"because\": \"Second\", \"decided\": "
    "true}]}";

static const struct lur_result_loss *loss_by(const struct lur_result_facts *facts, const char *id)
{
  for (size_t i = 0; i < facts->losses; i++)
    if (strcmp(facts->cause[facts->loss[i].cause].id, id) == 0) return &facts->loss[i];
  return NULL;
}

static bool near(double got, double want)
{
  return fabs(got - want) < 1e-9;
}

static void criteria_and_the_rule_make_up_what_is_missing(void **state)
{
  (void)state;
  struct lur_result_facts facts = {0};
  const struct lur_losses losses = {.facts = &facts};
  // 30 of 100 points were lost by the greeting, 5 by the wait; the cap of 45 took 20 more.
  assert_int_equal(lur_losses_add(&losses, 7, true, 45000000, card, ""), LUR_OK);
  assert_int_equal(facts.losses, 3);
  const struct lur_result_loss *greeting = loss_by(&facts, "greeting"), *wait = loss_by(&facts, "wait"),
                               *rule = loss_by(&facts, "2");
  assert_non_null(greeting);
  assert_non_null(wait);
  assert_non_null(rule);
  assert_true(near(greeting->lost, 30) && near(wait->lost, 5) && near(rule->lost, 20));
  assert_string_equal(facts.reason[greeting->reason], "Partly");
  assert_int_equal(greeting->spans, 2);
  assert_true(near(facts.span.at[greeting->span + 1].start_s, 5));
  assert_true(isnan(greeting->value) && near(wait->value, 31.5));
  assert_string_equal(facts.cause[rule->cause].title, "Second");
  assert_true(facts.cause[rule->cause].is_rule && !facts.cause[wait->cause].is_rule);
  lur_result_facts_clear(&facts);
}

static void an_unanswered_contact_lost_all_by_that(void **state)
{
  (void)state;
  struct lur_result_facts facts = {0};
  const struct lur_losses losses = {.facts = &facts};
  assert_int_equal(lur_losses_add(&losses, 0, false, 20000000, card, ""), LUR_OK);
  assert_int_equal(facts.losses, 1);
  assert_string_equal(facts.cause[0].id, "unanswered");
  assert_true(near(facts.loss[0].lost, 80));
  lur_result_facts_clear(&facts);
}

static void the_same_cause_is_one_in_all_calls(void **state)
{
  (void)state;
  struct lur_result_facts facts = {0};
  const struct lur_losses losses = {.facts = &facts};
  for (size_t i = 0; i < 3; i++)
    assert_int_equal(lur_losses_add(&losses, i, true, 65000000, card, ""), LUR_OK);
  assert_int_equal(facts.causes, 2); // nothing is left for a rule
  assert_int_equal(facts.losses, 6);
  lur_result_facts_clear(&facts);
}

static void documents_that_say_nothing_lose_nothing(void **state)
{
  (void)state;
  struct lur_result_facts facts = {0};
  const struct lur_losses losses = {.facts = &facts};
  static const char *const odd[] = {
      "", "[]", "{}", "{\"possible\": 0, \"sections\": []}", "{\"sections\": 3}", "no JSON"};
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
    assert_int_equal(lur_losses_add(&losses, i, true, 100000000, odd[i], ""), LUR_OK);
  assert_int_equal(lur_losses_add(&losses, 9, true, 50000000, NULL, ""), LUR_OK);
  assert_int_equal(facts.losses, 0);
  lur_result_facts_clear(&facts);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(criteria_and_the_rule_make_up_what_is_missing),
                                     cmocka_unit_test(an_unanswered_contact_lost_all_by_that),
                                     cmocka_unit_test(the_same_cause_is_one_in_all_calls),
                                     cmocka_unit_test(documents_that_say_nothing_lose_nothing)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
