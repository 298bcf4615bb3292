#define _GNU_SOURCE
#include "cli/rank_words.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/league.h"
#include "cli/rank_table.h"
#include "cli/talk.h"
#include "report/text_out.h"
#include "report/words.h"

enum { most_named = 4 }; // of a list of names; the others are counted

/// Where the sentences go.
struct speech {
  FILE *out;
  int width;
  const char *language;
  const struct lur_ranking *ranking;
  const struct lur_league *league;
};

static void say(const struct speech *s, const char *format, ...) LUR_PRINTF(2, 3);
static void say(const struct speech *s, const char *format, ...)
{
  char *text = NULL;
  va_list list;
  struct lur_text_out o = {.out = s->out, .width = s->width > 0 ? s->width : 80};
  va_start(list, format);
  int n = vasprintf(&text, format, list);
  va_end(list);
  if (n < 0) return;
  lur_text_wrap(&o, 2, LUR_STYLE_PLAIN, text);
  lur_text_line(&o);
  free(text);
}

static const char *title(const struct speech *s, const struct lur_place *p)
{
  return s->ranking->source.field->entrant[p->entrant].title;
}

static const char *number(const struct speech *s, double value, char out[LUR_WORDS_SIZE])
{
  return lur_words_number(value, 1, s->language, out);
}

typedef bool chosen(const struct lur_league *league, size_t i, int which);

/// "A, B, C and 3 others": names of the places that are chosen; returns how many there are.
static size_t name_places(const struct speech *s, chosen *is_chosen, int which, char *out, size_t size)
{
  size_t n = 0, used = 0, named = 0;
  out[0] = '\0';
  for (size_t i = 0; i < s->league->places; i++) n += is_chosen(s->league, i, which);
  for (size_t i = 0; i < s->league->places && named < n && named < most_named; i++) {
    if (!is_chosen(s->league, i, which)) continue;
    const char *between = named == 0 ? "" : named + 1 == n ? _(" and ") : ", ";
    char *name = lur_rank_short(title(s, &s->league->place[i]), 50);
    used += (size_t)snprintf(out + used, size - used, "%s%.150s", between, name ? name : "");
    free(name);
    named++;
  }
  if (n > named)
    snprintf(out + used, size - used, lur_text_n(" and %zu other", " and %zu others", n - named), n - named);
  return n;
}

static bool is_winner(const struct lur_league *league, size_t i, int which)
{
  return which == 0 && i < league->winners;
}
static bool has_standing(const struct lur_league *league, size_t i, int which)
{
  return (int)league->place[i].standing == which;
}
static bool is_few(const struct lur_league *league, size_t i, int which)
{
  return which == 0 && league->place[i].few && league->place[i].rank > 0;
}
/// In that group, but not its first.
static bool follows_in_group(const struct lur_league *league, size_t i, int which)
{
  const struct lur_place *p = &league->place[i];
  return p->rank && p->group == which && i > 0 && league->place[i - 1].group == which;
}
/// In the first group, and not among those who win.
static bool is_close(const struct lur_league *league, size_t i, int which)
{
  return i >= league->winners && league->place[i].rank && league->place[i].group == which;
}

/// The mean of several waves needs all of them.
static bool needs_all(const struct speech *s)
{
  return s->ranking->source.merge && strcmp(s->ranking->source.merge, "mean") == 0;
}

static void say_nobody(const struct speech *s)
{
  char mean[LUR_WORDS_SIZE], asked[LUR_WORDS_SIZE];
  const struct lur_league *l = s->league;
  if (l->places == 0)
    say(s, "%s", _("Nobody takes part."));
  else if (l->ranked == 0 && l->place[0].standing == LUR_PLACE_TOO_FEW)
    say(s,
        lur_text_n("Nobody is ranked: nobody has the %ld call that is asked for.",
                   "Nobody is ranked: nobody has the %ld calls that are asked for.",
                   (unsigned long)l->rules.minimum_contacts),
        (long)l->rules.minimum_contacts);
  else if (l->ranked == 0 && needs_all(s))
    say(s, "%s", _("Nobody is ranked: nobody has calls that count in each of the waves."));
  else if (l->ranked == 0)
    say(s, "%s", _("Nobody is ranked: no call counts."));
  else if (l->ranked < (size_t)(l->rules.minimum_ranked > 0 ? l->rules.minimum_ranked : 0))
    say(s,
        lur_text_n("Nobody is named the winner: only %zu is ranked, and %d are asked for.",
                   "Nobody is named the winner: only %zu are ranked, and %d are asked for.", l->ranked),
        l->ranked, l->rules.minimum_ranked);
  else
    say(s, _("Nobody is named the winner: the best mean is %s, and %s is asked for."),
        number(s, l->place[0].mean, mean), number(s, l->rules.minimum_score, asked));
}

