#define _GNU_SOURCE
#include "cli/rank_awards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/rank_table.h"
#include "report/words.h"

/// "A" or "A, B"; with more than three how many there are.
static void put_winners(struct lur_table *t, const struct lur_ranking *r, const struct lur_league *league)
{
  char text[500] = "";
  size_t used = 0;
  const struct lur_field *field = r->source.field;
  if (league->winners > 3)
    snprintf(text, sizeof text, lur_text_n("%zu shares it", "%zu share it", league->winners),
             league->winners);
  for (size_t i = 0; i < league->winners && league->winners <= 3; i++) {
    char *name = lur_rank_short(field->entrant[league->place[i].entrant].title, 40);
    used += (size_t)snprintf(text + used, sizeof text - used, "%s%.140s", i ? ", " : "", name ? name : "");
    free(name);
  }
  if (!league->winners && league->ranked)
    snprintf(text, sizeof text, "– (%s)", _("all below the mean asked for"));
  else if (!league->winners)
    snprintf(text, sizeof text, "– (%s)",
             league->places && league->place[0].standing == LUR_PLACE_TOO_FEW ? _("too few calls")
                                                                              : _("no calls"));
  lur_table_put(t, text);
}

/// Leagues without a class beside leagues of classes are told apart by words.
static const char *class_of(const struct lur_ranking *r, const struct lur_league *league)
{
  const char *name = league->rules.class_name;
  if (r->leagues < 2 || r->league[1]->rules.aspect != r->league[0]->rules.aspect) return name ? name : "";
  return !name ? _("all together") : name[0] ? name : _("without a class");
}

static void put_award(struct lur_table *t, const struct lur_ranking *r, const struct lur_league *league,
                      const char *language)
{
  char text[LUR_WORDS_SIZE], low[LUR_WORDS_SIZE], high[LUR_WORDS_SIZE], interval[2 * LUR_WORDS_SIZE + 8] = "";
  const struct lur_place *p = league->winners ? &league->place[0] : NULL;
  lur_table_put(t, class_of(r, league));
  lur_table_put(t, lur_ranking_aspect(r, league)->title);
  put_winners(t, r, league);
  lur_table_put(t, p ? lur_words_number(p->mean, 1, language, text) : "");
  if (p && p->low == p->low && p->high == p->high)
    snprintf(interval, sizeof interval, "%s–%s%s", lur_words_number(p->low, 1, language, low),
             lur_words_number(p->high, 1, language, high), p->few ? "?" : "");
  lur_table_put(t, interval);
  if (p)
    lur_table_put_number(t, p->contacts);
  else
    lur_table_put(t, "");
  snprintf(text, sizeof text, "%.0f %%", p && league->chance ? 100 * p->share_first : 0);
  lur_table_put(t, p && league->chance ? text : "");
}

struct lur_table lur_rank_awards(const struct lur_ranking *ranking, const char *language)
{
  static const char *const head[] = {N_("class"),    N_("best at"), N_("winner"), N_("mean"),
                                     N_("interval"), N_("calls"),   N_("first")};
  enum { COLUMNS = sizeof head / sizeof *head };
  struct lur_table t = {.columns = COLUMNS, .right = 0x78};
  for (size_t c = 0; c < COLUMNS; c++) lur_table_put(&t, _(head[c]));
  for (size_t i = 0; i < ranking->leagues; i++) put_award(&t, ranking, ranking->league[i], language);
  return t;
}
