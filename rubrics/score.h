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
  const struct lur_wave_value *wave; ///< what the wave says
  size_t wave_values;
  lur_sandbox *box;
  double *points;  ///< of each criterion so far; NAN: none
  double *section; ///< score of each section when all criteria are judged; NAN: none
  struct lur_scorecard *card;
};

/// Judges criterion i, all those it reads having been judged. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_score_criterion(struct lur_scoring *s, size_t i);
/// Gathers what to play for a mark. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_score_evidence(const struct lur_scoring *s, struct lur_mark *mark);
/// Sums the sections: their scores, coverage and weights in the total. Then the rules can be judged.
void lur_score_sections(struct lur_scoring *s);
/// The total, its completeness, further totals, competences, and what each mark adds.
void lur_score_total(struct lur_scoring *s);

#endif
