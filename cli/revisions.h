/// \file
/// How a call's scorecard came to be what it is: who answered what, when, and what was changed.
#ifndef LUR_CLI_REVISIONS_H
#define LUR_CLI_REVISIONS_H

#include <stdio.h>

#include "cli/keep.h"

/// One answer that is not what it was.
struct lur_revision_change {
  char *criterion;      ///< its id
  char *before, *after; ///< as answered; "n/a" where it was set aside; "" where there is no answer
  char *reason;         ///< the comment to it, or why it was set aside; may be ""
};
/// A scorecard and what it changed of the one before.
struct lur_revision {
  int64_t scorecard;
  char *rubric, *version, *made_by, *assessor;
  struct lur_when made;
  bool has_total, complete, other_rubric; ///< other_rubric: of another text than the one before
  int64_t total_millionths;
  struct lur_revision_change *change;
  size_t changes, changes_room;
};
/// Zero-initialise; clear with lur_revisions_clear.
struct lur_revisions {
  struct lur_revision *at; ///< oldest first
  size_t n, room;
};

/// All scorecards of a call by a rubric, an id. Errors as lur_store_each_revision.
LUR_NODISCARD lur_status lur_revisions_load(lur_store *store, int64_t call, const char *rubric,
                                            struct lur_revisions *out, struct lur_diag *diag);
void lur_revisions_clear(struct lur_revisions *revisions);

/// For people; titles are those of the rubric in `language`.
void lur_revisions_print(const struct lur_revisions *revisions, const struct lur_rubric *rubric,
                         const char *language, FILE *out);
/// As a JSON array, without a newline. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_revisions_json(const struct lur_revisions *revisions, FILE *out);

#endif
