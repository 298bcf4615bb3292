// Memory that runs out at every single allocation while a wave is read, planned, followed and drawn from: it
// is said, nothing is left behind, and nothing breaks.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/scarce_memory.h"
#include "waves/draw.h"
#include "waves/progress.h"
#include "waves/table.h"

static const char wave[] =
    "lur: wave/1\nid: w\ntitle: W\nrubric: r\nfrom: 2026-09-07\nuntil: 2026-09-09\nwindows: mon-fri "
    "09:00-10:00\n"
    "excluded: [2026-09-08]\nquota: 2\nranking: {tie_breaks: [answered, wait]}\n"
    "participants: [{name: a, class: k, note: n}, {name: b, hours: 9-11}]\ncallers: t.csv\n"
    "scenarios: [{id: s, classes: [k]}, {id: t, briefing: b}]\n";
static const char callers[] = "name,languages,not,absent\nEva,sv da,a,2026-09-07\nBo,sv,,\n";

static lur_status fetch(void *ctx, const char *name, char **text, size_t *len, struct lur_diag *diag)
{
  (void)ctx, (void)name, (void)diag;
  *text = strdup(callers);
  *len = sizeof callers - 1;
  return *text ? LUR_OK : LUR_NO_MEM;
}

static lur_status follow(const struct lur_plan *plan, const struct lur_schedule *schedule)
{
  struct lur_slot_progress progress[8];
  const struct lur_made made = {.target = 0, .caller = 1, .day = plan->from, .last_day = plan->from};
  if (schedule->slots > 8) return LUR_BAD_ARG;
  return lur_progress_make(plan, schedule->slot, schedule->slots, &made, 1, plan->from, progress, NULL);
}

static lur_status print_and_draw(const struct lur_plan *plan)
{
  const char *names[] = {"c1", "c2", "c3"};
  char *text = NULL, *list = NULL, sha256[65];
  size_t picked[3], n = 0;
  lur_status status = lur_plan_print(plan, &text);
  if (status == LUR_OK) status = lur_draw(names, 3, 2, 1, picked, &n);
  if (status == LUR_OK) status = lur_draw_list(names, 3, &list, sha256);
  free(text);
  free(list);
  return status;
}

static lur_status read_own(const struct lur_plan *plan)
{
  static const char own[] = "day,time,caller,participant\n2026-09-07,09:00,Bo,a\n2026-09-07,09:30,Bo,b\n";
  struct lur_diags faults = {0};
  struct lur_schedule schedule = {0};
  lur_status status = lur_schedule_read(plan, own, sizeof own - 1, "o.csv", &schedule, &faults);
  lur_diags_clear(&faults);
  lur_schedule_clear(&schedule);
  return status;
}

static lur_status all(void)
{
  struct lur_diags faults = {0};
  struct lur_plan *plan = NULL;
  struct lur_schedule schedule = {0};
  const struct lur_schedule_ask ask = {.seed = 1, .first_day = LUR_NO_DAY};
  lur_status status = lur_plan_parse(wave, sizeof wave - 1, "w.yaml", fetch, NULL, &plan, &faults);
  if (status == LUR_OK) status = lur_schedule_make(plan, &ask, &schedule, NULL);
  if (status == LUR_OK) status = follow(plan, &schedule);
  if (status == LUR_OK) status = print_and_draw(plan);
  if (status == LUR_OK) status = read_own(plan);
  lur_diags_clear(&faults);
  lur_schedule_clear(&schedule);
  lur_plan_free(plan);
  return status;
}

static void every_allocation_may_fail(void **state)
{
  long n = 0;
  lur_status status = LUR_NO_MEM;
  (void)state;
  for (; status != LUR_OK; n++) {
    scarce_left = n;
    status = all();
    scarce_left = -1;
    if (status != LUR_OK) assert_int_equal(status, LUR_NO_MEM);
    assert_true(n < 100000);
  }
  assert_true(n > 200); // it did fail that often
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
