/// \file
/// A wave as a folder of pages: the league, its calls, and the same as tables.
#ifndef LUR_CLI_REPORT_WAVE_H
#define LUR_CLI_REPORT_WAVE_H

#include "cli/command.h"

/// What was asked for on the command line; borrowed.
struct lur_report_wave_request {
  const char *wave, *store, *out;
  const char *rubric, *title; ///< NULL: not said
  const char *language;
  int threads;
};
lur_exit lur_report_wave(const struct lur_report_wave_request *request);

#endif
