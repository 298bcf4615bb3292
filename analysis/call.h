/// \file
/// What the analysis of one recording found: plain records, no behaviour.
#ifndef LUR_ANALYSIS_CALL_H
#define LUR_ANALYSIS_CALL_H

#include "analysis/event.h"
#include "analysis/measures.h"

/// What one party says.
struct lur_track {
  lur_role role;           ///< CALLER, AGENT, or MIX (mono)
  int channel;             ///< of the file
  bool separated;          ///< told apart by voice within one channel
  struct lur_spans speech; ///< speech segments (inter-pausal units), prompts excluded, ascending
};

typedef enum {
  LUR_PHASE_DIAL,
  LUR_PHASE_RING,
  LUR_PHASE_IVR,
  LUR_PHASE_QUEUE,
  LUR_PHASE_CONVERSATION,
  LUR_PHASE_HOLD,
  LUR_PHASE_TRANSFER,
  LUR_PHASE_END,
  LUR_PHASE_KINDS
} lur_phase_kind;
struct lur_phase {
  lur_phase_kind kind;
  double start_s, end_s, confidence;
};
const char *lur_phase_name(lur_phase_kind kind);  ///< "dial" ...: the names of JSON
const char *lur_phase_title(lur_phase_kind kind); ///< in the user's words, English; translate with _()

/// A turn or a backchannel (measures.md, the state machine of turns).
struct lur_turn {
  lur_role track;
  double start_s, end_s;
  bool backchannel;
  bool takes_floor; ///< a floor transfer: gets the floor from the other party
  double offset_s;  ///< floor transfer offset where takes_floor; else NAN
};

/// What casts doubt on the two channels of a recording.
typedef enum {
  LUR_DOUBT_SWAPPED,   ///< what is heard contradicts the roles that were given
  LUR_DOUBT_DUPLICATE, ///< both channels carry the same sound
  LUR_DOUBT_SHIFTED,   ///< the caller's channel is late against the agent's, or early
  LUR_DOUBT_ONE_WAY,   ///< one party is not heard at all
  LUR_DOUBT_KINDS
} lur_doubt_kind;
struct lur_doubts {
  bool is[LUR_DOUBT_KINDS];
  double delay_s; ///< duplicate: how much later channel 1 is; shifted: how much later the caller's is; else 0
};
const char *lur_doubt_name(lur_doubt_kind kind); ///< "swapped" ...: the names of JSON
/// What it means for the user and what to do: a sentence in English; translate with _().
const char *lur_doubt_text(lur_doubt_kind kind);

struct lur_call {
  double duration_s;
  int channels;
  lur_roles_from roles_from;
  double roles_confidence; ///< 0..1
  struct lur_doubts doubts;
  struct lur_track track[2];
  size_t tracks;           ///< 1 (mono, unseparated; or both channels the same) or 2
  struct lur_phase *phase; ///< tile [0, duration_s]
  size_t phases, phases_room;
  struct lur_turn *turn; ///< of the conversation, in order of start
  size_t turns, turns_room;
  struct lur_events events;
  struct lur_measures measures;
};

/// The track of that role, or NULL.
const struct lur_track *lur_call_track(const struct lur_call *call, lur_role role);
void lur_call_free(struct lur_call *call); ///< NULL is fine

#endif
