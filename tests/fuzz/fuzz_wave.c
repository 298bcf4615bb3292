/// Any bytes as a wave file: what is refused has a reason; what is read prints, reads back as the same, and
/// can be planned or is too large.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "waves/schedule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static lur_status fetch(void *ctx, const char *name, char **text, size_t *len, struct lur_diag *diag)
{
  (void)ctx, (void)diag;
  *text = strdup(name); // a table of one cell, which the file itself says
  *len = strlen(name);
  return *text ? LUR_OK : LUR_NO_MEM;
}

static void check_print(const struct lur_plan *plan)
{
  struct lur_diags faults = {0};
  struct lur_plan *again = NULL;
  char *text = NULL, *second = NULL;
  if (lur_plan_print(plan, &text) != LUR_OK) abort();
  lur_status status = lur_plan_parse(text, strlen(text), "", NULL, NULL, &again, &faults);
  if (status == LUR_OK) {
    if (lur_plan_print(again, &second) != LUR_OK || strcmp(text, second) != 0) abort();
  } else if (strlen(text) <= 1 << 20) {
    abort();
  }
  lur_diags_clear(&faults);
  lur_plan_free(again);
  free(text);
  free(second);
}

/// Contacts that take longer to plan than a fuzzer has time for are left out.
static void check_schedule(struct lur_plan *plan)
{
  struct lur_schedule schedule = {0};
  const struct lur_schedule_ask ask = {.seed = 1, .first_day = LUR_NO_DAY};
  if (plan->quota > 20) plan->quota = 20;
  if (plan->until > plan->from + 40) plan->until = plan->from + 40;
  if (plan->calls_an_hour > 6) plan->calls_an_hour = 6;
  if (plan->targets > 8 || plan->callers > 8) return;
  for (size_t i = 0; i < plan->targets; i++)
    if (plan->target[i].quota > 20) plan->target[i].quota = 20;
  if (lur_schedule_make(plan, &ask, &schedule, NULL) == LUR_OK)
    for (size_t i = 0; i < schedule.shortfalls; i++) {
      char text[800];
      if (!lur_shortfall_text(plan, &schedule.shortfall[i], text, sizeof text)[0]) abort();
    }
  lur_schedule_clear(&schedule);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct lur_diags faults = {0};
  struct lur_plan *plan = NULL;
  lur_status status = lur_plan_parse((const char *)data, size, "w.yaml", fetch, NULL, &plan, &faults);
  if (status != LUR_OK && faults.n == 0) abort();
  if (status == LUR_OK) {
    check_print(plan);
    check_schedule(plan);
    lur_plan_free(plan);
  }
  lur_diags_clear(&faults);
  return 0;
}
