/// \file
/// From candidates with exact means to a league. For this folder only.
#ifndef LUR_RANKING_ASSEMBLE_H
#define LUR_RANKING_ASSEMBLE_H

#include "ranking/league.h"
#include "ranking/order.h"

/// An entrant with all that decides its place.
struct lur_candidate {
  size_t entrant;
  const char *name;
  lur_place_standing standing;
  struct lur_ratio mean, tie[LUR_TIE_BREAKS];
};

/// Whether rules can be applied to the field at all.
bool lur_rules_fit(const struct lur_field *field, const struct lur_league_rules *rules);
/// Sorts the candidates and makes their league; what it shows of each is from its sample. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_league_assemble(const struct lur_resample *resample,
                                             const struct lur_league_rules *rules, struct lur_candidate *list,
                                             size_t n, struct lur_league **out);

#endif
