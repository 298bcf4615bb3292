#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "waves/scheduling.h"

/// A caller who would call the participant twice running could take it if that were allowed.
static bool waits_for_another(const struct lur_work *w, size_t t, const struct lur_work_caller *c)
{
  if (w->plan->twice_running || c->calls >= c->room) return false;
  for (size_t i = 0; i < w->moments; i++) {
    if (c->busy[i] || !lur_work_open(w, &w->target[t], i) || !lur_work_works(w, c, i)) continue;
    if (c->on_date[w->moment[i].date] >= c->a_day) continue;
    struct lur_neighbours n = lur_work_neighbours(w, c, i);
    if (n.before == (uint32_t)t + 1 || n.after == (uint32_t)t + 1) return true;
  }
  return false;
}

static bool speaks(const struct lur_work_caller *c, const struct lur_plan_target *t)
{
  return !t->language[0] || lur_plan_words_hold(&c->of->languages, t->language);
}

struct lur_shortfall lur_work_shortfall(const struct lur_work *w, size_t target)
{
  const struct lur_work_target *t = &w->target[target];
  struct lur_shortfall s = {.target = t->in_plan, .missing = t->missing, .of = t->missing + t->contacts};
  size_t speaking = 0, allowed = 0, reaching = 0;
  bool twice = false;
  for (size_t c = 0; c < w->callers; c++) {
    speaking += speaks(&w->caller[c], t->of);
    if (!lur_plan_may_call(w->caller[c].of, t->of)) continue;
    allowed++;
    s.room += w->caller[c].room;
    reaching += w->most[target * w->callers + c] > 0;
    twice = twice || waits_for_another(w, target, &w->caller[c]);
  }
  s.why = !w->moments   ? LUR_SHORT_NO_DAYS
          : !speaking   ? LUR_SHORT_LANGUAGE
          : !allowed    ? LUR_SHORT_CUSTOMER
          : !t->moments ? LUR_SHORT_CLOSED
          : !reaching   ? LUR_SHORT_HOURS
          : twice       ? LUR_SHORT_TWICE
                        : LUR_SHORT_BUSY;
  return s;
}

static const char *why_text(lur_short_reason why)
{
  static const char *const reasons[] = {
      [LUR_SHORT_CUSTOMER] =
          N_("every caller who speaks its language is its customer; add a caller who is not"),
      [LUR_SHORT_NO_DAYS] = N_(
          "the windows leave no time at all between the first day and the last; mend “windows”, “excluded” "
          "or the days"),
      [LUR_SHORT_CLOSED] = N_("it is closed whenever the windows allow calls; mend its “hours” or “windows”"),
      [LUR_SHORT_HOURS] =
          N_("none of those who may call it works while it is open; mend “hours” or “absent”"),
      [LUR_SHORT_TWICE] = N_("the same caller would call it twice running; add callers or participants, or "
                             "allow it with “twice_running: true”")};
  return reasons[why];
}

const char *lur_shortfall_text(const struct lur_plan *plan, const struct lur_shortfall *shortfall, char *out,
                               size_t size)
{
  const struct lur_plan_target *t = &plan->target[shortfall->target];
  char why[300];
  if (shortfall->why == LUR_SHORT_LANGUAGE)
    snprintf(why, sizeof why,
             _("no caller speaks its language, “%s”; add a caller who does, or mend “languages”"),
             t->language);
  else if (shortfall->why == LUR_SHORT_BUSY)
    snprintf(why, sizeof why,
             lur_text_n(
                 "those who may call it have no time left: they can make %d call in all; add callers, days "
                 "or hours, or let them make more calls a day",
                 "those who may call it have no time left: they can make %d calls in all; add callers, days "
                 "or hours, or let them make more calls a day",
                 (unsigned long)shortfall->room),
             shortfall->room);
  else
    snprintf(why, sizeof why, "%s", _(why_text(shortfall->why)));
  snprintf(out, size,
           lur_text_n("%d of %d contact with %s could not be planned: %s",
                      "%d of %d contacts with %s could not be planned: %s", (unsigned long)shortfall->of),
           shortfall->missing, shortfall->of, t->name, why);
  return out;
}
