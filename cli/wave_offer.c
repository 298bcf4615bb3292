#include "cli/wave_offer.h"

#include <stdio.h>

#include "base/i18n.h"
#include "cli/talk.h"
#include "cli/wave.h"

static void say(const struct lur_wave_book *book, size_t i)
{
  char day[LUR_DAY_SIZE], clock[LUR_CLOCK_SIZE];
  const struct lur_slot *s = &book->slot[i];
  const struct lur_plan_target *t = &book->plan->target[s->target];
  lur_say(_("your next call is to %s (%s), planned for %s %s%s%s"), t->title, t->name,
          lur_day_format(book->progress[i].due_day, day), lur_clock_format(s->minute, clock),
          t->number[0] ? ": " : "", t->number);
  if (s->scenario == LUR_NOBODY) return;
  const struct lur_plan_scenario *scenario = &book->plan->scenario[s->scenario];
  lur_say("%s: %s", scenario->title, scenario->briefing);
  if (scenario->answer[0]) lur_say(_("a right answer: %s"), scenario->answer);
}

lur_status lur_wave_offer(lur_store *store, const char *wave, const char *caller, struct lur_wave_offer *out,
                          struct lur_diag *diag)
{
  struct lur_wave_book book = {0};
  struct lur_wave_run now = {0};
  int32_t today = 0;
  *out = (struct lur_wave_offer){0};
  if (!lur_wave_today(&now, &today)) return LUR_OK;
  lur_status status = lur_wave_book_read(store, wave, today, &book, diag);
  size_t i = status == LUR_OK ? lur_wave_next(&book, caller) : LUR_NOBODY;
  bool planned = book.plan != NULL;
  if (i != LUR_NOBODY) {
    snprintf(out->participant, sizeof out->participant, "%s", book.plan->target[book.slot[i].target].name);
    snprintf(out->slot, sizeof out->slot, "s%lld", (long long)book.slot[i].id);
    say(&book, i);
  }
  lur_wave_book_clear(&book);
  return status == LUR_NOT_FOUND && !planned ? LUR_OK : status;
}
