/// \file
/// Where the caller was left alone inside the conversation: holds, with and without music, and transfers.
#ifndef LUR_ANALYSIS_AWAY_H
#define LUR_ANALYSIS_AWAY_H

#include "analysis/journey.h"

/// Fills holds and transfers of a journey whose answer is known, and moves the announcements in them from
/// agent_speech to prompts. A caller who gives up while waiting is away to the end of what is heard.
/// LUR_NO_MEM.
LUR_NODISCARD lur_status lur_away_find(const struct lur_heard *heard, const lur_feed *feed,
                                       struct lur_journey *j);

#endif
