/// \file
/// The conversation's events and measures: talk, silence, overlap, interruptions, responses, monologues,
/// holds, closing, levels.
#ifndef LUR_ANALYSIS_CONVERSATION_H
#define LUR_ANALYSIS_CONVERSATION_H

#include "analysis/call.h"
#include "analysis/feed.h"
#include "analysis/journey.h"

/// Adds to call->events, turn and measures. dead_air: frames. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_conversation_of(const struct lur_journey *journey, const lur_feed *feed,
                                             int64_t dead_air, struct lur_call *call);

#endif
