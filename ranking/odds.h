/// \file
/// How sure a league is: intervals, probabilities of ranks, who can be told apart. For this folder only.
#ifndef LUR_RANKING_ODDS_H
#define LUR_RANKING_ODDS_H

#include "ranking/league.h"
#include "ranking/resample.h"

/// Fills in what a ranked league says of how sure it is, from draws of its field. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_odds_fill(const struct lur_resample *resample, struct lur_league *league);

#endif