static void say_winner(const struct speech *s)
{
  char names[700], mean[LUR_WORDS_SIZE], others[700];
  const struct lur_league *l = s->league;
  const struct lur_place *first = &l->place[0];
  size_t n = name_places(s, is_winner, 0, names, sizeof names);
  if (n == 1 && l->ranked == 1)
    say(s, _("%s is the only one that is ranked, with %s."), names, number(s, first->mean, mean));
  else if (n == 1)
    say(s,
        first->tie_broken ? _("%s wins with %s; others have the same mean, and the tie break decides.")
                          : _("%s wins with %s."),
        names, number(s, first->mean, mean));
  else
    say(s, _("%s share the first place with %s."), names, number(s, first->mean, mean));
  if (!l->chance || name_places(s, is_close, first->group, others, sizeof others) == 0) return;
  say(s, _("These calls do not show that this is better than %s."), others);
}

/// How many more calls would tell the first from the next.
static void say_further(const struct speech *s)
{
  const struct lur_league *l = s->league;
  size_t last = l->winners ? l->winners - 1 : 0;
  if (!l->chance || last + 1 >= l->ranked || l->place[last].further <= 0) return;
  const struct lur_place *p = &l->place[last];
  say(s,
      lur_text_n("About %ld further call to each would tell %s from %s, if the difference stays as it is.",
                 "About %ld further calls to each would tell %s from %s, if the difference stays as it is.",
                 (unsigned long)p->further),
      (long)p->further, title(s, p), title(s, p + 1));
}

static void say_groups(const struct speech *s)
{
  char names[700];
  const struct lur_league *l = s->league;
  for (size_t i = 0; i < l->ranked && l->chance; i++) {
    const struct lur_place *p = &l->place[i];
    bool begins = i > 0 && l->place[i - 1].group != p->group;
    if (begins && name_places(s, follows_in_group, p->group, names, sizeof names))
      say(s, _("Group %d: %s cannot be told apart from %s."), p->group, names, title(s, p));
  }
}

static void say_left_out(const struct speech *s)
{
  char names[700], score[LUR_WORDS_SIZE];
  const struct lur_league *l = s->league;
  if (name_places(s, has_standing, LUR_PLACE_TOO_FEW, names, sizeof names) && l->ranked)
    say(s, _("Fewer calls than the %ld asked for, and so no rank: %s."), (long)l->rules.minimum_contacts,
        names);
  if (name_places(s, has_standing, LUR_PLACE_NO_SCORE, names, sizeof names) && l->ranked)
    say(s,
        needs_all(s) ? _("Without calls that count in each of the waves, and so no rank: %s.")
                     : _("No call that counts, and so no rank: %s."),
        names);
  if (l->winners && name_places(s, has_standing, LUR_PLACE_TOO_LOW, names, sizeof names))
    say(s, _("Below the %s asked of a winner: %s."), number(s, l->rules.minimum_score, score), names);
  if (l->chance && name_places(s, is_few, 0, names, sizeof names))
    say(s, _("Too few calls to rely on the interval (“?”; fewer than %d): %s."), LUR_RESAMPLE_FEW, names);
}

void lur_rank_words(FILE *out, const struct lur_ranking *ranking, const struct lur_league *league, int width,
                    const char *language)
{
  const struct speech s = {out, width, language, ranking, league};
  if (league->winners)
    say_winner(&s);
  else
    say_nobody(&s);
  say_further(&s);
  say_groups(&s);
  say_left_out(&s);
}

