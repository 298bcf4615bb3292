#include "waves/progress.h"

#include <stdlib.h>

/// A slot among those of its participant.
struct entry {
  const struct lur_slot *slot;
  size_t index;
};
struct match {
  struct entry *entry; ///< by participant, and by time for each
  size_t slots;
  const struct lur_made *made;
  size_t n;
  struct lur_slot_progress *out;
  bool *met;
};

/// How a slot must agree with a contact, the closest first.
typedef enum { BY_SLOT, BY_DAY, BY_CALLER, BY_PARTICIPANT } closeness;

static bool agrees(const struct lur_slot *s, const struct lur_made *m, closeness how)
{
  if (s->round != m->round || s->target != m->target) return false;
  if (how == BY_SLOT) return m->slot != 0 && s->id == m->slot;
  if (how == BY_PARTICIPANT) return true;
  if (s->caller != m->caller || s->caller == LUR_NOBODY) return false;
  return how == BY_CALLER || s->day == m->day;
}

static int by_participant_and_time(const void *first, const void *second)
{
  const struct lur_slot *a = ((const struct entry *)first)->slot, *b = ((const struct entry *)second)->slot;
  if (a->target != b->target) return a->target < b->target ? -1 : 1;
  if (a->day != b->day) return a->day < b->day ? -1 : 1;
  if (a->minute != b->minute) return a->minute < b->minute ? -1 : 1;
  return (a->id > b->id) - (a->id < b->id);
}

/// Where the slots of a participant begin.
static size_t start_of(const struct match *x, size_t target)
{
  size_t low = 0, high = x->slots;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (x->entry[middle].slot->target < target)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/// The earliest free slot that agrees; LUR_NOBODY: there is none.
static size_t find(const struct match *x, const struct lur_made *m, closeness how)
{
  for (size_t i = start_of(x, m->target); i < x->slots && x->entry[i].slot->target == m->target; i++)
    if (x->out[x->entry[i].index].made == LUR_NOBODY && agrees(x->entry[i].slot, m, how))
      return x->entry[i].index;
  return LUR_NOBODY;
}

/// Closest matches of all contacts first, so that a contact cannot take the slot that fits another better.
static void match_all(struct match *x)
{
  for (int how = BY_SLOT; how <= BY_PARTICIPANT; how++)
    for (size_t i = 0; i < x->n; i++) {
      size_t s = x->met[i] ? LUR_NOBODY : find(x, &x->made[i], (closeness)how);
      if (s == LUR_NOBODY) continue;
      x->out[s].made = i;
      x->met[i] = true;
    }
}

static bool may_be_called(const struct lur_plan *plan, const struct lur_plan_target *t, int32_t day)
{
  if (lur_days_hold(&plan->excluded, day)) return false;
  for (int minute = 0; minute < LUR_MINUTES_A_DAY; minute += 5)
    if (lur_openings_hold(&plan->windows, day, minute) && lur_openings_hold(&t->hours, day, minute))
      return true;
  return false;
}

/// The next day after `day` on which the participant may be called; after two weeks of none simply the next.
static int32_t next_day(const struct lur_plan *plan, const struct lur_plan_target *t, int32_t day)
{
  for (int32_t d = day + 1; d <= day + 14; d++)
    if (may_be_called(plan, t, d)) return d;
  return day + 1;
}

static void judge(const struct lur_plan *plan, const struct lur_slot *slot, const struct lur_made *m,
                  int32_t today, struct lur_slot_progress *p)
{
  p->due_day = slot->day;
  if (m && !m->again) {
    p->state = LUR_SLOT_DONE;
    p->due = LUR_DUE_NOT;
    return;
  }
  p->state = m ? LUR_SLOT_AGAIN : LUR_SLOT_OPEN;
  if (m) p->due_day = next_day(plan, &plan->target[slot->target], m->last_day);
  int32_t late_after = m ? p->due_day + 6 : p->due_day; // another attempt has a week
  p->due = today < p->due_day ? LUR_DUE_LATER : today <= late_after ? LUR_DUE_NOW : LUR_DUE_LATE;
}

lur_status lur_progress_make(const struct lur_plan *plan, const struct lur_slot *slot, size_t slots,
                             const struct lur_made *made, size_t n, int32_t today,
                             struct lur_slot_progress *out, bool *met)
{
  bool *own = calloc(n + 1, sizeof *own);
  struct entry *entry = calloc(slots + 1, sizeof *entry);
  if (own && entry) {
    struct match x = {entry, slots, made, n, out, own};
    for (size_t i = 0; i < slots; i++) {
      entry[i] = (struct entry){&slot[i], i};
      out[i] = (struct lur_slot_progress){.made = LUR_NOBODY};
    }
    qsort(entry, slots, sizeof *entry, by_participant_and_time);
    match_all(&x);
    for (size_t i = 0; i < slots; i++)
      judge(plan, &slot[i], out[i].made == LUR_NOBODY ? NULL : &made[out[i].made], today, &out[i]);
    for (size_t i = 0; i < n && met; i++) met[i] = own[i];
  }
  lur_status status = own && entry ? LUR_OK : LUR_NO_MEM;
  free(own);
  free(entry);
  return status;
}
