/// \file
/// When a person answered: what the agent's channel carried before that came from machines. Recordings are
/// told from the agent by what follows them (ringing, music, a key, a beep), by being played twice, and by
/// their voice.
#ifndef LUR_ANALYSIS_ANSWER_H
#define LUR_ANALYSIS_ANSWER_H

#include "analysis/journey.h"

/// Parts the agent's channel of a journey whose roles are known into recorded announcements and the agent:
/// fills prompts, agent_speech, answer, answer_confidence, busy and voicemail. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_answer_find(const struct lur_heard *heard, const lur_feed *feed,
                                         struct lur_journey *j);
/// Start of a busy or congestion tone on the agent's channel at `from` or later; -1 when there is none.
int64_t lur_answer_busy_from(const struct lur_heard *heard, const struct lur_journey *j, int64_t from);

#endif
