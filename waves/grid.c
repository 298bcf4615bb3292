#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "waves/scheduling.h"

static lur_status add_moments_of(struct lur_work *w, int32_t day)
{
  bool any = false;
  for (size_t s = 0; s < w->steps; s++) {
    int minute = (int)s * w->step;
    if (!lur_openings_hold(&w->plan->windows, day, minute)) continue;
    struct lur_moment *at = lur_grow(w->moment, &w->moments_room, w->moments, sizeof *at);
    if (!at) return LUR_NO_MEM;
    w->moment = at;
    at[w->moments++] = (struct lur_moment){day, minute, lur_weekday(day), minute / 60, w->dates};
    any = true;
  }
  w->dates += any;
  return LUR_OK;
}

static lur_status add_moments(struct lur_work *w)
{
  const struct lur_plan *plan = w->plan;
  bool final = w->ask->round == 1;
  int32_t day = final ? plan->final.from : plan->from, until = final ? plan->final.until : plan->until;
  if (w->ask->first_day > day) day = w->ask->first_day;
  lur_status status = LUR_OK;
  for (; day <= until && status == LUR_OK; day++)
    if (!lur_days_hold(&plan->excluded, day)) status = add_moments_of(w, day);
  return status;
}

/// A week of steps in which the hours are open. NULL: no memory.
static bool *week_of(const struct lur_work *w, const struct lur_openings *hours)
{
  bool *week = calloc(7 * w->steps, sizeof *week);
  for (size_t i = 0; week && i < 7 * w->steps; i++) // the days from 4 on are a Monday to a Sunday
    week[i] = lur_openings_hold(hours, 4 + (int32_t)(i / w->steps), (int)(i % w->steps) * w->step);
  return week;
}

/// How many dates have an open moment, in all, by weekday and by hour.
static lur_status count_dates(struct lur_work *w, struct lur_work_target *t)
{
  size_t last = SIZE_MAX, last_at[24];
  for (size_t h = 0; h < 24; h++) last_at[h] = SIZE_MAX;
  for (size_t i = 0; i < w->moments; i++) {
    const struct lur_moment *m = &w->moment[i];
    if (!lur_work_open(w, t, i)) continue;
    t->moments++;
    if (m->date != last) {
      t->dates++;
      t->dates_on[m->weekday]++;
    }
    if (m->date != last_at[m->hour]) t->dates_at[m->hour]++;
    last = last_at[m->hour] = m->date;
  }
  t->on_date = calloc(w->dates + 1, sizeof *t->on_date);
  return t->on_date ? LUR_OK : LUR_NO_MEM;
}

static int by_target(const void *first, const void *second)
{
  const struct lur_work_target *a = first, *b = second;
  return strcmp(a->of->name, b->of->name);
}

static int by_caller(const void *first, const void *second)
{
  const struct lur_work_caller *a = first, *b = second;
  return strcmp(a->of->name, b->of->name);
}

static lur_status build_targets(struct lur_work *w)
{
  const struct lur_plan *plan = w->plan;
  int quota = w->ask->round == 1 ? plan->final.quota : plan->quota;
  w->target = calloc(plan->targets + 1, sizeof *w->target);
  if (!w->target) return LUR_NO_MEM;
  w->targets = plan->targets;
  for (size_t i = 0; i < plan->targets; i++) {
    struct lur_work_target *t = &w->target[i];
    *t = (struct lur_work_target){.of = &plan->target[i], .in_plan = i};
    t->takes_part = !w->ask->takes_part || w->ask->takes_part[i];
    t->wanted = !t->takes_part ? 0 : w->ask->round == 0 && t->of->quota >= 0 ? t->of->quota : quota;
  }
  qsort(w->target, w->targets, sizeof *w->target, by_target);
  lur_status status = LUR_OK;
  for (size_t i = 0; i < w->targets && status == LUR_OK; i++) {
    w->target[i].open = week_of(w, &w->target[i].of->hours);
    status = w->target[i].open ? count_dates(w, &w->target[i]) : LUR_NO_MEM;
  }
  return status;
}

static lur_status build_caller(struct lur_work *w, struct lur_work_caller *c)
{
  int plans = w->plan->calls_a_day ? w->plan->calls_a_day : LUR_NO_LIMIT;
  c->a_day = c->of->calls_a_day >= 0 ? c->of->calls_a_day : plans;
  c->works = week_of(w, &c->of->hours);
  c->away = calloc(w->dates + 1, sizeof *c->away);
  c->busy = calloc(w->moments + 1, sizeof *c->busy);
  c->fixed = calloc(w->moments + 1, sizeof *c->fixed);
  c->on_date = calloc(w->dates + 1, sizeof *c->on_date);
  if (!c->works || !c->away || !c->busy || !c->fixed || !c->on_date) return LUR_NO_MEM;
  for (size_t i = 0; i < w->moments; i++)
    if (lur_days_hold(&c->of->absent, w->moment[i].day)) c->away[w->moment[i].date] = true;
  return LUR_OK;
}

