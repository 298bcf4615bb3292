/// \file
/// The parts of scoring: one criterion (mark.c), evidence (evidence.c), the sums (score.c).
#ifndef LUR_RUBRICS_SCORE_H
#define LUR_RUBRICS_SCORE_H

#include "rubrics/formula.h"

struct lur_scoring {
  const struct lur_rubric *rubric;
  const struct lur_measures *measures;
  const struct lur_events *events;   ///< may be NULL
  const struct lur_answers *answers; ///< may be NULL; fit the rubric
  lur_sandbox *box;
  double *points; ///< of each criterion so far; NAN: none
  struct lur_scorecard *card;
};

/// Judges criterion i, all those it reads having been judged. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_score_criterion(struct lur_scoring *s, size_t i);
/// Gathers what to play for a mark. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_score_evidence(const struct lur_scoring *s, struct lur_mark *mark);

#endif
