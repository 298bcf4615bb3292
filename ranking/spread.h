/// \file
/// How the results of a class lie, for a participant's report: who is not to see the others' results sees
/// where the middle half of them is.
#ifndef LUR_RANKING_SPREAD_H
#define LUR_RANKING_SPREAD_H

#include "ranking/league.h"

/// Rounded to millionths; all NAN where n is 0.
struct lur_spread {
  size_t n;
  double least, low_quarter, middle, high_quarter, most, mean;
};
/// Of n finite values, in any order. Quarters are interpolated between the two values next to them
/// (definition 7 of Hyndman and Fan 1996, "Sample quantiles in statistical packages"; what spreadsheets call
/// QUARTILE.INC): of 1, 2, 3 and 4 they are 1.75, 2.5 and 3.25. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_spread_make(const double *value, size_t n, struct lur_spread *out);
/// Of the means of a league's ranked places.
LUR_NODISCARD lur_status lur_spread_of_league(const struct lur_league *league, struct lur_spread *out);

#endif
