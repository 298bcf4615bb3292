/// \file
/// What the waves of stored calls say of criteria that are judged by the place in the wave: found from all
/// calls of a wave before one of them is scored, and read back from a kept scorecard.
#ifndef LUR_CLI_WAVE_SCORES_H
#define LUR_CLI_WAVE_SCORES_H

#include "cli/keep.h"
#include "rubrics/wave.h"

/// Zero-initialise, with store and rubric, which are borrowed; clear with lur_wave_scores_clear.
struct lur_wave_scores {
  lur_store *store;
  const struct lur_rubric *rubric;
  lur_scorer *scorer; ///< borrowed; NULL: none
  /// The answers that take the place of a call's kept ones; NULL: there are none. May be NULL itself.
  const struct lur_answers *(*given)(void *giver, const struct lur_kept *kept);
  void *giver;
  struct lur_wave_known *at; ///< the waves asked for so far
  size_t n, room;
};
/// Sets what the wave says of that call in *input; nothing where the rubric has no such criterion or the call
/// has no wave. The values last until the next call. Errors as lur_kept_load_to_score.
LUR_NODISCARD lur_status lur_wave_scores_find(struct lur_wave_scores *scores, const struct lur_kept *kept,
                                              struct lur_score_input *input, struct lur_diag *diag);
void lur_wave_scores_clear(struct lur_wave_scores *scores);
/// Whether that call does not count in its wave, as the contact was called again, see lur_attempts_passed.
LUR_NODISCARD lur_status lur_wave_scores_passed(lur_store *store, const struct lur_rubric *rubric,
                                                const struct lur_kept *kept, bool *passed,
                                                struct lur_diag *diag);

/// What the wave said when a scorecard's document was made. *out is to free(), NULL where there is nothing;
/// its texts are the rubric's. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_wave_scores_read(const char *document, const struct lur_rubric *rubric,
                                              struct lur_wave_value **out, size_t *n);

#endif
