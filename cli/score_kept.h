/// \file
/// Scoring calls of the store: what is due, in batches, scorecards kept.
#ifndef LUR_CLI_SCORE_KEPT_H
#define LUR_CLI_SCORE_KEPT_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/change.h"
#include "cli/command.h"
#include "cli/options.h"
#include "rubrics/rubric.h"

/// What was asked for on the command line; borrowed.
struct lur_score_kept_request {
  char *const *name; ///< calls and waves
  size_t n;
  const char *store, *rubric, *answers, *assessor, *language;
  const char *pdf;                   ///< where scorecards go on paper (cli/paper.h); NULL: nowhere
  const struct lur_changes *changes; ///< of the one call that is named; NULL: none
  lur_form as;
  bool trial;   ///< shown and not kept: neither scorecards nor answers that are begun
  double limit; ///< NAN: none
};
lur_exit lur_score_kept(const struct lur_score_kept_request *request);

/// Whether the rubric has questions and somebody sits at the terminal to answer them.
bool lur_can_ask(const struct lur_rubric *rubric);

#endif
