#include "rubrics/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "rubrics/definitions.h"

/// What a fired rule sets: its number, or what its formula gives. A cap that cannot be computed holds
/// nothing.
static lur_status find_score(struct lur_scoring *s, const struct lur_scope *scope, struct lur_rule_mark *mark)
{
  struct lur_outcome out;
  mark->score = mark->rule->score;
  if (!mark->fired || !mark->rule->limit.text) return LUR_OK;
  lur_status status = lur_sandbox_run(s->box, mark->rule->limit.text, scope, &out);
  mark->fired = out.known;
  mark->missing = out.missing;
  mark->score = !out.known ? 0 : out.number < 0 ? 0 : out.number > 100 ? 100 : out.number;
  return status;
}

static lur_status judge_rules(struct lur_scoring *s)
{
  struct lur_scope scope = {.measures = s->measures,
                            .rubric = s->rubric,
                            .points = s->points,
                            .answers = s->answers,
                            .mark = s->card->mark,
                            .section = s->section};
  for (size_t i = 0; i < s->rubric->rules; i++) {
    const struct lur_rule *rule = &s->rubric->rule[i];
    struct lur_outcome out;
    lur_status status = lur_sandbox_run(s->box, rule->when.text, &scope, &out);
    if (status != LUR_OK) return status;
    s->card->rule[i] =
        (struct lur_rule_mark){.rule = rule, .fired = out.known && out.number != 0, .missing = out.missing};
    status = find_score(s, &scope, &s->card->rule[i]);
    if (status != LUR_OK) return status;
  }
  return LUR_OK;
}

static struct lur_scorecard *card_new(const struct lur_rubric *rubric, const struct lur_answers *answers)
{
  struct lur_scorecard *card = calloc(1, sizeof *card);
  if (!card) return NULL;
  card->rubric = rubric;
  card->sections = rubric->sections;
  card->marks = rubric->criteria;
  card->rules = rubric->rules;
  card->assessor = strdup(answers && answers->assessor ? answers->assessor : "");
  card->furthers = rubric->totals;
  card->further = calloc(card->furthers + 1, sizeof *card->further);
  card->section = calloc(card->sections + 1, sizeof *card->section);
  card->mark = calloc(card->marks + 1, sizeof *card->mark);
  card->rule = calloc(card->rules + 1, sizeof *card->rule);
  if (card->assessor && card->further && card->section && card->mark && card->rule) return card;
  lur_scorecard_free(card);
  return NULL;
}

/// Whether nobody answered: the contact then counts only for totals over all contacts.
static bool is_unanswered(const struct lur_measures *measures)
{
  const struct lur_value *answered = &measures->of[LUR_M_ANSWER_ANSWERED];
  return answered->known && answered->number == 0;
}

static lur_status fill(struct lur_scoring *s)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < s->rubric->criteria; i++) s->points[i] = (double)NAN;
  for (size_t i = 0; i < s->rubric->criteria && status == LUR_OK; i++)
    status = lur_score_criterion(s, s->rubric->order ? s->rubric->order[i] : i);
  if (status != LUR_OK) return status;
  s->card->unanswered = is_unanswered(s->measures);
  lur_score_sections(s);
  status = judge_rules(s);
  if (status == LUR_OK) lur_score_total(s);
  return status;
}

/// Scores by the rubric's own definitions, where it has any.
static lur_status fill_by_definitions(struct lur_scoring *s)
{
  struct lur_measures *measures = NULL;
  struct lur_events events = {0};
  if (!s->rubric->definitions.given) return fill(s);
  measures = malloc(sizeof *measures);
  if (!measures) return LUR_NO_MEM;
  lur_status status =
      lur_definitions_apply(&s->rubric->definitions, s->measures, s->events, measures, &events);
  s->measures = measures;
  if (s->events) s->events = &events;
  if (status == LUR_OK) status = fill(s);
  lur_definitions_clear(&events);
  free(measures);
  return status;
}

struct lur_scorer {
  lur_sandbox *box;
};

lur_status lur_scorer_new(lur_scorer **out)
{
  lur_scorer *scorer = calloc(1, sizeof *scorer);
  lur_status status = scorer ? lur_sandbox_new(&scorer->box) : LUR_NO_MEM;
  if (status == LUR_OK)
    *out = scorer;
  else
    free(scorer);
  return status;
}

void lur_scorer_free(lur_scorer *scorer)
{
  if (!scorer) return;
  lur_sandbox_free(scorer->box);
  free(scorer);
}

lur_status lur_score_input(const struct lur_score_input *input, struct lur_scorecard **out,
                           struct lur_diag *diag)
{
  const struct lur_rubric *rubric = input->rubric;
  lur_status status = input->answers ? lur_answers_check(input->answers, rubric, diag) : LUR_OK;
  if (status != LUR_OK) return status;
  struct lur_scoring s = {.rubric = rubric,
                          .measures = input->measures,
                          .events = input->events,
                          .answers = input->answers,
                          .wave = input->wave,
                          .wave_values = input->wave_values,
                          .box = input->scorer ? input->scorer->box : NULL};
  s.card = card_new(rubric, input->answers);
  s.points = calloc(rubric->criteria + 1, sizeof *s.points);
  s.section = calloc(rubric->sections + 1, sizeof *s.section);
  if (!s.card || !s.points || !s.section) status = LUR_NO_MEM;
  if (status == LUR_OK && !s.box) status = lur_sandbox_new(&s.box);
  if (status == LUR_OK) status = fill_by_definitions(&s);
  if (!input->scorer) lur_sandbox_free(s.box);
  free(s.points);
  free(s.section);
  if (status == LUR_OK)
    *out = s.card;
  else
    lur_scorecard_free(s.card);
  return status;
}

lur_status lur_score(const struct lur_rubric *rubric, const struct lur_measures *measures,
                     const struct lur_events *events, const struct lur_answers *answers,
                     struct lur_scorecard **out, struct lur_diag *diag)
{
  return lur_score_input(
      &(struct lur_score_input){.rubric = rubric, .measures = measures, .events = events, .answers = answers},
      out, diag);
}
