/// \file
/// What the participants of a wave are handed: a folder with a folder for each.
#ifndef LUR_CLI_RESULTS_H
#define LUR_CLI_RESULTS_H

#include <stdbool.h>

#include "cli/command.h"
#include "cli/rank_rules.h"

/// What was asked for on the command line; borrowed. NULL: not said.
struct lur_results_request {
  const char *wave, *store, *out, *rubric, *language;
  const char *participant;     ///< only this one
  const char *earlier;         ///< the wave to compare with
  struct lur_rank_asked rules; ///< what is said in place of the wave's rules, such as the round
  bool named;                  ///< competitors by name
  bool sound;                  ///< evidence can be heard
  bool html, pdf, csv, json;   ///< none: all
  int threads;
};
lur_exit lur_results_report(const struct lur_results_request *request);

#endif
