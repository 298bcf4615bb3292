/// \file
/// A league before and after a change of the rubric: ranks, means, and what each criterion did to a mean.
#ifndef LUR_CLI_MOVES_H
#define LUR_CLI_MOVES_H

#include "rubrics/scorecard.h"

typedef enum { LUR_MOVES_BEFORE, LUR_MOVES_AFTER, LUR_MOVES_SIDES } lur_moves_side;

/// What a cause did to the totals of calls, in sums.
struct lur_given {
  double won;   ///< points of 100
  double share; ///< its part of the whole, 1 for all of a call
};
/// A participant on both sides.
struct lur_mover {
  char *name, *title;                      ///< "" for calls that name nobody: those have no rank
  int rank[LUR_MOVES_SIDES];               ///< 1 is best, equal means share it; 0: no call counts
  int64_t calls[LUR_MOVES_SIDES];          ///< that count
  int64_t sum[LUR_MOVES_SIDES];            ///< of their totals, millionths
  struct lur_given *gave[LUR_MOVES_SIDES]; ///< of each cause, over the calls
  size_t room[LUR_MOVES_SIDES];
};
/// Zero-initialise; clear with lur_moves_clear. Criteria are the same on both sides where they have one id.
struct lur_moves {
  struct lur_mover *at;
  size_t n, room;
  const struct lur_mover **order;         ///< by rank after, then before; from lur_moves_rank
  const struct lur_criterion **criterion; ///< causes; borrowed from the rubrics of the scorecards
  size_t criteria, criteria_room;
};
/// What moved a mean. A criterion moves it by its points, and by its part of the whole: more of what was
/// better than the mean before lifts it, more of what was worse lowers it.
struct lur_move {
  const struct lur_criterion *criterion; ///< NULL: rules, caps, fatal faults and the limits of 0 and 100
  double by;                             ///< points of the mean
};

/// The index of a participant, who is added where needed. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_moves_participant(struct lur_moves *moves, const char *name, const char *title,
                                               size_t *out);
/// Adds a complete scorecard that counts with that total. Its rubric must stay. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_moves_add(struct lur_moves *moves, size_t participant, lur_moves_side side,
                                       const struct lur_scorecard *card, int64_t total_millionths);
/// Gives ranks and the order. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_moves_rank(struct lur_moves *moves);
/// The mean of 0..100; NAN where no call counts.
double lur_mover_mean(const struct lur_mover *mover, lur_moves_side side);
/// What moved a participant who counts on both sides, largest first: at most `room`; they sum to the change
/// of the mean, but for rounding, where there is room for all. Returns how many.
size_t lur_moves_why(const struct lur_moves *moves, const struct lur_mover *mover, struct lur_move *out,
                     size_t room);
void lur_moves_clear(struct lur_moves *moves);

#endif
