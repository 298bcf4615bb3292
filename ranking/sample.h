/// \file
/// An entrant's contacts as the resampling sees them: those that came to nothing, and how the others scatter.
/// For this folder only.
#ifndef LUR_RANKING_SAMPLE_H
#define LUR_RANKING_SAMPLE_H

#include "ranking/field.h"

/// What one entrant has.
struct lur_scatter {
  int64_t contacts, answered, sum; ///< with a score, of them answered, sum in millionths
  int64_t nothing;     ///< of them came to nothing: scored exactly 0, or what the unanswered score
  int64_t nothing_sum; ///< their scores, millionths
  int64_t rest;        ///< the others
  double rest_mean;    ///< points; 0 where there are none
  /// How far each of the others lies from the mean of its stratum, points, sorted; stretched so that their
  /// mean square is the variance within strata, without bias. Empty where one contact or none is there.
  double *residual;
  size_t residuals;
  size_t freedom; ///< residuals less strata: how many of them tell something
  bool present;   ///< has a contact of the round, whether scored or not
  uint64_t key;   ///< made from all of the above
};

/// What all entrants have together.
struct lur_pool {
  double *residual; ///< all of them, sorted
  size_t residuals;
  double variance;   ///< their mean square
  double *rest_mean; ///< of all entrants that have one, sorted
  size_t rest_means;
  int64_t contacts, nothing; ///< of all entrants
  int64_t nothing_sum;
  int64_t unanswered; ///< what every unanswered contact scored, if they all scored the same; else 0
  double low, high;   ///< the least and the largest score, and 0..100 at least
};

struct lur_scatters {
  struct lur_scatter *of; ///< by entrant
  size_t n;
  struct lur_pool pool;
};

/// Zero-initialise out. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_scatters_make(const struct lur_field *field, size_t aspect, int round,
                                           struct lur_scatters *out);
void lur_scatters_clear(struct lur_scatters *scatters);

#endif
