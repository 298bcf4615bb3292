/// \file
/// What is allowed in a rubric and yet tells calls apart badly: each weakness with its place and a way to
/// mend it.
#ifndef LUR_RUBRICS_WEAK_H
#define LUR_RUBRICS_WEAK_H

#include "rubrics/scorecard.h"

/// What came of a criterion over the calls of a wave. Zero-initialise.
struct lur_seen {
  size_t calls;     ///< scorecards it was looked for in
  size_t scored;    ///< that gave it points
  double low, high; ///< the fewest and the most points; where scored > 0
  size_t set_aside; ///< that an assessor took it out of
};
#define LUR_SEEN_ENOUGH 5 ///< fewer calls with points say nothing about a curve

/// Adds a scorecard of the rubric: seen[i] is of its criterion i.
void lur_seen_add(struct lur_seen *seen, const struct lur_scorecard *card);

/// Looks through a rubric that was read from `text` (a file called `name`). seen: what its criteria gave, one
/// for each, or NULL. `weak` is cleared first; at most LUR_FAULTS_LIMIT. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_rubric_weak(const struct lur_rubric *rubric, const char *text, size_t len,
                                         const char *name, const struct lur_seen *seen,
                                         struct lur_diags *weak);

#endif
