/// \file
/// Answers that were given to one version of a rubric, taken for another.
#ifndef LUR_CLI_REFIT_H
#define LUR_CLI_REFIT_H

#include "rubrics/answers.h"

/// Makes them answers to that rubric: what does not fit it is left out, to be answered anew. Returns how many
/// that were, or -1: no memory.
int lur_refit_answers(const struct lur_rubric *rubric, struct lur_answers *answers);

#endif
