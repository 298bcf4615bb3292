/// \file
/// Personal awards. "Best first impression" is a league of the section of that name (lur_league_make); "best
/// agent" is a league of the field made here, by the same rules.
#ifndef LUR_RANKING_AWARD_H
#define LUR_RANKING_AWARD_H

#include "ranking/field.h"

/// Makes a field whose entrants are the agents of field's contacts: one for each pseudonym of each
/// participant, since the same pseudonym may stand for two people at two participants. Name: the
/// participant's, a slash and the pseudonym, "acme/a7"; title likewise, of titles; class: the participant's.
/// Contacts without a pseudonym or that nobody answered are left out: no agent is to blame for those.
/// Aspects, rounds, strata and scores are the same. Zero-initialise agents; clear it with lur_field_clear.
/// LUR_NO_MEM.
LUR_NODISCARD lur_status lur_award_agents(const struct lur_field *field, struct lur_field *agents);

#endif