static void say_rules(const struct speech *s)
{
  char score[LUR_WORDS_SIZE], ties[600] = "", name[200];
  const struct lur_league_rules *r = &s->ranking->rules;
  size_t used = 0;
  if (r->minimum_contacts > 0)
    say(s,
        lur_text_n("Rule: at least %ld call to be ranked.", "Rule: at least %ld calls to be ranked.",
                   (unsigned long)r->minimum_contacts),
        (long)r->minimum_contacts);
  if (r->minimum_score > 0)
    say(s, _("Rule: at least %s to be named the winner."), number(s, r->minimum_score, score));
  if (r->minimum_ranked > 0)
    say(s, _("Rule: at least %d must be ranked for one to be named the winner."), r->minimum_ranked);
  for (int i = 0; i < LUR_TIE_BREAKS && r->tie[i].kind != LUR_TIE_NONE; i++)
    used += (size_t)snprintf(ties + used, sizeof ties - used, "%s%.140s", i ? ", " : "",
                             lur_tie_break_name(s->ranking->source.field, &r->tie[i], name, sizeof name));
  if (ties[0])
    say(s, _("Rule: equal means are told apart by: %s."), ties);
  else
    say(s, "%s", _("Rule: equal means share a rank."));
}

void lur_rank_method(FILE *out, const struct lur_ranking *ranking, bool answered, int width,
                     const char *language)
{
  char level[LUR_WORDS_SIZE];
  const struct speech s = {out, width, language, ranking, NULL};
  const struct lur_league_rules *r = &ranking->rules;
  say_rules(&s);
  if (answered) say(&s, "%s", _("mean: of all contacts; answered: of those only that somebody answered."));
  if (r->draws <= 0) return;
  snprintf(level, sizeof level, "%.6g", 100 * r->level);
  say(&s,
      _("%s %%: where the mean would be with so many calls that luck plays no part, in that share of cases; "
        "first: how probable it is that it is the best; group: those that cannot be told apart."),
      level);
  say(&s, _("%d draws with the seed %llu; the same seed gives the same figures."), r->draws,
      (unsigned long long)r->seed);
}

static int64_t sum_of(const struct lur_store_field *wave, size_t offset)
{
  int64_t sum = 0;
  for (size_t i = 0; i < wave->field.entrants; i++)
    sum += *(const int64_t *)((const char *)&wave->entrant[i] + offset);
  return sum;
}

/// What does not count because something is still to be done.
static void say_undone(const struct lur_store_field *wave)
{
  int64_t unscored = sum_of(wave, offsetof(struct lur_store_entrant, unscored)),
          incomplete = sum_of(wave, offsetof(struct lur_store_entrant, incomplete)),
          open = sum_of(wave, offsetof(struct lur_store_entrant, open)),
          less = sum_of(wave, offsetof(struct lur_store_entrant, tried_less));
  lur_league_say_undone(unscored, incomplete);
  if (open)
    lur_say(lur_text_n("%ld contact was not answered and is to be tried again; it does not count yet",
                       "%ld contacts were not answered and are to be tried again; they do not count yet",
                       (unsigned long)open),
            (long)open);
  if (less)
    lur_say(lur_text_n("%ld contact counts as unanswered after fewer attempts than the rubric asks for",
                       "%ld contacts count as unanswered after fewer attempts than the rubric asks for",
                       (unsigned long)less),
            (long)less);
}

void lur_rank_say(const struct lur_store_field *wave)
{
  if (!wave->rubric_versions && sum_of(wave, offsetof(struct lur_store_entrant, unscored)) == 0) {
    lur_say(_("no call of '%s' names a participant yet; 'lur import --wave %s --participant NAME FILE' takes "
              "one in"),
            wave->wave, wave->wave);
    return;
  }
  if (!wave->rubric[0]) {
    lur_say(_("nothing is scored yet; 'lur score %s --rubric RUBRIC' does it"), wave->wave);
    return;
  }
  say_undone(wave);
  if (wave->nameless)
    lur_say(lur_text_n("%ld scored call names no participant and has no rank",
                       "%ld scored calls name no participant and have no rank",
                       (unsigned long)wave->nameless),
            (long)wave->nameless);
  if (wave->passed)
    lur_say(lur_text_n("%ld attempt failed, was followed by another and does not count",
                       "%ld attempts failed, were followed by others and do not count",
                       (unsigned long)wave->passed),
            (long)wave->passed);
  if (wave->rubric_versions > 1)
    lur_say(_("the scores were made with %ld versions of the rubric; 'lur score' makes them alike"),
            (long)wave->rubric_versions);
  if (wave->analysers > 1)
    lur_say(
        _("the scores rest on %ld versions of the analysis; 'lur analyse' and 'lur score' make them alike"),
        (long)wave->analysers);
}
