/// \file
/// One answer about a scored call changed, and the others left as they are.
#ifndef LUR_CLI_CHANGE_H
#define LUR_CLI_CHANGE_H

#include "cli/command.h"
#include "rubrics/answers.h"

enum { LUR_MOST_CHANGES = 16 };
/// As on the command line; borrowed.
struct lur_changes {
  const char *at[LUR_MOST_CHANGES]; ///< "greeting=partly", "greeting=na"
  size_t n;
  const char *because; ///< why they are changed
};

/// For struct lur_option: adds one to the struct lur_changes at `place`.
lur_exit lur_take_change(void *place, const char *command, const char *value);
/// Makes the changes, each with its reason. An answer is named by its id or its title in `language`.
/// LUR_BAD_INPUT: one of them does not fit the rubric, see diag; LUR_NO_MEM.
LUR_NODISCARD lur_status lur_changes_make(const struct lur_changes *changes, const struct lur_rubric *rubric,
                                          const char *language, struct lur_answers *answers,
                                          struct lur_diag *diag);

#endif
