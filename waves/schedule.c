#include "waves/schedule.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/list.h"
#include "waves/scheduling.h"

void lur_schedule_clear(struct lur_schedule *schedule)
{
  free(schedule->slot);
  free(schedule->shortfall);
  *schedule = (struct lur_schedule){0};
}

/// Keeps an absurd plan from being worked on for hours.
static lur_status check_size(const struct lur_plan *plan, struct lur_diag *diag)
{
  int64_t contacts = 0, days = (int64_t)plan->until - plan->from + 1;
  int64_t moments = days * 24 * plan->calls_an_hour;
  for (size_t i = 0; i < plan->targets; i++)
    contacts += plan->target[i].quota >= 0 ? plan->target[i].quota : plan->quota;
  int64_t pairs = (int64_t)plan->targets * (int64_t)plan->callers + contacts + (int64_t)plan->callers;
  if (contacts <= 200000 && moments * pairs <= INT64_C(4000000000)) return LUR_OK;
  return lur_diag_set(diag, LUR_UNSUPPORTED, "", 0, 0,
                      _("a wave of %lld contacts by %zu callers over %lld days is too large to be planned as "
                        "one; split it into several waves"),
                      (long long)contacts, plan->callers, (long long)days);
}

// ---- Scenarios

struct pick {
  size_t *order, n; ///< scenarios by name
  int *used;        ///< [scenario]: with the participant
  int *by;          ///< [scenario]: with the participant by the caller
};

/// By id, so that the order of the plan makes no difference.
static void sort_scenarios(const struct lur_plan *plan, struct pick *pick)
{
  for (size_t i = 0; i < plan->scenarios; i++) {
    size_t k = pick->n++;
    for (; k > 0 && strcmp(plan->scenario[pick->order[k - 1]].id, plan->scenario[i].id) > 0; k--)
      pick->order[k] = pick->order[k - 1];
    pick->order[k] = i;
  }
}

/// The scenario that the participant has had least, and from this caller least of all; equal ones by lot.
static size_t choose(struct lur_work *w, const struct pick *pick, const struct lur_slot *slot)
{
  const struct lur_plan *plan = w->plan;
  size_t best = LUR_NOBODY;
  int64_t least = 0;
  uint32_t equal = 0;
  for (size_t i = 0; i < pick->n; i++) {
    size_t s = pick->order[i];
    if (!lur_plan_fits(&plan->scenario[s], &plan->target[slot->target])) continue;
    int64_t by = slot->caller == LUR_NOBODY ? 0 : pick->by[s * plan->callers + slot->caller];
    int64_t now = ((int64_t)pick->used[s] * 16 + by) * 100000 / plan->scenario[s].share;
    if (best != LUR_NOBODY && now > least) continue;
    if (best == LUR_NOBODY || now < least) equal = 0;
    least = now;
    if (lur_lot_below(&w->lot, ++equal) == 0) best = s;
  }
  return best;
}

static void count_scenario(const struct lur_plan *plan, struct pick *pick, const struct lur_slot *slot,
                           int by)
{
  if (slot->scenario >= plan->scenarios) return;
  pick->used[slot->scenario] += by;
  if (slot->caller < plan->callers) pick->by[slot->scenario * plan->callers + slot->caller] += by;
}

/// Counts the kept slots of a participant, or takes them back.
static void count_kept(const struct lur_work *w, struct pick *pick, size_t target, int by)
{
  for (size_t i = 0; i < w->ask->kepts; i++)
    if (w->ask->kept[i].target == target) count_scenario(w->plan, pick, &w->ask->kept[i], by);
}

/// Gives the slots of a participant their scenarios, in an order by lot. at: room for as many as there are.
static void give_scenarios(struct lur_work *w, struct pick *pick, size_t target, struct lur_schedule *out,
                           size_t *at)
{
  size_t n = 0;
  for (size_t i = 0; i < out->slots; i++)
    if (out->slot[i].target == target) at[n++] = i;
  count_kept(w, pick, target, 1);
  for (size_t i = n; i > 0; i--) {
    size_t k = lur_lot_below(&w->lot, (uint32_t)i), taken = at[k];
    at[k] = at[i - 1];
    at[i - 1] = taken;
    out->slot[taken].scenario = choose(w, pick, &out->slot[taken]);
    count_scenario(w->plan, pick, &out->slot[taken], 1);
  }
  for (size_t i = 0; i < n; i++) count_scenario(w->plan, pick, &out->slot[at[i]], -1);
  count_kept(w, pick, target, -1);
}

