#include "rubrics/rubric.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

static const char *const fault_names[LUR_FAULT_KINDS] = {"customer", "business", "compliance"};
static const char *const fault_titles[LUR_FAULT_KINDS] = {N_("hurts the customer"), N_("hurts the business"),
                                                          N_("breaks a rule")};
static const char *const kind_names[] = {"measure", "value", "choice", "scale", "number", "text"};
static const char *const competence_names[LUR_COMPETENCES] = {"", "subject-knowledge", "communication",
                                                              "personal-service"};
static const char *const competence_titles[LUR_COMPETENCES] = {"", N_("Subject knowledge"),
                                                               N_("Communication"), N_("Personal service")};
static const char *const from_names[] = {"", "source", "lur"};

const char *lur_fault_kind_name(lur_fault_kind kind)
{
  return fault_names[kind];
}

const char *lur_fault_kind_title(lur_fault_kind kind)
{
  return fault_titles[kind];
}

const char *lur_criterion_kind_name(lur_criterion_kind kind)
{
  return kind_names[kind];
}

bool lur_criterion_asked(lur_criterion_kind kind)
{
  return kind != LUR_CRITERION_MEASURE && kind != LUR_CRITERION_VALUE;
}

const char *lur_competence_name(lur_competence c)
{
  return competence_names[c];
}

const char *lur_competence_title(lur_competence c)
{
  return competence_titles[c];
}

const char *lur_weight_from_name(lur_weight_from from)
{
  return from_names[from];
}

double lur_curve_points(const struct lur_curve *curve, double value)
{
  if (curve->n == 0) return 0;
  const struct lur_point *p = curve->at, *last = p + curve->n - 1;
  if (value <= p->value) return p->points;
  if (value >= last->value) return last->points;
  while (p[1].value <= value) p++;
  double share = (value - p[0].value) / (p[1].value - p[0].value);
  // Not p0 + share * (p1 - p0): where both ends are equal, so must be every point between.
  return p[0].points == p[1].points ? p[0].points : p[0].points * (1 - share) + p[1].points * share;
}

const struct lur_criterion *lur_rubric_find(const struct lur_rubric *rubric, const char *id)
{
  for (size_t i = 0; i < rubric->criteria; i++)
    if (strcmp(rubric->criterion[i].id, id) == 0) return &rubric->criterion[i];
  return NULL;
}

const struct lur_answer *lur_criterion_answer(const struct lur_criterion *criterion, const char *id)
{
  for (size_t i = 0; i < criterion->answers; i++)
    if (strcmp(criterion->answer[i].id, id) == 0) return &criterion->answer[i];
  return NULL;
}

const char *lur_answer_title(const struct lur_answer *answer, const char *lang)
{
  return answer->title.n ? lur_texts_pick(&answer->title, lang) : answer->id;
}

const char *lur_band_title(const struct lur_band *band, const char *lang)
{
  return band->title.n ? lur_texts_pick(&band->title, lang) : band->id;
}

const char *lur_criterion_unit(const struct lur_criterion *criterion)
{
  if (criterion->kind == LUR_CRITERION_MEASURE) return lur_measure_table[criterion->measure].unit;
  return criterion->unit ? criterion->unit : "";
}

static void clear_answer(struct lur_answer *a)
{
  free(a->id);
  lur_texts_clear(&a->title);
}

static void clear_criterion(struct lur_criterion *c)
{
  free(c->id);
  lur_texts_clear(&c->title);
  lur_texts_clear(&c->help);
  lur_texts_clear(&c->note);
  lur_texts_clear(&c->source);
  lur_texts_clear(&c->ask);
  free(c->value.text);
  free(c->unit);
  free(c->points.at);
  for (size_t i = 0; i < c->answers; i++) clear_answer(&c->answer[i]);
  free(c->answer);
  free(c->not_applicable_when.text);
  for (size_t i = 0; i < c->evidences; i++) free(c->evidence[i]);
  free(c->evidence);
}

static void clear_section(struct lur_section *s)
{
  free(s->id);
  lur_texts_clear(&s->title);
  lur_texts_clear(&s->note);
  lur_texts_clear(&s->source);
}

static void clear_rule(struct lur_rule *rule)
{
  free(rule->when.text);
  lur_texts_clear(&rule->because);
}

static void clear_band(struct lur_band *band)
{
  free(band->id);
  lur_texts_clear(&band->title);
}

void lur_rubric_free(struct lur_rubric *rubric)
{
  if (!rubric) return;
  free(rubric->id);
  free(rubric->version);
  lur_texts_clear(&rubric->title);
  lur_texts_clear(&rubric->note);
  lur_texts_clear(&rubric->source);
  lur_texts_clear(&rubric->weight_source);
  for (size_t i = 0; i < rubric->sections; i++) clear_section(&rubric->section[i]);
  for (size_t i = 0; i < rubric->criteria; i++) clear_criterion(&rubric->criterion[i]);
  for (size_t i = 0; i < rubric->rules; i++) clear_rule(&rubric->rule[i]);
  for (size_t i = 0; i < rubric->bands; i++) clear_band(&rubric->band[i]);
  free(rubric->section);
  free(rubric->criterion);
  free(rubric->rule);
  free(rubric->band);
  free(rubric->order);
  free(rubric);
}

void lur_diags_clear(struct lur_diags *diags)
{
  free(diags->at);
  *diags = (struct lur_diags){0};
}
