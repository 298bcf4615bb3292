/// \file
/// The way of a call from dialling to its end: who is the agent, which speech is recorded, when a person
/// answered, holds, transfers, and the phases that tile the recording.
#ifndef LUR_ANALYSIS_JOURNEY_H
#define LUR_ANALYSIS_JOURNEY_H

#include "analysis/analyser.h"
#include "analysis/heard.h"
#include "analysis/repeats.h"

struct lur_mark {
  int64_t start;
  lur_phase_kind kind;
  double confidence;
};
struct lur_marks {
  struct lur_mark *at;
  size_t n, room;
};

/// All in frames. Agent and caller are channels; with one channel, or the same sound on both, `mono` is set
/// and they are the same.
struct lur_journey {
  bool mono;
  struct lur_doubts doubts;
  int agent, caller;
  lur_roles_from roles_from;
  double roles_confidence;
  struct lur_ranges agent_speech, caller_speech; ///< of persons, whole call; mono: both in agent_speech
  struct lur_ranges prompts;                     ///< recorded speech on the agent's channel
  struct lur_ranges music;                       ///< on the agent's channel
  int64_t answer;                                ///< the agent's first word; -1: nobody answered
  double answer_confidence;                      ///< 0..1, where somebody did
  int64_t
      message; ///< end of the beep, or else the announcement, after which a message could be left; -1: none
  int64_t last_word;                  ///< end of the last word of either party; -1 when nobody answered
  bool busy;                          ///< a busy or congestion tone ended an attempt that nobody answered
  struct lur_ranges unheard;          ///< masked, or lost: nobody knows what was said
  struct lur_ranges said_holds;       ///< as the caller noted them
  struct lur_ranges holds, transfers; ///< from the answer on, disjoint; the last may follow the last word
  struct lur_ranges talk;             ///< conversation less holds, transfers and what was not heard
  struct lur_repeats repeats, music_repeats; ///< of prompts and music: what was heard before
  struct lur_repeats loops;                  ///< music that starts anew after `lag`
  struct lur_marks phases;                   ///< tile [0, frames)
};

/// Zero-initialised *journey is filled. `feed` gives the levels that tell a mute from a pause. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_journey_of(const struct lur_analyser_config *config,
                                        const struct lur_heard *heard, const lur_feed *feed,
                                        struct lur_journey *journey);
/// What is left out of the conversation: holds, transfers and what was not heard. *out must be empty.
/// LUR_NO_MEM.
LUR_NODISCARD lur_status lur_journey_away(const struct lur_journey *journey, struct lur_ranges *out);
void lur_journey_clear(struct lur_journey *journey);

#endif
