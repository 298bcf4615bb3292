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

/// The rubric that a wave of the store in that folder was scored by so far, or that its plan names: out, at
/// most size bytes. What fails is said; where there is none, as wrong usage of that command.
lur_exit lur_rubric_of_wave(const char *command, const char *wave, const char *folder, char *out,
                            size_t size);

#endif