static lur_status pick_scenarios(struct lur_work *w, struct lur_schedule *out)
{
  const struct lur_plan *plan = w->plan;
  struct pick pick = {.order = calloc(plan->scenarios + 1, sizeof *pick.order),
                      .used = calloc(plan->scenarios + 1, sizeof *pick.used),
                      .by = calloc(plan->scenarios * plan->callers + 1, sizeof *pick.by)};
  size_t *at = calloc(out->slots + 1, sizeof *at);
  bool there = pick.order && pick.used && pick.by && at;
  if (there) {
    sort_scenarios(plan, &pick);
    for (size_t t = 0; t < w->targets; t++) give_scenarios(w, &pick, w->target[t].in_plan, out, at);
  }
  free(pick.order);
  free(pick.used);
  free(pick.by);
  free(at);
  return there ? LUR_OK : LUR_NO_MEM;
}

// ---- What came of it

static lur_status add_slot(const struct lur_work *w, size_t moment, const struct lur_work_caller *c,
                           struct lur_schedule *out)
{
  const struct lur_moment *m = &w->moment[moment];
  struct lur_slot *at = lur_grow(out->slot, &out->slots_room, out->slots, sizeof *at);
  if (!at) return LUR_NO_MEM;
  out->slot = at;
  at[out->slots++] = (struct lur_slot){.round = w->ask->round,
                                       .target = w->target[c->busy[moment] - 1].in_plan,
                                       .caller = c->in_plan,
                                       .scenario = LUR_NOBODY,
                                       .day = m->day,
                                       .minute = m->minute};
  return LUR_OK;
}

static lur_status collect(const struct lur_work *w, struct lur_schedule *out)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < w->moments; i++)
    for (size_t c = 0; c < w->callers && status == LUR_OK; c++)
      if (w->caller[c].busy[i] && !w->caller[c].fixed[i]) status = add_slot(w, i, &w->caller[c], out);
  return status;
}

static lur_status add_shortfalls(const struct lur_work *w, struct lur_schedule *out)
{
  for (size_t t = 0; t < w->targets; t++) {
    if (!w->target[t].missing) continue;
    struct lur_shortfall *at = lur_grow(out->shortfall, &out->shortfalls_room, out->shortfalls, sizeof *at);
    if (!at) return LUR_NO_MEM;
    out->shortfall = at;
    at[out->shortfalls++] = lur_work_shortfall(w, t);
  }
  return LUR_OK;
}

/// One try; what it comes to depends on the seed and the try's number only.
static lur_status make_once(const struct lur_plan *plan, const struct lur_schedule_ask *ask, uint64_t number,
                            struct lur_schedule *out)
{
  struct lur_work w = {.plan = plan, .ask = ask, .lot = {ask->seed}};
  w.lot.state = lur_lot_next(&w.lot) + 2 * number + (uint64_t)ask->round;
  lur_status status = lur_work_begin(&w);
  if (status == LUR_OK) status = lur_work_share(&w);
  if (status == LUR_OK) status = lur_work_place(&w);
  if (status == LUR_OK) status = collect(&w, out);
  if (status == LUR_OK) status = pick_scenarios(&w, out);
  if (status == LUR_OK) status = add_shortfalls(&w, out);
  lur_work_end(&w);
  if (status != LUR_OK) lur_schedule_clear(out);
  return status;
}

static int64_t missing(const struct lur_schedule *schedule)
{
  int64_t n = 0;
  for (size_t i = 0; i < schedule->shortfalls; i++) n += schedule->shortfall[i].missing;
  return n;
}

/// How often a plan is tried that leaves contacts out: large ones, which take longer and have more ways to go
/// about it, less often.
static uint64_t tries_of(const struct lur_plan *plan)
{
  int64_t contacts = (int64_t)plan->targets * plan->quota;
  return contacts < 500 ? 24 : contacts < 5000 ? 8 : 2;
}

lur_status lur_schedule_make(const struct lur_plan *plan, const struct lur_schedule_ask *ask,
                             struct lur_schedule *out, struct lur_diag *diag)
{
  lur_status status = check_size(plan, diag);
  if (status == LUR_OK) status = make_once(plan, ask, 0, out);
  for (uint64_t k = 1; k < tries_of(plan) && status == LUR_OK && missing(out) > 0; k++) {
    struct lur_schedule other = {0};
    status = make_once(plan, ask, k, &other);
    if (status == LUR_OK && missing(&other) < missing(out)) {
      struct lur_schedule worse = *out;
      *out = other;
      other = worse;
    }
    lur_schedule_clear(&other);
  }
  if (status != LUR_OK) lur_schedule_clear(out);
  return status;
}
