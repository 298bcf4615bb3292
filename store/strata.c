#include "store/strata.h"

#include <stdlib.h>
#include <string.h>

#include "store/waves.h"
#include "waves/progress.h"

struct finding {
  lur_store *store;
  struct lur_plan *plan;
  struct lur_slot *slot;
  size_t slots, slots_room;
  struct lur_made *made;
  size_t mades;
  size_t *row; // of each made: the row that counts
  struct lur_slot_progress *progress;
  lur_status status;
};

static size_t caller_index(const struct lur_plan *plan, const char *name)
{
  const struct lur_plan_caller *c = lur_plan_find_caller(plan, name);
  return c ? (size_t)(c - plan->caller) : LUR_NOBODY;
}

static size_t target_index(const struct lur_plan *plan, const char *name)
{
  const struct lur_plan_target *t = lur_plan_find_target(plan, name);
  return t ? (size_t)(t - plan->target) : LUR_NOBODY;
}

static bool take_slot(const struct lur_store_slot *slot, void *context)
{
  struct finding *f = context;
  const struct lur_plan_scenario *scenario = lur_plan_find_scenario(f->plan, slot->scenario);
  size_t target = target_index(f->plan, slot->participant);
  if (target == LUR_NOBODY) return true; // is called no more
  struct lur_slot *grown = lur_grow(f->slot, &f->slots_room, f->slots, sizeof *grown);
  f->status = grown ? LUR_OK : LUR_NO_MEM;
  if (!grown) return false;
  f->slot = grown;
  grown[f->slots++] =
      (struct lur_slot){.id = slot->id,
                        .round = slot->round,
                        .target = target,
                        .caller = caller_index(f->plan, slot->caller),
                        .scenario = scenario ? (size_t)(scenario - f->plan->scenario) : LUR_NOBODY,
                        .day = slot->day,
                        .minute = slot->minute};
  return true;
}

static bool follows(const struct lur_contacts_row *before, const struct lur_contacts_row *row)
{
  return before->stand == LUR_STAND_PASSED && before->participant == row->participant &&
         before->round == row->round;
}

/// A contact begins with its first attempt, and the row of its last one counts.
static void add_made(struct finding *f, const struct lur_contact_rows *contacts, size_t i)
{
  const struct lur_contacts_row *row = &contacts->at[i];
  int64_t minutes = row->wall_minute > 0 ? row->wall_minute : 0;
  size_t target = target_index(f->plan, row->participant_name);
  if (target == LUR_NOBODY) return;
  bool begins = f->mades == 0 || !follows(row - 1, row);
  struct lur_made *made = begins ? &f->made[f->mades++] : &f->made[f->mades - 1];
  if (begins)
    *made = (struct lur_made){.round = row->round,
                              .target = target,
                              .caller = caller_index(f->plan, row->assessor),
                              .day = (int32_t)(minutes / LUR_MINUTES_A_DAY),
                              .minute = (int)(minutes % LUR_MINUTES_A_DAY)};
  if (row->slot) made->slot = row->slot;
  made->last_day = (int32_t)(minutes / LUR_MINUTES_A_DAY);
  made->call = row->call;
  made->attempts++;
  f->row[made - f->made] = i;
}

/// By time, as they are to be matched; the rows go with them.
struct ordered {
  struct lur_made made;
  size_t row;
};
static int by_time(const void *first, const void *second)
{
  const struct ordered *a = first, *b = second;
  if (a->made.day != b->made.day) return a->made.day < b->made.day ? -1 : 1;
  if (a->made.minute != b->made.minute) return a->made.minute < b->made.minute ? -1 : 1;
  return (a->made.call > b->made.call) - (a->made.call < b->made.call);
}

static lur_status sort_mades(struct finding *f)
{
  struct ordered *list = calloc(f->mades + 1, sizeof *list);
  if (!list) return LUR_NO_MEM;
  for (size_t i = 0; i < f->mades; i++) list[i] = (struct ordered){f->made[i], f->row[i]};
  qsort(list, f->mades, sizeof *list, by_time);
  for (size_t i = 0; i < f->mades; i++) {
    f->made[i] = list[i].made;
    f->row[i] = list[i].row;
  }
  free(list);
  return LUR_OK;
}

static lur_status match(struct finding *f, const struct lur_contact_rows *contacts, uint32_t *stratum)
{
  f->made = calloc(contacts->n + 1, sizeof *f->made);
  f->row = calloc(contacts->n + 1, sizeof *f->row);
  f->progress = calloc(f->slots + 1, sizeof *f->progress);
  if (!f->made || !f->row || !f->progress) return LUR_NO_MEM;
  for (size_t i = 0; i < contacts->n; i++)
    if (contacts->at[i].participant) add_made(f, contacts, i);
  lur_status status = sort_mades(f);
  if (status == LUR_OK)
    status = lur_progress_make(f->plan, f->slot, f->slots, f->made, f->mades, 0, f->progress, NULL);
  for (size_t s = 0; s < f->slots && status == LUR_OK; s++)
    if (f->progress[s].made != LUR_NOBODY && f->slot[s].scenario != LUR_NOBODY)
      stratum[f->row[f->progress[s].made]] = (uint32_t)f->slot[s].scenario + 1;
  return status;
}

static lur_status read_plan(struct finding *f, const char *wave, struct lur_diag *diag)
{
  struct lur_diags faults = {0};
  struct lur_store_plan kept = {0};
  struct lur_diag none = {0};
  lur_status status = lur_store_get_plan(f->store, wave, &kept, &none);
  if (status != LUR_OK && status != LUR_NOT_FOUND && diag) *diag = none;
  if (status == LUR_OK)
    status = lur_plan_parse(kept.document, strlen(kept.document), "", NULL, NULL, &f->plan, &faults);
  if (status != LUR_OK && faults.n && diag) *diag = faults.at[0];
  lur_diags_clear(&faults);
  lur_store_plan_clear(&kept);
  return status;
}

lur_status lur_strata_find(lur_store *store, const char *wave, const struct lur_contact_rows *contacts,
                           uint32_t *stratum, struct lur_diag *diag)
{
  struct finding f = {.store = store};
  memset(stratum, 0, contacts->n * sizeof *stratum);
  lur_status status = read_plan(&f, wave, diag);
  if (status == LUR_NOT_FOUND) return LUR_OK;
  if (status == LUR_OK && f.plan->scenarios) status = lur_store_each_slot(store, wave, take_slot, &f, diag);
  if (status == LUR_OK) status = f.status;
  if (status == LUR_OK && f.slots) status = match(&f, contacts, stratum);
  free(f.slot);
  free(f.made);
  free(f.row);
  free(f.progress);
  lur_plan_free(f.plan);
  return status;
}
