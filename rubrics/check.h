/// \file
/// What can be wrong between the parts of a rubric: formulas, the names they read, references in a circle.
#ifndef LUR_RUBRICS_CHECK_H
#define LUR_RUBRICS_CHECK_H

#include "rubrics/reading.h"

/// Checks a rubric whose parts are each as they should be, and fills rubric->order. Faults and LUR_NO_MEM go
/// to `r`.
void lur_rubric_check(struct lur_reading *r, struct lur_rubric *rubric);

#endif
