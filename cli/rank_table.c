#define _GNU_SOURCE
#include "cli/rank_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/utf8.h"
#include "report/words.h"

enum { P_RANK, P_NAME, P_MEAN, P_INTERVAL, P_CALLS, P_ANSWERED, P_FIRST, P_GROUP, PEOPLE };
enum { gaps = 2 * (PEOPLE - 1), least_name = 12 };

/// The end of a text that takes at most so many columns.
static const char *tail_of(const char *text, size_t columns)
{
  const char *at = text;
  while (*at && lur_utf8_width(at) > columns)
    for (at++; ((unsigned char)*at & 0xC0) == 0x80;) at++;
  return at;
}

char *lur_rank_short(const char *name, size_t columns)
{
  size_t width;
  char *text = NULL, *clean = lur_utf8_clean(name);
  if (!clean || lur_utf8_width(clean) <= columns) return clean;
  const char *tail = tail_of(clean, columns / 3);
  int bytes = (int)lur_utf8_fit(clean, columns - 1 - lur_utf8_width(tail), &width);
  if (asprintf(&text, "%.*s…%s", bytes, clean, tail) < 0) text = NULL;
  free(clean);
  return text;
}

static void put_name(struct lur_table *t, const char *name, size_t columns)
{
  char *text = lur_rank_short(name, columns);
  if (text)
    lur_table_put(t, text);
  else
    t->status = LUR_NO_MEM;
  free(text);
}

static bool shares_rank(const struct lur_league *league, size_t i)
{
  int rank = league->place[i].rank;
  return rank && ((i > 0 && league->place[i - 1].rank == rank) ||
                  (i + 1 < league->places && league->place[i + 1].rank == rank));
}

/// "79.9–86.2"; "?" where the calls are too few to tell; "" where there is no rank.
static void put_interval(struct lur_table *t, const struct lur_place *p, const char *language)
{
  char low[LUR_WORDS_SIZE], high[LUR_WORDS_SIZE], text[2 * LUR_WORDS_SIZE + 8];
  if (!p->rank || isnan(p->low) || isnan(p->high)) {
    lur_table_put(t, p->rank ? "?" : "");
    return;
  }
  snprintf(text, sizeof text, "%s–%s%s", lur_words_number(p->low, 1, language, low),
           lur_words_number(p->high, 1, language, high), p->few ? "?" : "");
  lur_table_put(t, text);
}

static double answered_mean(const struct lur_league *answered, size_t entrant)
{
  for (size_t i = 0; answered && i < answered->places; i++)
    if (answered->place[i].entrant == entrant) return answered->place[i].mean;
  return (double)NAN;
}

static void put_mean(struct lur_table *t, double mean, const char *language)
{
  char text[LUR_WORDS_SIZE];
  lur_table_put(t, isnan(mean) ? "–" : lur_words_number(mean, 1, language, text));
}

/// "41 %"; what is less than half a per cent is not nothing.
static void put_chance(struct lur_table *t, double chance)
{
  char text[LUR_WORDS_SIZE];
  if (chance > 0 && chance < 0.005)
    snprintf(text, sizeof text, "<1 %%");
  else if (chance < 1 && chance >= 0.995)
    snprintf(text, sizeof text, ">99 %%");
  else
    snprintf(text, sizeof text, "%.0f %%", 100 * chance);
  lur_table_put(t, text);
}

static void put_place(struct lur_table *t, const struct lur_ranking *r, const struct lur_league *league,
                      size_t i, const struct lur_league *answered, size_t columns, const char *language)
{
  char text[LUR_WORDS_SIZE] = "";
  const struct lur_place *p = &league->place[i];
  if (p->rank) snprintf(text, sizeof text, "%d%s", p->rank, shares_rank(league, i) ? "=" : "");
  lur_table_put(t, text);
  put_name(t, r->source.field->entrant[p->entrant].title, columns);
  put_mean(t, p->mean, language);
  put_interval(t, p, language);
  lur_table_put_number(t, p->contacts);
  if (answered)
    put_mean(t, answered_mean(answered, p->entrant), language);
  else
    lur_table_put(t, "");
  if (p->rank && league->chance)
    put_chance(t, p->share_first);
  else
    lur_table_put(t, "");
  if (p->rank && p->group)
    lur_table_put_number(t, p->group);
  else
    lur_table_put(t, "");
}

/// Columns of the table that names leave over.
static size_t name_columns(const char *const *head, bool answered, int width)
{
  size_t used = gaps;
  static const size_t least[PEOPLE] = {[P_RANK] = 4, [P_MEAN] = 5, [P_INTERVAL] = 11, [P_FIRST] = 5};
  for (size_t c = 0; c < PEOPLE; c++) {
    size_t columns = lur_utf8_width(head[c]);
    if (c == P_NAME || (c == P_ANSWERED && !answered)) continue;
    used += columns > least[c] ? columns : least[c];
  }
  return width > 0 && (size_t)width > used + least_name ? (size_t)width - used : least_name;
}

