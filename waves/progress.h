/// \file
/// How far a wave has come: which of its slots were met by which contact, and what is due. Worked out anew
/// each time from slots and calls; nothing of it is kept.
#ifndef LUR_WAVES_PROGRESS_H
#define LUR_WAVES_PROGRESS_H

#include "waves/schedule.h"

/// A contact that was made or begun: a call, or a call and the further attempts after it.
struct lur_made {
  int64_t slot; ///< id of the slot that the caller said; 0: not said
  int round;
  size_t target; ///< index in the plan
  size_t caller; ///< of the first attempt, index in the plan; LUR_NOBODY: not known
  int32_t day;   ///< of the first attempt
  int minute;
  int32_t last_day; ///< of the last one
  int64_t call;     ///< the last one
  int attempts;
  bool again; ///< all attempts so far failed, and another is to follow
};

typedef enum { LUR_SLOT_OPEN, LUR_SLOT_AGAIN, LUR_SLOT_DONE } lur_slot_state;
typedef enum { LUR_DUE_NOT, LUR_DUE_LATER, LUR_DUE_NOW, LUR_DUE_LATE } lur_slot_due;
struct lur_slot_progress {
  lur_slot_state state;
  lur_slot_due due; ///< NOT: it is done
  int32_t
      due_day; ///< when to call: the slot's day, or for another attempt the next possible day after the last
  size_t made; ///< index of its contact; LUR_NOBODY: none
};

/// Finds the slot of each contact: the one that was said; else of the same round and participant one of the
/// same caller and day, else the earliest of the same caller, else the earliest. made: by time. out: one for
/// each slot. met (may be NULL): for each contact whether it has a slot. today: by the wall clock where calls
/// are made. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_progress_make(const struct lur_plan *plan, const struct lur_slot *slot,
                                           size_t slots, const struct lur_made *made, size_t n, int32_t today,
                                           struct lur_slot_progress *out, bool *met);

#endif
