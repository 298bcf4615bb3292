/// \file
/// An answer that was being typed when the terminal closed or the program ended: it lies among the program's
/// own files until the line is finished.
#ifndef LUR_CLI_BEGUN_H
#define LUR_CLI_BEGUN_H

#include "cli/unsaved.h"

/// What was begun. Zero-initialise.
struct lur_begun {
  char path[LUR_UNSAVED_PATH + 8]; ///< ""; nothing is kept
  char text[1200];                 ///< of the criterion, then of the line
  const char *criterion, *line;    ///< in `text`; NULL: nothing was begun
};
/// Finds what was begun of a recording's questions. `recording` and `rubric` as for lur_unsaved_path.
void lur_begun_load(const char *recording, const char *rubric, struct lur_begun *out);
/// Keeps a line for the next time; "": there is nothing to keep any more. self: a struct lur_begun. What
/// fails is not said: it would be in the way of the typing.
void lur_begun_keep(void *self, const char *criterion, const char *line);

#endif
