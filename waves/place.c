#include <stdlib.h>

#include "waves/scheduling.h"

struct lur_neighbours lur_work_neighbours(const struct lur_work *w, const struct lur_work_caller *c,
                                          size_t moment)
{
  struct lur_neighbours n = {0, 0};
  for (size_t i = moment; i > 0 && !n.before; i--) n.before = c->busy[i - 1];
  for (size_t i = moment + 1; i < w->moments && !n.after; i++) n.after = c->busy[i];
  return n;
}

static bool day_has_room(const struct lur_work_caller *c, const struct lur_moment *m)
{
  return c->on_date[m->date] < c->a_day;
}

/// Whether another caller has the participant on the line at that moment.
static bool is_called_then(const struct lur_work *w, size_t t, size_t moment)
{
  for (size_t c = 0; c < w->callers; c++)
    if (w->caller[c].busy[moment] == (uint32_t)t + 1) return true;
  return false;
}

/// Small where the participant has had few contacts at such a time. Each part is what it has had there,
/// multiplied by how rare such times are, so that all parts grow alike when contacts are spread evenly.
static int64_t cost(const struct lur_work_target *t, const struct lur_work_caller *c,
                    const struct lur_moment *m)
{
  int64_t all = (int64_t)t->dates * 64;
  int64_t weekday = t->on_weekday[m->weekday] * all / t->dates_on[m->weekday];
  int64_t hour = t->at_hour[m->hour] * all / t->dates_at[m->hour];
  return 8 * weekday + 8 * hour + 4 * t->on_date[m->date] * all + c->on_date[m->date] * all;
}

/// The best moment of a caller for a participant; equal ones by lot. SIZE_MAX: there is none.
static size_t best_moment(struct lur_work *w, size_t t, struct lur_work_caller *c)
{
  const struct lur_work_target *target = &w->target[t];
  size_t best = SIZE_MAX;
  int64_t least = 0;
  uint32_t before = 0, equal = 0;
  uint32_t after = lur_work_neighbours(w, c, 0).after;
  size_t after_at = 0; // from there on `after` is to be found anew
  for (size_t i = 0; i < w->moments; i++) {
    if (c->busy[i]) {
      before = c->busy[i];
      continue;
    }
    if (i >= after_at) {
      for (after_at = i + 1; after_at < w->moments && !c->busy[after_at];) after_at++;
      after = after_at < w->moments ? c->busy[after_at] : 0;
    }
    bool twice = before == (uint32_t)t + 1 || after == (uint32_t)t + 1;
    if ((twice && !w->plan->twice_running) || !lur_work_open(w, target, i) || !lur_work_works(w, c, i) ||
        !day_has_room(c, &w->moment[i]))
      continue;
    int64_t now = cost(target, c, &w->moment[i]);
    if (best != SIZE_MAX && now > least) continue;
    if (is_called_then(w, t, i)) continue;
    if (best == SIZE_MAX || now < least) equal = 0;
    least = now;
    if (lur_lot_below(&w->lot, ++equal) == 0) best = i;
  }
  return best;
}

static void count(struct lur_work *w, size_t t, struct lur_work_caller *c, size_t moment, int by)
{
  const struct lur_moment *m = &w->moment[moment];
  struct lur_work_target *target = &w->target[t];
  c->busy[moment] = by > 0 ? (uint32_t)t + 1 : 0;
  c->on_date[m->date] += by;
  target->contacts += by;
  target->on_weekday[m->weekday] += by;
  target->at_hour[m->hour] += by;
  target->on_date[m->date] += by;
}

static bool put(struct lur_work *w, size_t t, size_t c)
{
  size_t moment = best_moment(w, t, &w->caller[c]);
  if (moment == SIZE_MAX) return false;
  count(w, t, &w->caller[c], moment, 1);
  return true;
}

/// Hands the contact to another caller who has a moment for it.
static bool put_with_another(struct lur_work *w, size_t t, size_t c)
{
  for (size_t k = 1; k < w->callers; k++) {
    size_t other = (c + k) % w->callers, pair = t * w->callers + other;
    if (w->caller[other].calls >= w->caller[other].room || w->share[pair] >= w->most[pair]) continue;
    if (!put(w, t, other)) continue;
    w->share[t * w->callers + c]--;
    w->share[pair]++;
    w->caller[c].calls--;
    w->caller[other].calls++;
    return true;
  }
  return false;
}

/// Puts the participant where another one stands, if that one finds another moment of the same caller.
static bool put_aside(struct lur_work *w, size_t t, struct lur_work_caller *c, size_t moment)
{
  uint32_t there = c->busy[moment];
  if (!there || c->fixed[moment] || there == (uint32_t)t + 1) return false;
  if (!lur_work_open(w, &w->target[t], moment) || is_called_then(w, t, moment)) return false;
  struct lur_neighbours n = lur_work_neighbours(w, c, moment);
  if (!w->plan->twice_running && (n.before == (uint32_t)t + 1 || n.after == (uint32_t)t + 1)) return false;
  w->effort -= (int64_t)w->moments;
  count(w, there - 1, c, moment, -1);
  count(w, t, c, moment, 1);
  size_t other = best_moment(w, there - 1, c);
  if (other != SIZE_MAX) {
    count(w, there - 1, c, other, 1);
    return true;
  }
  count(w, t, c, moment, -1);
  count(w, there - 1, c, moment, 1);
  return false;
}

static bool put_in_place_of_another(struct lur_work *w, size_t t, size_t c)
{
  size_t start = w->moments ? lur_lot_below(&w->lot, (uint32_t)w->moments) : 0;
  for (size_t i = 0; i < w->moments && w->effort > 0; i++)
    if (put_aside(w, t, &w->caller[c], (start + i) % w->moments)) return true;
  return false;
}

