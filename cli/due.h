/// \file
/// What is still to be scored, and by whom.
#ifndef LUR_CLI_DUE_H
#define LUR_CLI_DUE_H

#include <stddef.h>

#include "cli/command.h"
#include "cli/options.h"

/// What was asked for on the command line; borrowed.
struct lur_due_request {
  char *const *wave; ///< names; none: all calls of the store
  size_t n;
  const char *store, *rubric;
  const char *assessor; ///< only calls that are meant for this assessor; NULL: for anybody
  const char *language;
  lur_form as;
};
/// Prints the calls that have no complete scorecard of the rubric's version made from their newest analysis,
/// oldest first, and says how many there are for whom.
lur_exit lur_due_list(const struct lur_due_request *request);

#endif
