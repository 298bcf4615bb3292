/// \file
/// Scoring calls of the store: what is due, in batches, scorecards kept.
#ifndef LUR_CLI_SCORE_KEPT_H
#define LUR_CLI_SCORE_KEPT_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/command.h"

typedef enum { LUR_SCORE_TEXT, LUR_SCORE_JSON, LUR_SCORE_CSV } lur_score_form;

/// What was asked for on the command line; borrowed.
struct lur_score_kept_request {
  char *const *name; ///< calls and waves
  size_t n;
  const char *store, *rubric, *answers, *assessor, *language;
  lur_score_form as;
  bool has_limit;
  double limit;
};
lur_exit lur_score_kept(const struct lur_score_kept_request *request);

/// Whether somebody sits at the terminal to answer questions.
bool lur_can_ask(void);

#endif