struct lur_table lur_rank_table(const struct lur_ranking *ranking, const struct lur_league *league,
                                const struct lur_league *answered, int width, const char *language)
{
  char level[LUR_WORDS_SIZE], number[LUR_WORDS_SIZE];
  double percent = 100 * league->rules.level;
  struct lur_table t = {.columns = PEOPLE,
                        .right = 1U << P_RANK | 1U << P_MEAN | 1U << P_INTERVAL | 1U << P_CALLS |
                                 1U << P_ANSWERED | 1U << P_FIRST | 1U << P_GROUP};
  snprintf(level, sizeof level, "%s %%",
           lur_words_number(percent, fabs(percent - round(percent)) > 0.01, language, number));
  const char *const head[PEOPLE] = {_("rank"),  ranking->source.agents ? _("agent") : _("participant"),
                                    _("mean"),  level,
                                    _("calls"), _("answered"),
                                    _("first"), _("group")};
  size_t columns = name_columns(head, answered != NULL, width);
  for (size_t c = 0; c < PEOPLE; c++) lur_table_put(&t, head[c]);
  for (size_t i = 0; i < league->places; i++) put_place(&t, ranking, league, i, answered, columns, language);
  return t;
}

// ---- For spreadsheets

static const char *const csv_head[] = {"class",         "kind",      "aspect",      "rank",
                                       "participant",   "title",     "mean",        "low",
                                       "high",          "calls",     "answered",    "few",
                                       "rank_low",      "rank_high", "group",       "chance_of_first",
                                       "further_calls", "standing",  "rank_of_all", "incomplete",
                                       "not_scored",    "open",      "rubric"};
enum { CSV = sizeof csv_head / sizeof *csv_head };

static void put_number(struct lur_table *t, int64_t number, bool known)
{
  if (known)
    lur_table_put_number(t, number);
  else
    lur_table_put(t, "");
}

static void put_real(struct lur_table *t, double number, bool known)
{
  if (known && !isnan(number))
    lur_table_put_millionths(t, llround(number * 1e6));
  else
    lur_table_put(t, "");
}

static const struct lur_place *place_of(const struct lur_league *league, size_t entrant)
{
  for (size_t i = 0; league && i < league->places; i++)
    if (league->place[i].entrant == entrant) return &league->place[i];
  return NULL;
}

/// What is known of an entrant of one wave beside its contacts, and by which rubric it was scored.
static void put_rest(struct lur_table *t, const struct lur_ranking_source *source, size_t entrant)
{
  bool known = !source->agents && !source->merge;
  const struct lur_store_entrant none = {0}, *e = known ? &source->wave[0]->entrant[entrant] : &none;
  put_number(t, e->incomplete, known);
  put_number(t, e->unscored, known);
  put_number(t, e->open, known);
  lur_table_put(t, source->wave[0]->rubric);
}

static void put_csv_row(struct lur_table *t, const struct lur_ranking *r, const struct lur_league *league,
                        const struct lur_place *p, const struct lur_place *of_all)
{
  const struct lur_field *f = r->source.field;
  const struct lur_aspect *aspect = lur_ranking_aspect(r, league);
  bool ranked = p->rank > 0, drawn = ranked && league->chance;
  lur_table_put(t, f->entrant[p->entrant].class_name);
  lur_table_put(t, lur_aspect_kind_name(aspect->kind));
  lur_table_put(t, aspect->id);
  put_number(t, p->rank, ranked);
  lur_table_put(t, f->entrant[p->entrant].name);
  lur_table_put(t, f->entrant[p->entrant].title);
  put_real(t, p->mean, true);
  put_real(t, p->low, ranked);
  put_real(t, p->high, ranked);
  lur_table_put_number(t, p->contacts);
  lur_table_put_number(t, p->answered);
  lur_table_put(t, p->few ? "true" : "false");
  put_number(t, p->rank_low, drawn);
  put_number(t, p->rank_high, drawn);
  put_number(t, p->group, drawn);
  put_real(t, p->share_first, drawn);
  put_number(t, p->further, drawn && p->further >= 0);
  lur_table_put(t, lur_standing_name(p->standing));
  put_number(t, of_all ? of_all->rank : 0, of_all && of_all->rank);
  put_rest(t, &r->source, p->entrant);
}

struct lur_table lur_rank_csv(const struct lur_ranking *ranking)
{
  struct lur_table t = {.columns = CSV, .logic = 1U << 11};
  const struct lur_league *all = NULL;
  t.right = ~(uint64_t)(1U << 0 | 1U << 1 | 1U << 2 | 1U << 4 | 1U << 5 | 1U << 11 | 1U << 17 | 1U << 22);
  for (size_t c = 0; c < CSV; c++) lur_table_put(&t, csv_head[c]);
  for (size_t k = 0; k < ranking->leagues; k++) {
    const struct lur_league *league = ranking->league[k],
                            *next = k + 1 < ranking->leagues ? ranking->league[k + 1] : NULL;
    if (!league->rules.class_name) all = league;
    // Where there are classes, their rows tell of the league of all, too.
    if (!league->rules.class_name && next && next->rules.class_name) continue;
    for (size_t i = 0; i < league->places; i++)
      put_csv_row(&t, ranking, league, &league->place[i], place_of(all, league->place[i].entrant));
  }
  return t;
}
