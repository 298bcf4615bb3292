/// Memory may run out at any allocation: then LUR_NO_MEM is told, nothing leaks (the sanitizers watch) and
/// nothing crashes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ranking/award.h"
#include "ranking/merge.h"
#include "ranking/spread.h"
#include "tests/support/fields.h"
#include "tests/support/scarce_memory.h"

/// Runs `work` with the 1st, 2nd ... allocation failing until it needs no more; returns how many it took.
static long run_with_failures(lur_status (*work)(const struct lur_field *), const struct lur_field *field)
{
  for (long n = 0; n < 100000; n++) {
    scarce_left = n;
    lur_status status = work(field);
    bool enough = scarce_left >= 0;
    scarce_left = -1;
    assert_int_equal(status, enough ? LUR_OK : LUR_NO_MEM);
    if (enough) return n;
  }
  return 0;
}

static struct lur_field some_field(void)
{
  struct lur_field field = field_of_total();
  for (int e = 0; e < 3; e++) {
    size_t who = add_entrant(&field, (const char *[]){"a", "b", "c"}[e], "class");
    for (int i = 0; i < 6; i++) {
      struct lur_contact contact = {
          .entrant = who, .answered = true, .wait_s = (double)NAN, .stratum = (uint32_t)i % 2};
      assert_int_equal(lur_field_agent(&field, "x", &contact.agent), LUR_OK);
      int64_t score = millionths(70 + i + e);
      assert_int_equal(lur_field_add_contact(&field, &contact, &score), LUR_OK);
    }
  }
  return field;
}

static lur_status make_league(const struct lur_field *field)
{
  struct lur_league_rules rules = lur_league_rules_default();
  rules.draws = 10;
  rules.class_name = "class";
  struct lur_league *league = NULL;
  lur_status status = lur_league_make(field, &rules, &league);
  struct lur_spread spread;
  if (status == LUR_OK) status = lur_spread_of_league(league, &spread);
  lur_league_free(league);
  return status;
}

static lur_status rank_agents(const struct lur_field *field)
{
  struct lur_field agents = {0};
  lur_status status = lur_award_agents(field, &agents);
  lur_field_clear(&agents);
  return status;
}

static lur_status merge(const struct lur_field *field)
{
  struct lur_merge_part part[] = {{field, 0, 0, 0, false}, {field, 0, 0, 0, true}};
  struct lur_league_rules rules = lur_league_rules_default();
  rules.draws = 10;
  struct lur_merged merged;
  lur_status status = lur_merge(part, 2, LUR_MERGE_MEAN, &rules, &merged);
  lur_merged_clear(&merged);
  return status;
}

static void memory_runs_out(void **state)
{
  (void)state;
  struct lur_field field = some_field();
  assert_true(run_with_failures(make_league, &field) > 10);
  assert_true(run_with_failures(rank_agents, &field) > 5);
  assert_true(run_with_failures(merge, &field) > 30);
  lur_field_clear(&field);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(memory_runs_out)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