static lur_status build_callers(struct lur_work *w)
{
  const struct lur_plan *plan = w->plan;
  w->caller = calloc(plan->callers + 1, sizeof *w->caller);
  if (!w->caller) return LUR_NO_MEM;
  w->callers = plan->callers;
  for (size_t i = 0; i < plan->callers; i++)
    w->caller[i] = (struct lur_work_caller){.of = &plan->caller[i], .in_plan = i};
  qsort(w->caller, w->callers, sizeof *w->caller, by_caller);
  lur_status status = LUR_OK;
  for (size_t i = 0; i < w->callers && status == LUR_OK; i++) status = build_caller(w, &w->caller[i]);
  return status;
}

// ---- What stands already

/// The last moment of that day that is not after the minute; SIZE_MAX: the day has none. A slot that was kept
/// from another plan may lie between moments.
static size_t moment_at(const struct lur_work *w, int32_t day, int minute)
{
  size_t found = SIZE_MAX;
  for (size_t i = 0; i < w->moments && w->moment[i].day <= day; i++)
    if (w->moment[i].day == day && (found == SIZE_MAX || w->moment[i].minute <= minute)) found = i;
  return found;
}

static void count_contact(struct lur_work *w, struct lur_work_target *t, const struct lur_slot *slot,
                          size_t moment)
{
  if (t->wanted > 0) t->wanted--;
  t->contacts++;
  t->on_weekday[lur_weekday(slot->day)]++;
  t->at_hour[slot->minute / 60]++;
  if (moment != SIZE_MAX) t->on_date[w->moment[moment].date]++;
}

static void keep(struct lur_work *w, const struct lur_slot *slot)
{
  size_t t = 0, c = 0, moment = moment_at(w, slot->day, slot->minute);
  while (t < w->targets && w->target[t].in_plan != slot->target) t++;
  while (c < w->callers && w->caller[c].in_plan != slot->caller) c++;
  bool ours = slot->round == w->ask->round;
  if (t == w->targets) return;
  if (ours) count_contact(w, &w->target[t], slot, moment);
  if (c == w->callers) return;
  if (ours) w->share[t * w->callers + c]++, w->kept[t * w->callers + c]++;
  if (ours) w->caller[c].calls++;
  if (moment == SIZE_MAX) return;
  w->caller[c].on_date[w->moment[moment].date]++;
  w->caller[c].busy[moment] = (uint32_t)t + 1;
  w->caller[c].fixed[moment] = true;
}

/// How many calls a caller can make in all: what each day has room for, within the limit in all.
static void count_room(struct lur_work *w, struct lur_work_caller *c)
{
  int64_t room = c->calls;
  for (size_t i = 0; i < w->moments;) {
    size_t date = w->moment[i].date;
    int free = 0;
    for (; i < w->moments && w->moment[i].date == date; i++) free += !c->busy[i] && lur_work_works(w, c, i);
    int left = c->a_day == LUR_NO_LIMIT      ? free
               : c->a_day > c->on_date[date] ? c->a_day - c->on_date[date]
                                             : 0;
    room += free < left ? free : left;
  }
  if (c->of->calls >= 0 && room > c->of->calls) room = c->of->calls;
  c->room = (int)room;
}

/// How many contacts of a participant a caller has moments for.
static void count_most(struct lur_work *w, size_t t, size_t c)
{
  int *most = &w->most[t * w->callers + c];
  *most = 0;
  if (!w->target[t].takes_part || !lur_plan_may_call(w->caller[c].of, w->target[t].of)) return;
  *most = w->kept[t * w->callers + c];
  for (size_t i = 0; i < w->moments; i++)
    *most +=
        !w->caller[c].busy[i] && lur_work_open(w, &w->target[t], i) && lur_work_works(w, &w->caller[c], i);
}

lur_status lur_work_begin(struct lur_work *w)
{
  w->step = (60 + w->plan->calls_an_hour - 1) / w->plan->calls_an_hour;
  w->steps = (size_t)((LUR_MINUTES_A_DAY + w->step - 1) / w->step);
  lur_status status = add_moments(w);
  if (status == LUR_OK) status = build_targets(w);
  if (status == LUR_OK) status = build_callers(w);
  if (status != LUR_OK) return status;
  size_t pairs = w->targets * w->callers + 1;
  w->share = calloc(pairs, sizeof *w->share);
  w->kept = calloc(pairs, sizeof *w->kept);
  w->most = calloc(pairs, sizeof *w->most);
  if (!w->share || !w->kept || !w->most) return LUR_NO_MEM;
  for (size_t i = 0; i < w->ask->kepts; i++) keep(w, &w->ask->kept[i]);
  for (size_t c = 0; c < w->callers; c++) {
    count_room(w, &w->caller[c]);
    for (size_t t = 0; t < w->targets; t++) count_most(w, t, c);
  }
  w->effort = 200000000;
  return LUR_OK;
}

void lur_work_end(struct lur_work *w)
{
  for (size_t i = 0; w->target && i < w->targets; i++) {
    free(w->target[i].open);
    free(w->target[i].on_date);
  }
  for (size_t i = 0; w->caller && i < w->callers; i++) {
    free(w->caller[i].works);
    free(w->caller[i].away);
    free(w->caller[i].busy);
    free(w->caller[i].fixed);
    free(w->caller[i].on_date);
  }
  free(w->target);
  free(w->caller);
  free(w->moment);
  free(w->share);
  free(w->kept);
  free(w->most);
}
