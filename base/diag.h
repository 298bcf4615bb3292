/// \file
/// What was wrong with an input, where, and what to do about it: one sentence for a person.
#ifndef LUR_BASE_DIAG_H
#define LUR_BASE_DIAG_H

#include <stddef.h>

#include "base/status.h"

struct lur_diag {
  char file[256]; ///< the input's name as the user gave it (its tail when longer); "" when there is none
  int line;       ///< 1-based; 0 when there is no line
  int column;     ///< 1-based; 0 when there is no column
  char text[400]; ///< UTF-8, in the user's language: what is wrong, what was expected, what to do
};

/// Fills all fields and returns `status`, so that a parser can `return lur_diag_set(...)`. `diag` may be
/// NULL; the arguments may be parts of *diag. Long texts are cut at a whole UTF-8 character.
lur_status lur_diag_set(struct lur_diag *diag, lur_status status, const char *file, int line, int column,
                        const char *format, ...) LUR_PRINTF(6, 7);

/// Writes "file:line:column: text" (parts that are not there are left out) into out[size], always terminated;
/// returns out.
const char *lur_diag_format(const struct lur_diag *diag, char *out, unsigned long size);

/// All that is wrong with an input. Zero-initialise; clear with lur_diags_clear.
struct lur_diags {
  struct lur_diag *at; ///< in the order they were found
  size_t n, room;
};
void lur_diags_clear(struct lur_diags *diags);
#define LUR_FAULTS_LIMIT 20 ///< who reads an input notes no more than these

#endif
