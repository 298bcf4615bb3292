/// \file
/// Rubrics by name, those that were published in a store among them.
#ifndef LUR_CLI_NAMED_H
#define LUR_CLI_NAMED_H

#include "cli/command.h"
#include "rubrics/rubric.h"

/// Loads a rubric: a file, the id of one in the library, or of one that was published in the store in that
/// folder (NULL: the default one; the newest version), or ID@VERSION of such. Says every fault. *out and
/// *text (may be NULL), what stands in its file, are yours to free where the result is LUR_EXIT_DONE.
lur_exit lur_named_rubric(const char *name, const char *folder, struct lur_rubric **out, char **text);

#endif
