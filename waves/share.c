#include <stdlib.h>

#include "waves/scheduling.h"

static int *share_of(const struct lur_work *w, size_t t, size_t c)
{
  return &w->share[t * w->callers + c];
}

static bool may_take(const struct lur_work *w, size_t t, size_t c)
{
  return *share_of(w, t, c) < w->most[t * w->callers + c];
}

/// Small where the caller has had little of the participant, and little at all, for the time there is.
static int64_t burden(const struct lur_work *w, size_t t, size_t c)
{
  int64_t here = *share_of(w, t, c), all = w->caller[c].calls;
  return (here * (int64_t)w->targets + all) * 1000000 / w->caller[c].room;
}

/// The least burdened caller who may take the participant and has room; equal ones by lot. SIZE_MAX: none.
static size_t least_burdened(struct lur_work *w, size_t t)
{
  size_t best = SIZE_MAX;
  int64_t least = 0;
  uint32_t equal = 0;
  for (size_t c = 0; c < w->callers; c++) {
    if (w->caller[c].calls >= w->caller[c].room || !may_take(w, t, c)) continue;
    int64_t b = burden(w, t, c);
    if (best == SIZE_MAX || b < least) equal = 0;
    if (best != SIZE_MAX && b > least) continue;
    least = b;
    if (lur_lot_below(&w->lot, ++equal) == 0) best = c;
  }
  return best;
}

/// A search for a caller with room, over others who hand a contact on.
struct search {
  size_t *queue, n;
  size_t *from;  ///< [caller]: who hands on to this one; SIZE_MAX: nobody, it takes the new contact
  size_t *gives; ///< [caller]: the participant that is handed on
  bool *seen;
};

static void reach(struct search *s, size_t c, size_t from, size_t gives)
{
  s->seen[c] = true;
  s->from[c] = from;
  s->gives[c] = gives;
  s->queue[s->n++] = c;
}

/// Whom the caller at the head could hand a contact on to.
static void widen(const struct lur_work *w, struct search *s, size_t head)
{
  for (size_t t = 0; t < w->targets; t++) {
    if (*share_of(w, t, head) <= w->kept[t * w->callers + head]) continue;
    for (size_t c = 0; c < w->callers; c++)
      if (!s->seen[c] && may_take(w, t, c)) reach(s, c, head, t);
  }
}

/// Hands contacts on along the way that was found, the new one at its beginning.
static void hand_on(struct lur_work *w, const struct search *s, size_t t, size_t end)
{
  size_t c = end;
  w->caller[end].calls++;
  for (; s->from[c] != SIZE_MAX; c = s->from[c]) {
    ++*share_of(w, s->gives[c], c);
    --*share_of(w, s->gives[c], s->from[c]);
  }
  ++*share_of(w, t, c);
}

/// Makes room among callers who are full. False: there is none.
static bool make_room(struct lur_work *w, struct search *s, size_t t)
{
  s->n = 0;
  for (size_t c = 0; c < w->callers; c++) s->seen[c] = false;
  for (size_t c = 0; c < w->callers; c++)
    if (may_take(w, t, c)) reach(s, c, SIZE_MAX, t);
  for (size_t i = 0; i < s->n; i++) {
    size_t c = s->queue[i];
    if (w->caller[c].calls < w->caller[c].room) {
      hand_on(w, s, t, c);
      return true;
    }
    widen(w, s, c);
  }
  return false;
}

static bool give(struct lur_work *w, struct search *s, size_t t)
{
  size_t c = least_burdened(w, t);
  if (c == SIZE_MAX) return make_room(w, s, t);
  ++*share_of(w, t, c);
  w->caller[c].calls++;
  return true;
}

static void shuffle(struct lur_lot *lot, size_t *at, size_t n)
{
  for (size_t i = n; i > 1; i--) {
    size_t k = lur_lot_below(lot, (uint32_t)i), other = at[i - 1];
    at[i - 1] = at[k];
    at[k] = other;
  }
}

