/// \file
/// Events and measures of what the caller met before a person answered, and the phases of the call.
#ifndef LUR_ANALYSIS_ACCESS_H
#define LUR_ANALYSIS_ACCESS_H

#include "analysis/call.h"
#include "analysis/heard.h"
#include "analysis/journey.h"

/// Adds tones, keys, music, prompts and phases to the call, and sets the answer.* measures. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_access_of(const struct lur_heard *heard, const struct lur_journey *journey,
                                       struct lur_call *call);

#endif
