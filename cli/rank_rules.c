#define _GNU_SOURCE
#include "cli/rank_rules.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/number.h"
#include "cli/talk.h"
#include "report/ranking.h"

enum { most_draws = 1000000, least_draws = 100 };

struct lur_rank_asked lur_rank_asked_nothing(void)
{
  return (struct lur_rank_asked){.seed = -1,
                                 .draws = -1,
                                 .minimum_calls = -1,
                                 .minimum_participants = -1,
                                 .level = (double)NAN,
                                 .minimum_score = (double)NAN};
}

lur_exit lur_take_rank_round(void *place, const char *command, const char *value)
{
  struct lur_rank_asked *asked = place;
  asked->round = strcmp(value, "final") == 0;
  if (asked->round || strcmp(value, "first") == 0) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("--round is first or final, not '%s'"), value);
}

lur_exit lur_take_rank_seed(void *place, const char *command, const char *value)
{
  char *end;
  struct lur_rank_asked *asked = place;
  errno = 0;
  asked->seed = strtoll(value, &end, 10);
  if (value[0] >= '0' && value[0] <= '9' && !*end && errno == 0) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("--seed is a whole number from 0 to 9223372036854775807, not '%s'"), value);
}

lur_exit lur_take_rank_draws(void *place, const char *command, const char *value)
{
  struct lur_rank_asked *asked = place;
  if (lur_count_parse(value, least_draws, most_draws, &asked->draws)) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("--draws is a whole number from %d to %d, not '%s'"), least_draws,
                       most_draws, value);
}

lur_exit lur_take_rank_level(void *place, const char *command, const char *value)
{
  double percent;
  struct lur_rank_asked *asked = place;
  if (!lur_number_parse(value, 50, 99.9, &percent))
    return lur_say_usage(command, _("--level is a number of per cent from 50 to 99.9, not '%s'"), value);
  asked->level = fmin(percent / 100, 0.999); // 99.9 / 100 lies a hair above
  return LUR_EXIT_DONE;
}

lur_exit lur_take_rank_calls(void *place, const char *command, const char *value)
{
  struct lur_rank_asked *asked = place;
  if (lur_count_parse(value, 0, 1000000, &asked->minimum_calls)) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("--minimum-calls is a whole number from 0, not '%s'"), value);
}

lur_exit lur_take_rank_participants(void *place, const char *command, const char *value)
{
  struct lur_rank_asked *asked = place;
  if (lur_count_parse(value, 0, 1000000, &asked->minimum_participants)) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("--minimum-participants is a whole number from 0, not '%s'"), value);
}

lur_exit lur_take_rank_score(void *place, const char *command, const char *value)
{
  struct lur_rank_asked *asked = place;
  if (lur_number_parse(value, 0, 100, &asked->minimum_score)) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("--minimum-score is a number from 0 to 100, not '%s'"), value);
}

void lur_rank_rubric_id(char *rubric)
{
  rubric[strcspn(rubric, "@")] = '\0';
  if (strpbrk(rubric, "/.")) rubric[0] = '\0';
}

/// "section.access" is the kind section and the id access; "access" is any kind.
static bool fits(const struct lur_aspect *aspect, const char *word)
{
  const char *kind = lur_aspect_kind_name(aspect->kind);
  size_t n = strlen(kind);
  if (strcmp(aspect->id, word) == 0) return true;
  return strncmp(word, kind, n) == 0 && word[n] == '.' && strcmp(aspect->id, word + n + 1) == 0;
}

static bool has_two_such(const struct lur_field *field, size_t found, const char *word)
{
  for (size_t i = found + 1; i < field->aspects; i++)
    if (fits(&field->aspect[i], word)) return true;
  return false;
}

static void list_aspects(const struct lur_field *field, char *out, size_t size)
{
  size_t used = 0;
  for (size_t i = 0; i < field->aspects && used + 100 < size; i++)
    if (field->aspect[i].kind != LUR_ASPECT_CRITERION)
      used += (size_t)snprintf(out + used, size - used, "%s%.60s", i ? ", " : "", field->aspect[i].id);
}

lur_exit lur_rank_aspect(const struct lur_field *field, const char *word, size_t *out)
{
  char list[1000];
  for (*out = 0; *out < field->aspects; ++*out) {
    if (!fits(&field->aspect[*out], word)) continue;
    // "total" and "answered" stand before whatever a rubric calls so.
    if (*out < 2 || strchr(word, '.') || !has_two_such(field, *out, word)) return LUR_EXIT_DONE;
    lur_say(_("the rubric has more than one '%s'; say which: section.%s, competence.%s, further.%s or "
              "criterion.%s"),
            word, word, word, word, word);
    return LUR_EXIT_INPUT;
  }
  list_aspects(field, list, sizeof list);
  lur_say(_("there is nothing called '%s' to rank by; there are: %s, and criteria by their ids"), word, list);
  return LUR_EXIT_INPUT;
}

static lur_exit add_tie(const struct lur_field *field, const char *word, struct lur_tie_break *out)
{
  if (strcmp(word, "answered") == 0) out->kind = LUR_TIE_ANSWERED;
  if (strcmp(word, "wait") == 0) out->kind = LUR_TIE_WAIT;
  if (out->kind != LUR_TIE_NONE) return LUR_EXIT_DONE;
  out->kind = LUR_TIE_ASPECT;
  return lur_rank_aspect(field, word, &out->aspect);
}

/// Words with blanks or commas between.
static lur_exit read_ties(const struct lur_field *field, const char *words, struct lur_tie_break *out)
{
  static const char between[] = " ,";
  char word[200];
  int n = 0;
  lur_exit code = LUR_EXIT_DONE;
  for (words += strspn(words, between); *words && code == LUR_EXIT_DONE; words += strspn(words, between)) {
    size_t length = strcspn(words, between);
    if (n == LUR_TIE_BREAKS) {
      lur_say(_("at most %d things can break ties; leave some out"), LUR_TIE_BREAKS);
      return LUR_EXIT_USAGE;
    }
    snprintf(word, sizeof word, "%.*s", (int)(length < sizeof word ? length : sizeof word - 1), words);
    code = add_tie(field, word, &out[n++]);
    words += length;
  }
  return code;
}

lur_exit lur_rank_rules(const struct lur_field *field, const struct lur_store_wave_rules *plan,
                        const struct lur_rank_asked *asked, struct lur_league_rules *out)
{
  const char *ties = "";
  *out = lur_league_rules_default();
  if (plan && plan->planned) {
    out->minimum_contacts = plan->minimum_calls;
    out->minimum_score = (double)plan->minimum_score_millionths / 1e6;
    out->seed = plan->seed;
    if (plan->draws > 0) out->draws = plan->draws;
    ties = plan->tie_breaks;
  }
  out->round = asked->round;
  if (asked->seed >= 0) out->seed = (uint64_t)asked->seed;
  if (asked->draws >= 0) out->draws = asked->draws;
  if (asked->minimum_calls >= 0) out->minimum_contacts = asked->minimum_calls;
  if (asked->minimum_participants >= 0) out->minimum_ranked = asked->minimum_participants;
  if (!isnan(asked->level)) out->level = asked->level;
  if (!isnan(asked->minimum_score)) out->minimum_score = asked->minimum_score;
  if (asked->ties) ties = strcmp(asked->ties, "none") == 0 ? "" : asked->ties;
  return read_ties(field, ties, out->tie);
}
