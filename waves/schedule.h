/// \file
/// Who calls whom, when and about what: a schedule made at random from a plan, the same on every machine for
/// the same plan and seed.
///
/// What must hold, holds for every slot: it lies within the windows, outside excluded days, while the
/// participant is open and the caller works; the caller speaks the language and is not the participant's
/// customer; no caller has two calls at once, more calls a day or an hour than allowed, or (unless the plan
/// allows it) the same participant twice running. What is only aimed at: each participant's contacts are
/// spread evenly over callers, weekdays, hours, days and scenarios. The order in which a plan lists
/// participants, callers and scenarios makes no difference.
#ifndef LUR_WAVES_SCHEDULE_H
#define LUR_WAVES_SCHEDULE_H

#include "waves/plan.h"

#define LUR_NOBODY SIZE_MAX

/// A contact to be made.
struct lur_slot {
  int64_t id;      ///< the store's; 0: it has none yet
  int round;       ///< 0: the wave's own; 1: the final
  size_t target;   ///< index in the plan
  size_t caller;   ///< index in the plan; LUR_NOBODY: one who is not in the plan any more
  size_t scenario; ///< index in the plan; LUR_NOBODY: none
  int32_t day;
  int minute; ///< of the day, when to call
};

struct lur_schedule_ask {
  int round;
  uint64_t seed;
  int32_t first_day;           ///< nothing is planned before; LUR_NO_DAY: as the plan says
  const struct lur_slot *kept; ///< slots that stand: they count, and their times are taken
  size_t kepts;
  const bool *takes_part; ///< for each participant of the plan; NULL: all do
};

/// Why contacts of a participant could not be planned.
typedef enum {
  LUR_SHORT_LANGUAGE, ///< no caller speaks its language
  LUR_SHORT_CUSTOMER, ///< every caller that does is its customer
  LUR_SHORT_NO_DAYS,  ///< the wave has no time for calls at all
  LUR_SHORT_CLOSED,   ///< it is closed whenever calls may be made
  LUR_SHORT_HOURS,    ///< nobody who may call works while it is open
  LUR_SHORT_BUSY,     ///< those who may call have no time left
  LUR_SHORT_TWICE     ///< a caller would call it twice running
} lur_short_reason;
struct lur_shortfall {
  size_t target;
  int missing, of; ///< contacts that are missing, of those wanted
  lur_short_reason why;
  int room; ///< BUSY: how many calls those who may call can make in all
};

struct lur_schedule {
  struct lur_slot *slot; ///< the new ones, by day, minute and caller's name
  size_t slots, slots_room;
  struct lur_shortfall *shortfall; ///< by participant's name; none: all could be planned
  size_t shortfalls, shortfalls_room;
};
void lur_schedule_clear(struct lur_schedule *schedule);

/// Makes the slots that are missing. *out is zero-initialised. LUR_UNSUPPORTED: the plan is too large to be
/// worked out, diag says how large it may be. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_schedule_make(const struct lur_plan *plan, const struct lur_schedule_ask *ask,
                                           struct lur_schedule *out, struct lur_diag *diag);

/// What is missing, why, and what to do, as one sentence; at most size bytes; returns out.
const char *lur_shortfall_text(const struct lur_plan *plan, const struct lur_shortfall *shortfall, char *out,
                               size_t size);

#endif
