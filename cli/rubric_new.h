/// \file
/// A rubric to begin with, from a few questions in the terminal or from the command line.
#ifndef LUR_CLI_RUBRIC_NEW_H
#define LUR_CLI_RUBRIC_NEW_H

#include <stddef.h>

#include "cli/command.h"

#define LUR_MOST_QUESTIONS 40

/// What the command line says; borrowed. NULL: not said.
struct lur_rubric_start {
  const char *title; ///< NULL: all is asked in the terminal
  const char *id, *measures, *language;
  const char *question[LUR_MOST_QUESTIONS];
  size_t questions;
};
/// For lur_options_take: adds a question.
lur_exit lur_rubric_take_question(void *place, const char *command, const char *value);

/// Writes a valid rubric to a file that is not there yet, and says how to go on.
lur_exit lur_rubric_begin(const struct lur_rubric_start *start, const char *path);

#endif
