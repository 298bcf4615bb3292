#include "cli/league.h"

#include "base/i18n.h"
#include "cli/talk.h"
#include "report/words.h"

static const char *const people_head[] = {N_("rank"),  N_("participant"), N_("mean"),
                                          N_("calls"), N_("incomplete"),  N_("not scored")};
static const char *const all_head[] = {"rank",  "participant", "title",      "mean",
                                       "calls", "incomplete",  "not_scored", "rubric"};
enum { PEOPLE = sizeof people_head / sizeof *people_head, ALL = sizeof all_head / sizeof *all_head };

/// Rounded half up to millionths; ranks do not rest on it.
static int64_t mean_millionths(const struct lur_store_place *p)
{
  return (2 * p->sum_millionths + p->counted) / (2 * p->counted);
}

static void add_for_people(struct lur_table *t, const struct lur_store_place *p, const char *language)
{
  char text[LUR_WORDS_SIZE];
  if (p->rank)
    lur_table_put_number(t, p->rank);
  else
    lur_table_put(t, "");
  lur_table_put(t, p->participant[0] ? p->title : _("(nobody named)"));
  lur_table_put(t, p->counted ? lur_words_number(p->mean, 1, language, text) : "–");
  lur_table_put_number(t, p->counted);
  lur_table_put_number(t, p->incomplete);
  lur_table_put_number(t, p->unscored);
}

static void add_whole(struct lur_table *t, const struct lur_store_place *p, const char *rubric)
{
  if (p->rank)
    lur_table_put_number(t, p->rank);
  else
    lur_table_put(t, "");
  lur_table_put(t, p->participant);
  lur_table_put(t, p->title);
  if (p->counted)
    lur_table_put_millionths(t, mean_millionths(p));
  else
    lur_table_put(t, "");
  lur_table_put_number(t, p->counted);
  lur_table_put_number(t, p->incomplete);
  lur_table_put_number(t, p->unscored);
  lur_table_put(t, rubric);
}

struct lur_table lur_league_table(const struct lur_store_ranking *ranking, bool for_people,
                                  const char *language)
{
  struct lur_table t = {.columns = for_people ? PEOPLE : ALL};
  t.right = for_people ? 0x3d : 0x79;
  for (size_t i = 0; i < t.columns; i++) lur_table_put(&t, for_people ? _(people_head[i]) : all_head[i]);
  for (size_t i = 0; i < ranking->places; i++) {
    if (for_people)
      add_for_people(&t, &ranking->place[i], language);
    else
      add_whole(&t, &ranking->place[i], ranking->rubric);
  }
  return t;
}

void lur_league_say_undone(int64_t unscored, int64_t incomplete)
{
  if (unscored)
    lur_say(lur_text_n("%ld call is not scored and does not count",
                       "%ld calls are not scored and do not count", (unsigned long)unscored),
            (long)unscored);
  if (incomplete)
    lur_say(lur_text_n("%ld call is not answered completely and does not count",
                       "%ld calls are not answered completely and do not count", (unsigned long)incomplete),
            (long)incomplete);
}

void lur_league_say(const struct lur_store_ranking *ranking)
{
  int64_t unscored = 0, incomplete = 0, nameless = 0;
  for (size_t i = 0; i < ranking->places; i++) {
    const struct lur_store_place *p = &ranking->place[i];
    unscored += p->unscored;
    incomplete += p->incomplete;
    if (!p->participant[0]) nameless += p->counted;
  }
  if (!ranking->rubric[0])
    lur_say(_("nothing is scored yet; 'lur score %s --rubric RUBRIC' does it"), ranking->wave);
  lur_league_say_undone(ranking->rubric[0] ? unscored : 0, incomplete);
  if (nameless)
    lur_say(lur_text_n("%ld scored call names no participant and has no rank",
                       "%ld scored calls name no participant and have no rank", (unsigned long)nameless),
            (long)nameless);
  if (ranking->versions > 1)
    lur_say(_("the scores were made with %ld versions of the rubric; 'lur score' makes them alike"),
            (long)ranking->versions);
}
