/// \file
/// What the scorecards of a wave say about lost points: read from the documents that were kept.
#ifndef LUR_CLI_RESULTS_LOSSES_H
#define LUR_CLI_RESULTS_LOSSES_H

#include "report/result.h"
#include "rubrics/rubric.h"
#include "store/store.h"

/// Causes are told apart by the ids of criteria, so that versions of a rubric go together.
struct lur_losses {
  struct lur_result_facts *facts;
  const struct lur_rubric *const *rubric; ///< the versions that are known
  size_t rubrics;
  const char *language;
};
/// Adds what one contact lost. score: its total in millionths; document: of its scorecard, as `lur score
/// --json` prints it; NULL: it has none. A contact that nobody answered lost all by that alone. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_losses_add(const struct lur_losses *losses, size_t contact, bool answered,
                                        int64_t score, const char *document, const char *rubric_sha256);

#endif
