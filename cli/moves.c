#include "cli/moves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"

lur_status lur_moves_participant(struct lur_moves *moves, const char *name, const char *title, size_t *out)
{
  for (size_t i = 0; i < moves->n; i++)
    if (strcmp(moves->at[i].name, name) == 0) {
      *out = i;
      return LUR_OK;
    }
  struct lur_mover *grown = lur_grow(moves->at, &moves->room, moves->n, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  moves->at = grown;
  *out = moves->n++;
  moves->at[*out] = (struct lur_mover){.name = strdup(name), .title = strdup(title)};
  return moves->at[*out].name && moves->at[*out].title ? LUR_OK : LUR_NO_MEM;
}

/// The number of a cause; 0 is for the rules.
static lur_status cause_of(struct lur_moves *moves, const struct lur_criterion *c, size_t *out)
{
  for (size_t i = 0; i < moves->criteria; i++)
    if (strcmp(moves->criterion[i]->id, c->id) == 0) {
      *out = i + 1;
      return LUR_OK;
    }
  const struct lur_criterion **grown =
      lur_grow(moves->criterion, &moves->criteria_room, moves->criteria, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  moves->criterion = grown;
  moves->criterion[moves->criteria++] = c;
  *out = moves->criteria;
  return LUR_OK;
}

static lur_status give(struct lur_mover *mover, lur_moves_side side, size_t cause, double won, double share)
{
  while (mover->room[side] <= cause) {
    size_t had = mover->room[side];
    struct lur_given *grown = lur_grow(mover->gave[side], &mover->room[side], had, sizeof *grown);
    if (!grown) return LUR_NO_MEM;
    mover->gave[side] = grown;
    for (size_t i = had; i < mover->room[side]; i++) grown[i] = (struct lur_given){0, 0};
  }
  mover->gave[side][cause].won += won;
  mover->gave[side][cause].share += share;
  return LUR_OK;
}

lur_status lur_moves_add(struct lur_moves *moves, size_t participant, lur_moves_side side,
                         const struct lur_scorecard *card, int64_t total_millionths)
{
  struct lur_mover *mover = &moves->at[participant];
  double left = (double)total_millionths / 1e6, share_left = 1;
  lur_status status = LUR_OK;
  mover->calls[side]++;
  mover->sum[side] += total_millionths;
  for (size_t i = 0; i < card->marks && status == LUR_OK; i++) {
    const struct lur_mark *mark = &card->mark[i];
    size_t cause = 0;
    if (mark->state != LUR_MARK_SCORED || !(mark->possible > 0)) continue;
    double won = 100 * mark->won / card->possible, share = mark->possible / card->possible;
    left -= won;
    share_left -= share;
    status = cause_of(moves, mark->criterion, &cause);
    if (status == LUR_OK) status = give(mover, side, cause, won, share);
  }
  return status == LUR_OK ? give(mover, side, 0, left, share_left) : status;
}

double lur_mover_mean(const struct lur_mover *mover, lur_moves_side side)
{
  return mover->calls[side] ? (double)mover->sum[side] / (double)mover->calls[side] / 1e6 : (double)NAN;
}

static bool can_rank(const struct lur_mover *m, lur_moves_side side)
{
  return m->calls[side] > 0 && m->name[0];
}

/// Means compared without rounding; above zero: a is better. Fits as long as there are fewer than 300,000
/// calls.
static int better(const struct lur_mover *a, const struct lur_mover *b, lur_moves_side side)
{
  int64_t left = a->sum[side] * b->calls[side], right = b->sum[side] * a->calls[side];
  return (left > right) - (left < right);
}

static void give_ranks(struct lur_moves *moves, lur_moves_side side)
{
  for (size_t i = 0; i < moves->n; i++) {
    struct lur_mover *own = &moves->at[i];
    if (!can_rank(own, side)) continue;
    own->rank[side] = 1;
    for (size_t k = 0; k < moves->n; k++)
      own->rank[side] += can_rank(&moves->at[k], side) && better(&moves->at[k], own, side) > 0;
  }
}

/// Those without a rank come last.
static int by_rank(const void *first, const void *second)
{
  const struct lur_mover *a = *(const struct lur_mover *const *)first,
                         *b = *(const struct lur_mover *const *)second;
  static const lur_moves_side sides[] = {LUR_MOVES_AFTER, LUR_MOVES_BEFORE};
  for (size_t i = 0; i < 2; i++) {
    int left = a->rank[sides[i]], right = b->rank[sides[i]];
    if (left != right) return left == 0 ? 1 : right == 0 ? -1 : left - right;
  }
  return strcmp(a->name, b->name);
}

lur_status lur_moves_rank(struct lur_moves *moves)
{
  free(moves->order);
  moves->order = calloc(moves->n + 1, sizeof *moves->order);
  if (!moves->order) return LUR_NO_MEM;
  for (int side = 0; side < LUR_MOVES_SIDES; side++) give_ranks(moves, (lur_moves_side)side);
  for (size_t i = 0; i < moves->n; i++) moves->order[i] = &moves->at[i];
  qsort(moves->order, moves->n, sizeof *moves->order, by_rank);
  return LUR_OK;
}

/// What the cause gave beyond what its part of the whole would have at `mean`, for a call.
static double gave(const struct lur_mover *mover, lur_moves_side side, size_t cause, double mean)
{
  if (cause >= mover->room[side]) return 0;
  const struct lur_given *g = &mover->gave[side][cause];
  return (g->won - mean * g->share) / (double)mover->calls[side];
}

static int by_size(const void *first, const void *second)
{
  double a = fabs(((const struct lur_move *)first)->by), b = fabs(((const struct lur_move *)second)->by);
  return (a < b) - (a > b);
}

size_t lur_moves_why(const struct lur_moves *moves, const struct lur_mover *mover, struct lur_move *out,
                     size_t room)
{
  size_t n = 0;
  if (!mover->calls[LUR_MOVES_BEFORE] || !mover->calls[LUR_MOVES_AFTER]) return 0;
  double mean = lur_mover_mean(mover, LUR_MOVES_BEFORE);
  struct lur_move *all = calloc(moves->criteria + 1, sizeof *all);
  for (size_t cause = 0; all && cause <= moves->criteria; cause++) {
    double by = gave(mover, LUR_MOVES_AFTER, cause, mean) - gave(mover, LUR_MOVES_BEFORE, cause, mean);
    if (fabs(by) < 5e-6) continue; // what rounding to millionths leaves
    all[n++] = (struct lur_move){cause ? moves->criterion[cause - 1] : NULL, by};
  }
  if (all) qsort(all, n, sizeof *all, by_size);
  if (n > room) n = room;
  if (n) memcpy(out, all, n * sizeof *out);
  free(all);
  return n;
}

void lur_moves_clear(struct lur_moves *moves)
{
  for (size_t i = 0; i < moves->n; i++) {
    free(moves->at[i].name);
    free(moves->at[i].title);
    for (int side = 0; side < LUR_MOVES_SIDES; side++) free(moves->at[i].gave[side]);
  }
  free(moves->at);
  free(moves->order);
  free(moves->criterion);
  *moves = (struct lur_moves){0};
}
