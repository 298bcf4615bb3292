#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "cli/rank_rules.h"
#include "cli/scoring.h"
#include "cli/talk.h"
#include "cli/wave.h"
#include "ranking/league.h"
#include "report/words.h"
#include "store/field.h"

/// Puts the best of a class into the final. Equal ranks all come in. Returns how many.
static size_t take_best(const struct lur_plan *plan, const struct lur_field *field,
                        const struct lur_league *league, bool *takes_part)
{
  char language[LUR_LANGUAGE_SIZE], mean[LUR_WORDS_SIZE];
  lur_scoring_language(NULL, language, sizeof language);
  size_t n = 0;
  for (size_t i = 0; i < league->places; i++) {
    const struct lur_place *place = &league->place[i];
    const struct lur_plan_target *t = lur_plan_find_target(plan, field->entrant[place->entrant].name);
    if (!t || place->rank < 1 || place->rank > plan->final.places) continue;
    takes_part[t - plan->target] = true;
    n++;
    lur_say(_("in the final: %s, rank %d, %s points"), t->name, place->rank,
            lur_words_number(place->mean, 2, language, mean));
  }
  return n;
}

static lur_status rank_class(const struct lur_plan *plan, const struct lur_field *field,
                             const char *class_name, bool *takes_part, size_t *finalists)
{
  struct lur_league *league = NULL;
  struct lur_league_rules rules = lur_league_rules_default();
  rules.draws = 0;
  rules.class_name = class_name;
  lur_status status = lur_league_make(field, &rules, &league);
  if (status == LUR_OK) *finalists += take_best(plan, field, league, takes_part);
  lur_league_free(league);
  return status;
}

static bool is_class_known(const struct lur_plan *plan, size_t i)
{
  for (size_t k = 0; k < i; k++)
    if (strcasecmp(plan->target[k].class_name, plan->target[i].class_name) == 0) return true;
  return false;
}

static lur_exit choose(struct lur_wave_run *run, const char *wave, const struct lur_plan *plan,
                       bool *takes_part)
{
  struct lur_store_field *field = NULL;
  struct lur_diag diag = {0};
  size_t finalists = 0;
  char *planned = strdup(plan->rubric);
  if (!planned) return lur_say_diag(LUR_NO_MEM, &diag);
  lur_rank_rubric_id(planned);
  const struct lur_store_field_wish wish = {.rubric = run->rubric  ? run->rubric
                                                      : planned[0] ? planned
                                                                   : NULL};
  lur_status status = lur_store_field(run->opened, wave, &wish, &field, &diag);
  free(planned);
  for (size_t i = 0; i < plan->targets && status == LUR_OK; i++)
    if (!is_class_known(plan, i))
      status = rank_class(plan, &field->field, plan->target[i].class_name, takes_part, &finalists);
  lur_store_field_free(field);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  if (finalists) return LUR_EXIT_DONE;
  lur_say(_("no call of '%s' counts yet, so nobody can be chosen for the final; 'lur rank %s' tells what is "
            "missing"),
          wave, wave);
  return LUR_EXIT_INPUT;
}

/// The final begins with its first day, by the clock here.
static lur_exit begin(struct lur_wave_run *run, const char *wave, const struct lur_plan *plan)
{
  char day[LUR_DAY_SIZE];
  struct lur_when from = {0};
  struct lur_diag diag = {0};
  lur_status status = lur_when_parse(lur_day_format(plan->final.from, day), &from, &diag);
  if (status == LUR_OK)
    status = lur_store_begin_final(run->opened, wave, from, run->by ? run->by : "", &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  lur_say(_("calls of '%s' made from %s on belong to the final"), wave, day);
  return LUR_EXIT_DONE;
}

static lur_exit plan_final(struct lur_wave_run *run, const char *wave, struct lur_wave_book *book)
{
  struct lur_wave_planning p = {
      .plan = book->plan, .round = 1, .seed = book->kept.seed, .first_day = LUR_NO_DAY};
  if (!book->plan->final.given) {
    lur_say(
        _("the plan of '%s' has no “final”; add it, as in final: {places: 3, quota: 10, from: 2026-11-30, "
          "until: 2026-12-04}, and plan again"),
        wave);
    return LUR_EXIT_INPUT;
  }
  if (run->seed && !lur_wave_seed(run->seed, &p.seed)) return LUR_EXIT_USAGE;
  bool *takes_part = calloc(book->plan->targets + 1, sizeof *takes_part);
  if (!takes_part) return lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  p.takes_part = takes_part;
  lur_exit code = choose(run, wave, book->plan, takes_part);
  lur_exit planned = code == LUR_EXIT_DONE ? lur_wave_plan_keep(run, wave, &p, book, true) : code;
  if (planned <= LUR_EXIT_BELOW) code = begin(run, wave, book->plan);
  free(takes_part);
  return lur_exit_worse(code, planned);
}

lur_exit lur_wave_final(struct lur_wave_run *run, int n, char **word)
{
  struct lur_wave_book book = {0};
  struct lur_diag diag = {0};
  (void)n;
  lur_exit code = lur_wave_open(run, LUR_STORE_WRITE);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = lur_store_takes_calls(run->opened, word[0], &diag);
  if (status == LUR_OK) status = lur_wave_book_read(run->opened, word[0], 0, &book, &diag);
  code = status == LUR_OK ? plan_final(run, word[0], &book) : lur_say_diag(status, &diag);
  lur_wave_book_clear(&book);
  return code;
}
