/// \file
/// The state of making a schedule. For waves/ only. Participants, callers and scenarios are numbered by name
/// here, so that the order of the plan makes no difference.
#ifndef LUR_WAVES_SCHEDULING_H
#define LUR_WAVES_SCHEDULING_H

#include "waves/lot.h"
#include "waves/schedule.h"

enum { LUR_NO_LIMIT = INT32_MAX };

/// A moment at which a caller may begin a call.
struct lur_moment {
  int32_t day;
  int minute;
  int weekday, hour;
  size_t date; ///< index among the days that have moments
};

struct lur_work_target {
  const struct lur_plan_target *of;
  size_t in_plan;
  bool takes_part;
  int wanted;                     ///< new contacts
  int missing;                    ///< that could not be planned so far
  int contacts;                   ///< kept and new ones that have a moment
  bool *open;                     ///< by weekday and step of the day
  size_t moments;                 ///< at which it is open
  int on_weekday[7], at_hour[24]; ///< contacts
  int dates_on[7], dates_at[24];  ///< dates with an open moment there
  int *on_date;                   ///< contacts
  int dates;                      ///< with an open moment
};
struct lur_work_caller {
  const struct lur_plan_caller *of;
  size_t in_plan;
  bool *works;    ///< by weekday and step of the day
  bool *away;     ///< by date
  uint32_t *busy; ///< by moment: 0, or one more than the participant
  bool *fixed;    ///< by moment: what stands there was kept
  int *on_date;   ///< calls
  int a_day;      ///< at most
  int room;       ///< calls that can be made in all, kept ones included
  int calls;      ///< kept ones and those shared out
};

struct lur_work {
  const struct lur_plan *plan;
  const struct lur_schedule_ask *ask;
  struct lur_lot lot;
  int step;     ///< minutes between a caller's moments
  size_t steps; ///< of a day
  struct lur_moment *moment;
  size_t moments, moments_room, dates;
  struct lur_work_target *target;
  size_t targets;
  struct lur_work_caller *caller;
  size_t callers;
  int *share;     ///< [target * callers + caller]: contacts, kept ones included
  int *kept;      ///< those that were kept
  int *most;      ///< at most so many
  int64_t effort; ///< left for putting others aside
};

/// Builds and frees. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_work_begin(struct lur_work *w);
void lur_work_end(struct lur_work *w);

static inline bool lur_work_open(const struct lur_work *w, const struct lur_work_target *t, size_t moment)
{
  const struct lur_moment *m = &w->moment[moment];
  return t->open[(size_t)m->weekday * w->steps + (size_t)(m->minute / w->step)];
}
static inline bool lur_work_works(const struct lur_work *w, const struct lur_work_caller *c, size_t moment)
{
  const struct lur_moment *m = &w->moment[moment];
  return c->works[(size_t)m->weekday * w->steps + (size_t)(m->minute / w->step)] && !c->away[m->date];
}

/// Shares the contacts of each participant out among the callers; what finds none is `missing`.
LUR_NODISCARD lur_status lur_work_share(struct lur_work *w);
/// Finds a moment for each contact that was shared out; what finds none is `missing`.
LUR_NODISCARD lur_status lur_work_place(struct lur_work *w);

/// Whether the caller may take the participant at that moment, as far as hours, days and neighbours go.
/// before, after: whom the caller calls next to it, one more than the participant, 0 for nobody.
struct lur_neighbours {
  uint32_t before, after;
};
struct lur_neighbours lur_work_neighbours(const struct lur_work *w, const struct lur_work_caller *c,
                                          size_t moment);

/// Why contacts of the participant are missing.
struct lur_shortfall lur_work_shortfall(const struct lur_work *w, size_t target);

#endif
