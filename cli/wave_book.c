#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/i18n.h"
#include "base/list.h"
#include "cli/talk.h"
#include "cli/wave.h"
#include "store/attempts.h"

/// A call on its way to becoming a contact.
struct call {
  int64_t id;
  size_t target, caller;
  int round;
  int64_t slot;
  int32_t day;
  int minute;
  lur_attempt_stand stand;
  int earlier; ///< attempts of the contact that failed before it
};
struct reading {
  struct lur_wave_book *book;
  struct call *call;
  size_t calls, calls_room;
  lur_status status;
};

bool lur_wave_seed(const char *text, int64_t *out)
{
  size_t n = strlen(text);
  if (n > 0 && n <= 15 && strspn(text, "0123456789") == n) {
    *out = strtoll(text, NULL, 10);
    return true;
  }
  lur_say_usage("wave", _("--seed is a whole number of at most 15 digits, not '%s'"), text);
  return false;
}

bool lur_wave_today(const struct lur_wave_run *run, int32_t *out)
{
  time_t now = time(NULL);
  struct tm tm;
  char text[32];
  if (!run->on)
    return localtime_r(&now, &tm) && strftime(text, sizeof text, "%Y-%m-%d", &tm) && lur_day_parse(text, out);
  if (lur_day_parse(run->on, out)) return true;
  lur_say_usage("wave", _("--on is a day such as 2026-09-14, not '%s'"), run->on);
  return false;
}

lur_exit lur_wave_say_faults(lur_status status, const struct lur_diags *faults)
{
  lur_exit code = faults->n ? lur_exit_of(status) : lur_say_diag(status, &(struct lur_diag){0});
  for (size_t i = 0; i < faults->n; i++) (void)lur_say_diag(status, &faults->at[i]);
  return code;
}

// ---- Slots

static size_t target_index(const struct lur_plan *plan, const char *name)
{
  const struct lur_plan_target *t = lur_plan_find_target(plan, name);
  return t ? (size_t)(t - plan->target) : LUR_NOBODY;
}

static size_t caller_index(const struct lur_plan *plan, const char *name)
{
  const struct lur_plan_caller *c = lur_plan_find_caller(plan, name);
  return c ? (size_t)(c - plan->caller) : LUR_NOBODY;
}

static bool take_slot(const struct lur_store_slot *slot, void *ctx)
{
  struct reading *r = ctx;
  struct lur_wave_book *book = r->book;
  const struct lur_plan_scenario *scenario = lur_plan_find_scenario(book->plan, slot->scenario);
  size_t target = target_index(book->plan, slot->participant);
  if (target == LUR_NOBODY) return true; // is called no more
  struct lur_slot *at = lur_grow(book->slot, &book->slots_room, book->slots, sizeof *at);
  if (at) book->slot = at;
  char **names = at ? lur_grow(book->caller, &book->callers_room, book->slots, sizeof *names) : NULL;
  if (names) book->caller = names;
  char *name = names ? strdup(slot->caller) : NULL;
  if (!name) {
    r->status = LUR_NO_MEM;
    return false;
  }
  names[book->slots] = name;
  at[book->slots++] =
      (struct lur_slot){.id = slot->id,
                        .round = slot->round,
                        .target = target,
                        .caller = caller_index(book->plan, slot->caller),
                        .scenario = scenario ? (size_t)(scenario - book->plan->scenario) : LUR_NOBODY,
                        .day = slot->day,
                        .minute = slot->minute};
  return true;
}

// ---- Calls and contacts

static bool take_call(const struct lur_store_wave_call *call, void *ctx)
{
  struct reading *r = ctx;
  const struct lur_plan *plan = r->book->plan;
  size_t target = target_index(plan, call->participant);
  if (target == LUR_NOBODY) return true;
  struct call *at = lur_grow(r->call, &r->calls_room, r->calls, sizeof *at);
  if (!at) {
    r->status = LUR_NO_MEM;
    return false;
  }
  r->call = at;
  int64_t minutes = call->when.unix_ms / 60000 + call->when.offset_min;
  if (minutes < 0) minutes = 0;
  at[r->calls++] = (struct call){.id = call->call,
                                 .target = target,
                                 .caller = caller_index(plan, call->assessor),
                                 .round = call->round,
                                 .slot = call->slot,
                                 .day = (int32_t)(minutes / LUR_MINUTES_A_DAY),
                                 .minute = (int)(minutes % LUR_MINUTES_A_DAY),
                                 .stand = LUR_STAND_COUNTS};
  return true;
}

static int by_id(const void *first, const void *second)
{
  const struct call *a = first, *b = second;
  return (a->id > b->id) - (a->id < b->id);
}