/// One contact of each participant after another, in a new order each time, so that none comes last.
static void deal(struct lur_work *w, struct search *s, size_t *order)
{
  bool more = true;
  for (size_t t = 0; t < w->targets; t++) order[t] = t;
  for (int round = 0; more; round++) {
    more = false;
    shuffle(&w->lot, order, w->targets);
    for (size_t i = 0; i < w->targets; i++) {
      struct lur_work_target *t = &w->target[order[i]];
      if (round >= t->wanted || t->missing) continue; // who found no room once finds none later
      if (give(w, s, order[i]))
        more = true;
      else
        t->missing = t->wanted - round;
    }
  }
}

// ---- Nobody twice running

/// How many of the caller's contacts with a participant are too many to have others between them.
static int excess(const struct lur_work *w, size_t t, size_t c)
{
  int own = *share_of(w, t, c), others = w->caller[c].calls - own;
  return own - others - 1;
}

/// Whether a caller who takes one more of the participant, or hands one on, can still keep them apart.
static bool stays_apart(struct lur_work *w, size_t t, size_t c, int by)
{
  *share_of(w, t, c) += by;
  w->caller[c].calls += by;
  bool apart = true;
  for (size_t k = 0; k < w->targets && apart; k++) apart = excess(w, k, c) <= 0;
  *share_of(w, t, c) -= by;
  w->caller[c].calls -= by;
  return apart;
}

static void move_one(struct lur_work *w, size_t t, size_t from, size_t to)
{
  --*share_of(w, t, from);
  ++*share_of(w, t, to);
  w->caller[from].calls--;
  w->caller[to].calls++;
}

static bool has_room(const struct lur_work *w, size_t t, size_t c)
{
  return w->caller[c].calls < w->caller[c].room && may_take(w, t, c);
}

/// Hands one contact with the participant on to a caller who can keep it apart.
static bool hand_away(struct lur_work *w, size_t t, size_t c)
{
  for (size_t k = 1; k < w->callers; k++) {
    size_t other = (c + k) % w->callers;
    if (!has_room(w, t, other) || !stays_apart(w, t, other, 1)) continue;
    move_one(w, t, c, other);
    return true;
  }
  return false;
}

/// Brings the caller a contact with somebody else, from a caller who can spare it.
static bool bring(struct lur_work *w, size_t t, size_t c)
{
  for (size_t k = 1; k < w->callers; k++) {
    size_t other = (c + k) % w->callers;
    for (size_t q = 0; q < w->targets; q++) {
      if (q == t || !has_room(w, q, c) || *share_of(w, q, other) <= w->kept[q * w->callers + other]) continue;
      if (!stays_apart(w, q, other, -1)) continue;
      move_one(w, q, other, c);
      return true;
    }
  }
  return false;
}

/// Where a caller has more contacts with one participant than others to put between them, they are shared out
/// again; what does not help is missing.
static void keep_apart(struct lur_work *w)
{
  for (size_t c = 0; c < w->callers; c++)
    for (size_t t = 0; t < w->targets; t++)
      while (excess(w, t, c) > 0 && *share_of(w, t, c) > w->kept[t * w->callers + c]) {
        if (hand_away(w, t, c) || bring(w, t, c)) continue;
        --*share_of(w, t, c);
        w->caller[c].calls--;
        w->target[t].missing++;
      }
}

lur_status lur_work_share(struct lur_work *w)
{
  struct search s = {.queue = calloc(w->callers + 1, sizeof *s.queue),
                     .from = calloc(w->callers + 1, sizeof *s.from),
                     .gives = calloc(w->callers + 1, sizeof *s.gives),
                     .seen = calloc(w->callers + 1, sizeof *s.seen)};
  size_t *order = calloc(w->targets + 1, sizeof *order);
  bool there = s.queue && s.from && s.gives && s.seen && order;
  if (there) deal(w, &s, order);
  if (there && !w->plan->twice_running) keep_apart(w);
  free(s.queue);
  free(s.from);
  free(s.gives);
  free(s.seen);
  free(order);
  return there ? LUR_OK : LUR_NO_MEM;
}
