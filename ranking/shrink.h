/// \file
/// Entrants of one league are of a kind: what they have in common says how far apart their true means are
/// likely to be, and so how much of a difference between measured means is luck. For this folder only.
///
/// The model is the usual one (Efron and Morris 1975; Daniels 1999): a measured mean scatters about the true
/// one by its error, the true ones about their own mean by a spread that is not known; the prior is flat for
/// their mean, and uniform for the share of luck in an average difference.
#ifndef LUR_RANKING_SHRINK_H
#define LUR_RANKING_SHRINK_H

#include <stddef.h>

#include "base/status.h"
#include "ranking/random.h"

enum { LUR_SHRINK_STEPS = 50 };

/// What may be said of the spread, in steps from little luck to all luck.
struct lur_shrink {
  size_t n;
  double until[LUR_SHRINK_STEPS];  ///< probability of this step and those before it
  double middle[LUR_SHRINK_STEPS]; ///< mean of the true means
  double unsure[LUR_SHRINK_STEPS]; ///< standard error of that
  double *keep; ///< keep[step * n + i]: share of i's distance from the middle that is no luck
  double *root; ///< its square root
};

/// mean and error (above 0) of n entrants, n > 0. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_shrink_make(struct lur_shrink *shrink, size_t n, const double *mean,
                                         const double *error);
/// One draw of the true means. off: of each entrant, how far a draw made without regard to the others lies
/// from its measured mean.
void lur_shrink_draw(const struct lur_shrink *shrink, struct lur_random *random, const double *mean,
                     const double *off, double *truth);
void lur_shrink_clear(struct lur_shrink *shrink);

#endif
