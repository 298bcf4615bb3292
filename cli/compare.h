/// \file
/// A wave by two versions of a rubric: who moves, and by which criteria.
#ifndef LUR_CLI_COMPARE_H
#define LUR_CLI_COMPARE_H

#include <stddef.h>

#include "cli/command.h"
#include "cli/options.h"

/// What the command line says; borrowed.
struct lur_compare_request {
  const char *wave, *store, *rubric, *language;
  lur_form as;
};
/// Scores the wave by the rubric without keeping anything, and shows beside it the league by the newest
/// scorecards that were made by another version of the same rubric.
lur_exit lur_compare_wave(const struct lur_compare_request *request);

#endif
