/// Any bytes as a table of participants, callers or scenarios, and as a schedule: the first byte says which.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "waves/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_table(lur_plan_table which, const char *text, size_t size)
{
  struct lur_diags faults = {0};
  struct lur_plan *plan = lur_plan_new();
  if (!plan) abort();
  lur_status status = lur_plan_table_read(plan, which, text, size, "t.csv", &faults);
  if ((status == LUR_OK) != (faults.n == 0)) abort();
  lur_diags_clear(&faults);
  lur_plan_free(plan);
}

static void check_schedule(const char *text, size_t size)
{
  static const char wave[] =
      "lur: wave/1\nid: w\nfrom: 2026-09-01\nuntil: 2026-09-30\nwindows: mon-fri 9-15\n"
      "quota: 2\nparticipants: [{name: a}, {name: b}]\ncallers: [{name: c}]\n"
      "final: {places: 1, quota: 1, from: 2026-10-01, until: 2026-10-02}\n";
  struct lur_diags faults = {0};
  struct lur_plan *plan = NULL;
  struct lur_schedule schedule = {0};
  if (lur_plan_parse(wave, sizeof wave - 1, "w.yaml", NULL, NULL, &plan, &faults) != LUR_OK) abort();
  lur_status status = lur_schedule_read(plan, text, size, "s.csv", &schedule, &faults);
  if ((status == LUR_OK) != (faults.n == 0)) abort();
  for (size_t i = 0; i < schedule.slots; i++)
    if (schedule.slot[i].target >= plan->targets || schedule.slot[i].caller >= plan->callers) abort();
  lur_schedule_clear(&schedule);
  lur_diags_clear(&faults);
  lur_plan_free(plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size == 0) return 0;
  const char *text = (const char *)data + 1;
  if (data[0] == 's')
    check_schedule(text, size - 1);
  else
    check_table((lur_plan_table)(data[0] % 3), text, size - 1);
  return 0;
}
