/// \file
/// Turns, backchannels, the floor, interruptions and monologues of a two-party conversation: one state
/// machine over who speaks when (docs/measures.md; Heldner & Edlund 2010 for pauses, gaps and overlaps).
/// Pure, in frames.
#ifndef LUR_ANALYSIS_TURNS_H
#define LUR_ANALYSIS_TURNS_H

#include "analysis/frames.h"

/// Thresholds, frames of 10 ms; the defaults are those of the definition.
struct lur_turn_rules {
  int64_t join;              ///< own pauses shorter than this are inside a candidate: 0.5 s
  int64_t backchannel;       ///< a shorter candidate may be a backchannel: 1.0 s
  int64_t resume;            ///< within which the other speaks again after a backchannel: 1.0 s
  int64_t interruption;      ///< shortest turn that interrupts: 0.8 s
  int64_t talking, going_on; ///< the other has talked for 0.5 s and goes on for 0.3 s
  int64_t dead_air;          ///< ends a monologue: 4 s
};
struct lur_turn_rules lur_turn_rules_default(void);

enum { LUR_PARTY_AGENT = 0, LUR_PARTY_CALLER = 1 };

struct lur_spoken {
  int party;
  int64_t start, end;
  bool backchannel;
  bool takes_floor; ///< a floor transfer
  int64_t offset;   ///< where takes_floor: its start less the end of the other's previous turn
  bool interrupts;
  bool took_floor;     ///< where interrupts: the other stopped first
  int64_t overlap_end; ///< where interrupts: end of the overlapped speech
};
struct lur_monologue {
  int party;
  int64_t start, end;
};
/// Zero-initialise; clear with lur_talk_clear.
struct lur_talk {
  struct lur_spoken *at; ///< candidates in order of start
  size_t n, room;
  struct lur_monologue *monologue; ///< one a holding of the floor, in order
  size_t monologues, monologues_room;
};

/// speech[party]: each party's segments inside the conversation. away: holds and transfers inside it; no
/// turn, offset or monologue reaches across one. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_turns_of(const struct lur_turn_rules *rules, const struct lur_ranges speech[2],
                                      const struct lur_ranges *away, struct lur_talk *talk);
void lur_talk_clear(struct lur_talk *talk);

#endif