// ---- In which order

struct unit {
  size_t target, caller;
  int tight;      ///< participants with few moments come first
  uint64_t order; ///< by lot
};

static int by_tightness(const void *first, const void *second)
{
  const struct unit *a = first, *b = second;
  if (a->tight != b->tight) return a->tight < b->tight ? -1 : 1;
  return (a->order > b->order) - (a->order < b->order);
}

static int tightness(const struct lur_work *w, const struct lur_work_target *t)
{
  int tight = 0;
  for (size_t n = w->moments; n / 2 >= t->moments && tight > -30; n /= 2) tight--;
  return tight;
}

static size_t list_units(struct lur_work *w, struct unit *unit)
{
  size_t n = 0;
  for (size_t t = 0; t < w->targets; t++)
    for (size_t c = 0; c < w->callers; c++)
      for (int k = w->kept[t * w->callers + c]; k < w->share[t * w->callers + c]; k++)
        unit[n++] = (struct unit){t, c, tightness(w, &w->target[t]), lur_lot_next(&w->lot)};
  return n;
}

static size_t count_units(const struct lur_work *w)
{
  size_t n = 0;
  for (size_t i = 0; i < w->targets * w->callers; i++) n += (size_t)(w->share[i] - w->kept[i]);
  return n;
}

/// Places the units, each with its own caller or, where they may be moved, with another or in another's
/// place; those that found nothing are left at the beginning of the list. Returns how many.
static size_t place_units(struct lur_work *w, struct unit *unit, size_t n, bool moved)
{
  size_t left = 0;
  for (size_t i = 0; i < n; i++) {
    size_t t = unit[i].target, c = unit[i].caller;
    if (put(w, t, c)) continue;
    if (moved && (put_with_another(w, t, c) || put_in_place_of_another(w, t, c))) continue;
    unit[left++] = unit[i];
  }
  return left;
}

/// A moment for each of two contacts of one caller, next to each other.
struct pair {
  size_t first, second;
  int64_t cost;
};

static bool may_begin(const struct lur_work *w, size_t t, const struct lur_work_caller *c, size_t moment)
{
  return !c->busy[moment] && lur_work_open(w, &w->target[t], moment) && lur_work_works(w, c, moment) &&
         day_has_room(c, &w->moment[moment]) && !is_called_then(w, t, moment);
}

/// Looks for the second one's moment after the first one's, before the next call that stands.
static void try_second(struct lur_work *w, size_t first, size_t second, const struct lur_work_caller *c,
                       size_t moment, struct pair *best)
{
  struct lur_neighbours n = lur_work_neighbours(w, c, moment);
  if (n.before == (uint32_t)first + 1 || n.after == (uint32_t)second + 1) return;
  const struct lur_moment *m = &w->moment[moment];
  int64_t begun = cost(&w->target[first], c, m);
  for (size_t i = moment + 1; i < w->moments && !c->busy[i]; i++) {
    w->effort--;
    bool crowded = w->moment[i].date == m->date && c->on_date[m->date] + 2 > c->a_day;
    if (crowded || !may_begin(w, second, c, i)) continue;
    int64_t all = begun + cost(&w->target[second], c, &w->moment[i]);
    if (best->first != SIZE_MAX && all >= best->cost) continue;
    *best = (struct pair){moment, i, all};
  }
}

/// Two contacts where neither fits alone: between A and B there is room for B and A, not for one of them.
static bool put_pair(struct lur_work *w, size_t first, size_t second, struct lur_work_caller *c)
{
  struct pair best = {.first = SIZE_MAX};
  for (size_t i = 0; i < w->moments && w->effort > 0; i++)
    if (may_begin(w, first, c, i)) try_second(w, first, second, c, i, &best);
  if (best.first == SIZE_MAX) return false;
  count(w, first, c, best.first, 1);
  count(w, second, c, best.second, 1);
  return true;
}

static size_t take_out(struct unit *unit, size_t n, size_t i)
{
  for (; i + 1 < n; i++) unit[i] = unit[i + 1];
  return n - 1;
}

/// Places what can be placed two at a time; returns how many units are left.
static size_t place_pairs(struct lur_work *w, struct unit *unit, size_t n)
{
  for (size_t a = 0; a < n; a++)
    for (size_t b = 0; b < n && w->effort > 0; b++) {
      if (unit[a].caller != unit[b].caller || unit[a].target == unit[b].target) continue;
      if (!put_pair(w, unit[a].target, unit[b].target, &w->caller[unit[a].caller])) continue;
      n = take_out(unit, n, a > b ? a : b);
      n = take_out(unit, n, a > b ? b : a);
      a = (size_t)-1; // from the beginning: what failed may fit now
      break;
    }
  return n;
}

/// Who found nothing while others were not there yet may stand between them now: tried again for as long as
/// that helps.
static size_t place_again(struct lur_work *w, struct unit *unit, size_t n, bool moved)
{
  for (size_t before = n + 1; n && n < before;) {
    before = n;
    n = place_units(w, unit, n, moved);
    if (!w->plan->twice_running) n = place_pairs(w, unit, n);
  }
  return n;
}

lur_status lur_work_place(struct lur_work *w)
{
  struct unit *unit = calloc(count_units(w) + 1, sizeof *unit);
  if (!unit) return LUR_NO_MEM;
  size_t n = list_units(w, unit);
  qsort(unit, n, sizeof *unit, by_tightness);
  n = place_again(w, unit, n, false); // as they were shared out, while that goes
  n = place_again(w, unit, n, true);
  for (size_t i = 0; i < n; i++) {
    w->share[unit[i].target * w->callers + unit[i].caller]--;
    w->caller[unit[i].caller].calls--;
    w->target[unit[i].target].missing++;
  }
  free(unit);
  return LUR_OK;
}
