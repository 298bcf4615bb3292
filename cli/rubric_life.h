/// \file
/// What becomes of a rubric: begun, checked, compared with another version, published.
#ifndef LUR_CLI_RUBRIC_LIFE_H
#define LUR_CLI_RUBRIC_LIFE_H

#include <stddef.h>

#include "cli/command.h"
#include "cli/options.h"

/// What the command line says; borrowed. NULL: not said.
struct lur_rubric_request {
  const char *store, *wave, *by, *language;
  lur_form as;
};

/// Everything that is wrong with the files, and what is weak in them, also over the calls of a wave.
lur_exit lur_rubric_check_files(const struct lur_rubric_request *request, char *const *path, size_t n);
/// What makes the second rubric another than the first.
lur_exit lur_rubric_show_diff(const struct lur_rubric_request *request, const char *a, const char *b);
/// Keeps a rubric in the store, for good.
lur_exit lur_rubric_publish_file(const struct lur_rubric_request *request, const char *path);
/// Prints those that are published in the store, each on a line; nothing where there is no store.
lur_exit lur_rubric_list_published(const struct lur_rubric_request *request);

#endif
