#include "cli/results_losses.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

/// Less than that is rounding.
static const double nothing = 0.005;

static const char *text_of(const json_t *object, const char *key)
{
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

static double number_of(const json_t *object, const char *key)
{
  const json_t *number = json_object_get(object, key);
  return json_is_number(number) ? json_number_value(number) : (double)NAN;
}

static const struct lur_rubric *rubric_of(const struct lur_losses *losses, const char *sha256)
{
  for (size_t i = 0; i < losses->rubrics; i++)
    if (strcmp(losses->rubric[i]->sha256, sha256) == 0) return losses->rubric[i];
  return NULL;
}

static lur_status find_cause(struct lur_result_facts *facts, const char *id, bool is_rule, const char *title,
                             const char *section, const char *unit, size_t *out)
{
  for (*out = 0; *out < facts->causes; ++*out)
    if (facts->cause[*out].is_rule == is_rule && strcmp(facts->cause[*out].id, id) == 0) return LUR_OK;
  // Copied at once; the record has no const of its own.
  char *own[] = {strdup(id), strdup(title), strdup(section), strdup(unit)};
  const struct lur_result_cause cause = {own[0], own[1], own[2], own[3], is_rule};
  bool whole = own[0] && own[1] && own[2] && own[3];
  lur_status status = whole ? lur_result_add_cause(facts, &cause, out) : LUR_NO_MEM;
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) free(own[i]);
  return status;
}

// ---- Criteria

/// A criterion of a scorecard, with the rubric's where it is known.
struct criterion {
  const json_t *mark;
  const struct lur_rubric *rubric;
  const struct lur_criterion *of; // NULL: not known
  const char *section;
};

/// The answer that was given, in the language asked for.
static const char *reason_of(const struct criterion *c, const char *language)
{
  const json_t *answer = json_object_get(c->mark, "answer");
  const char *id = text_of(answer, "id");
  const struct lur_answer *known = c->of && id[0] ? lur_criterion_answer(c->of, id) : NULL;
  if (known) return lur_answer_title(known, language);
  if (text_of(answer, "title")[0]) return text_of(answer, "title");
  return text_of(c->mark, "said");
}

static lur_status add_spans(struct lur_spans *at, const json_t *list)
{
  size_t i;
  const json_t *pair;
  lur_status status = LUR_OK;
  json_array_foreach(list, i, pair)
  {
    double start = json_number_value(json_array_get(pair, 0)),
           end = json_number_value(json_array_get(pair, 1));
    if (status == LUR_OK && end > start) status = lur_spans_add(at, start, end);
  }
  return status;
}

static lur_status add_criterion(const struct lur_losses *losses, size_t contact, const struct criterion *c,
                                double lost)
{
  size_t cause = 0;
  struct lur_spans at = {0};
  const char *title = c->of ? lur_texts_pick(&c->of->title, losses->language) : text_of(c->mark, "title");
  const char *section =
      c->of ? lur_texts_pick(&c->rubric->section[c->of->section].title, losses->language) : c->section;
  lur_status status = find_cause(losses->facts, text_of(c->mark, "id"), false, title, section,
                                 text_of(c->mark, "unit"), &cause);
  if (status == LUR_OK) status = add_spans(&at, json_object_get(c->mark, "evidence"));
  const struct lur_result_loss loss = {
      .contact = contact, .cause = cause, .lost = lost, .value = number_of(c->mark, "value")};
  if (status == LUR_OK)
    status = lur_result_add_loss(losses->facts, &loss, reason_of(c, losses->language), at.at, at.n);
  lur_spans_clear(&at);
  return status;
}

/// Points of the total, of 100. *sum: all that criteria lost.
static lur_status add_criteria(const struct lur_losses *losses, size_t contact, const json_t *card,
                               const struct lur_rubric *rubric, double *sum)
{
  size_t s, i;
  const json_t *section, *mark;
  double possible = number_of(card, "possible");
  lur_status status = LUR_OK;
  *sum = 0;
  json_array_foreach(json_object_get(card, "sections"), s, section)
      json_array_foreach(json_object_get(section, "criteria"), i, mark)
  {
    double lost = 100 * (number_of(mark, "possible") - number_of(mark, "won")) / possible;
    if (status != LUR_OK || strcmp(text_of(mark, "state"), "scored") != 0) continue;
    if (!(lost > nothing) || !isfinite(lost)) continue;
    const struct criterion c = {mark, rubric, rubric ? lur_rubric_find(rubric, text_of(mark, "id")) : NULL,
                                text_of(section, "title")};
    status = add_criterion(losses, contact, &c, lost);
    *sum += lost;
  }
  return status;
}

// ---- Rules

static lur_status add_rule(const struct lur_losses *losses, size_t contact, const char *id, const char *title,
                           double lost)
{
  size_t cause = 0;
  lur_status status = find_cause(losses->facts, id, true, title, "", "", &cause);
  const struct lur_result_loss loss = {
      .contact = contact, .cause = cause, .lost = lost, .value = (double)NAN};
  return status == LUR_OK ? lur_result_add_loss(losses->facts, &loss, NULL, NULL, 0) : status;
}

/// What a rule or a fatal fault took beyond what the criteria lost.
static lur_status add_rules(const struct lur_losses *losses, size_t contact, const json_t *card,
                            const struct lur_rubric *rubric, double lost)
{
  size_t i;
  char id[24];
  const json_t *rule;
  if (!(lost > nothing)) return LUR_OK;
  if (strcmp(text_of(card, "total_from"), "fatal") == 0)
    return add_rule(losses, contact, "fatal", _("A fault that leaves no points"), lost);
  json_array_foreach(json_object_get(card, "rules"), i, rule)
  {
    if (!json_is_true(json_object_get(rule, "decided"))) continue;
    const char *because = rubric && i < rubric->rules
                              ? lur_texts_pick(&rubric->rule[i].because, losses->language)
                              : text_of(rule, "because");
    if (!because[0]) because = _("a rule of the scorecard");
    snprintf(id, sizeof id, "%zu", i + 1);
    return add_rule(losses, contact, id, because, lost);
  }
  return LUR_OK;
}

lur_status lur_losses_add(const struct lur_losses *losses, size_t contact, bool answered, int64_t score,
                          const char *document, const char *rubric_sha256)
{
  double missing = 100 - (double)score / 1e6, sum = 0;
  if (!answered) return add_rule(losses, contact, "unanswered", _("Nobody answered"), missing);
  json_t *card = document ? json_loads(document, 0, NULL) : NULL;
  if (!card) return LUR_OK;
  const struct lur_rubric *rubric = rubric_of(losses, rubric_sha256);
  lur_status status = add_criteria(losses, contact, card, rubric, &sum);
  if (status == LUR_OK) status = add_rules(losses, contact, card, rubric, missing - sum);
  json_decref(card);
  return status;
}