static bool take_stand(const struct lur_store_attempt *attempt, void *ctx)
{
  struct reading *r = ctx;
  struct call key = {.id = attempt->call};
  struct call *found = r->calls ? bsearch(&key, r->call, r->calls, sizeof key, by_id) : NULL;
  if (!found) return true;
  found->stand = attempt->stand;
  found->earlier = attempt->earlier;
  return true;
}

static int by_contact(const void *first, const void *second)
{
  const struct call *a = first, *b = second;
  if (a->target != b->target) return a->target < b->target ? -1 : 1;
  if (a->round != b->round) return a->round - b->round;
  if (a->day != b->day) return a->day < b->day ? -1 : 1;
  if (a->minute != b->minute) return a->minute - b->minute;
  return by_id(a, b);
}

static struct lur_made *add_made(struct reading *r)
{
  struct lur_wave_book *book = r->book;
  struct lur_made *at = lur_grow(book->made, &book->mades_room, book->mades, sizeof *at);
  if (!at) {
    r->status = LUR_NO_MEM;
    return NULL;
  }
  book->made = at;
  return &at[book->mades++];
}

/// Attempts that were followed by others are put together with these.
static void gather(struct reading *r)
{
  struct lur_made *made = NULL;
  for (size_t i = 0; i < r->calls && r->status == LUR_OK; i++) {
    const struct call *c = &r->call[i];
    if (made && (!made->again || made->target != c->target || made->round != c->round)) made = NULL;
    if (!made) {
      made = add_made(r);
      if (!made) return;
      *made = (struct lur_made){
          .round = c->round, .target = c->target, .caller = c->caller, .day = c->day, .minute = c->minute};
    }
    made->slot = c->slot ? c->slot : made->slot;
    made->last_day = c->day;
    made->call = c->id;
    made->attempts = c->earlier + 1;
    made->again = c->stand == LUR_STAND_PASSED || c->stand == LUR_STAND_OPEN;
  }
}

static lur_status read_calls(struct reading *r, lur_store *store, const char *wave, struct lur_diag *diag)
{
  const struct lur_plan *plan = r->book->plan;
  struct lur_attempts rules = {plan->attempts_given, plan->max_wait_s, plan->attempts, 0};
  lur_status status = lur_store_each_wave_call(store, wave, take_call, r, diag);
  if (status == LUR_OK) status = r->status;
  if (r->calls) qsort(r->call, r->calls, sizeof *r->call, by_id);
  if (status == LUR_OK && rules.given)
    status = lur_store_each_attempt(store, wave, NULL, &rules, take_stand, r, diag);
  if (r->calls) qsort(r->call, r->calls, sizeof *r->call, by_contact);
  if (status == LUR_OK) gather(r);
  return status == LUR_OK ? r->status : status;
}

// ---- The whole

static lur_status parse_kept(struct lur_wave_book *book, struct lur_diag *diag)
{
  struct lur_diags faults = {0};
  const char *text = book->kept.document;
  lur_status status = lur_plan_parse(text, strlen(text), "", NULL, NULL, &book->plan, &faults);
  if (status != LUR_OK && faults.n && diag) *diag = faults.at[0];
  lur_diags_clear(&faults);
  return status;
}

lur_status lur_wave_book_read(lur_store *store, const char *wave, int32_t today, struct lur_wave_book *out,
                              struct lur_diag *diag)
{
  struct reading r = {.book = out};
  out->today = today;
  lur_status status = lur_store_get_plan(store, wave, &out->kept, diag);
  if (status == LUR_OK) status = parse_kept(out, diag);
  if (status == LUR_OK) status = lur_store_each_slot(store, wave, take_slot, &r, diag);
  if (status == LUR_OK) status = r.status;
  if (status == LUR_OK) status = read_calls(&r, store, wave, diag);
  free(r.call);
  if (status != LUR_OK) return status;
  out->progress = calloc(out->slots + 1, sizeof *out->progress);
  out->met = calloc(out->mades + 1, sizeof *out->met);
  if (!out->progress || !out->met) return LUR_NO_MEM;
  return lur_progress_make(out->plan, out->slot, out->slots, out->made, out->mades, today, out->progress,
                           out->met);
}

void lur_wave_book_clear(struct lur_wave_book *book)
{
  for (size_t i = 0; i < book->slots; i++) free(book->caller[i]);
  lur_store_plan_clear(&book->kept);
  lur_plan_free(book->plan);
  free(book->slot);
  free(book->caller);
  free(book->made);
  free(book->progress);
  free(book->met);
  *book = (struct lur_wave_book){0};
}
