#include "rubrics/rubric.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"

static const char *const fault_names[LUR_FAULT_KINDS] = {"customer", "business", "compliance"};
static const char *const fault_titles[LUR_FAULT_KINDS] = {N_("hurts the customer"), N_("hurts the business"),
                                                          N_("breaks a rule")};
static const char *const kind_names[] = {"measure", "value", "choice",  "scale",
                                         "number",  "text",  "several", "date"};
static const char *const combine_names[] = {"sum", "best", "worst"};
static const char *const counts_names[] = {"scored", "noted", "excluded"};
static const char *const contacts_names[] = {"all", "answered"};
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

const char *lur_combine_name(lur_combine combine)
{
  return combine_names[combine];
}

const char *lur_counts_name(lur_counts counts)
{
  return counts_names[counts];
}

const char *lur_contacts_name(lur_contacts contacts)
{
  return contacts_names[contacts];
}

bool lur_criterion_reads_text(const struct lur_criterion *criterion)
{
  return criterion->kind == LUR_CRITERION_MEASURE && criterion->measure < LUR_MEASURE_COUNT &&
         lur_measure_table[criterion->measure].type == LUR_TYPE_TEXT;
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

/// Whether a text is the answer's title in one of its languages.
static bool is_title(const struct lur_answer *answer, const char *text)
{
  for (size_t i = 0; i < answer->title.n; i++)
    if (strcasecmp(answer->title.at[i].text, text) == 0) return true;
  return false;
}

const struct lur_answer *lur_criterion_answer(const struct lur_criterion *criterion, const char *id)
{
  for (size_t i = 0; i < criterion->answers; i++)
    if (strcmp(criterion->answer[i].id, id) == 0) return &criterion->answer[i];
  // Ja, Nej, Nee: what yes and no are called everywhere.
  for (size_t i = 0; criterion->form == LUR_FORM_YES_NO && i < criterion->answers; i++)
    if (is_title(&criterion->answer[i], id)) return &criterion->answer[i];
  return NULL;
}

static bool choose(const struct lur_criterion *c, const char *id, size_t n, bool *chosen)
{
  for (size_t i = 0; i < c->answers; i++)
    if (strlen(c->answer[i].id) == n && strncmp(c->answer[i].id, id, n) == 0) return chosen[i] = true;
  return false;
}

bool lur_criterion_chosen(const struct lur_criterion *criterion, const char *text, bool *chosen)
{
  static const char between[] = "+,; \t";
  size_t found = 0;
  for (size_t i = 0; i < criterion->answers; i++) chosen[i] = false;
  if (strcmp(text, "-") == 0) return true;
  for (const char *at = text + strspn(text, between); *at; found++) {
    size_t n = strcspn(at, between);
    if (!choose(criterion, at, n, chosen)) return false;
    at += n;
    at += strspn(at, between);
  }
  return found > 0;
}

double lur_criterion_points(const struct lur_criterion *criterion, double number)
{
  if (criterion->points.n) return lur_curve_points(&criterion->points, number);
  return 100 * (number - criterion->from) / (criterion->to - criterion->from);
}

static void widen(double points, bool first, double *least, double *most)
{
  if (first || points < *least) *least = points;
  if (first || points > *most) *most = points;
}

static void bounds_of_answers(const struct lur_criterion *c, double *least, double *most)
{
  bool sum = c->kind == LUR_CRITERION_SEVERAL && c->combine == LUR_COMBINE_SUM;
  for (size_t i = 0; i < c->answers; i++) {
    double points = c->answer[i].points;
    if (sum)
      *(points > 0 ? most : least) += points;
    else
      widen(points, i == 0, least, most);
  }
}

/// The corners of a curve that an answer can reach, and the ends of the range.
static void bounds_of_range(const struct lur_criterion *c, double *least, double *most)
{
  widen(lur_criterion_points(c, c->from), true, least, most);
  widen(lur_criterion_points(c, c->to), false, least, most);
  for (size_t i = 0; i < c->points.n; i++)
    if (c->points.at[i].value > c->from && c->points.at[i].value < c->to)
      widen(c->points.at[i].points, false, least, most);
}

void lur_criterion_bounds(const struct lur_criterion *criterion, double *least, double *most)
{
  *least = *most = 0;
  if (criterion->counts == LUR_COUNTS_NOTED) return;
  if (criterion->kind == LUR_CRITERION_CHOICE || criterion->kind == LUR_CRITERION_SEVERAL) {
    bounds_of_answers(criterion, least, most);
  } else if (criterion->kind == LUR_CRITERION_SCALE || criterion->kind == LUR_CRITERION_NUMBER) {
    bounds_of_range(criterion, least, most);
  } else if (criterion->scale.given) {
    *least = criterion->scale.worst;
    *most = criterion->scale.best;
  } else {
    for (size_t i = 0; i < criterion->points.n; i++)
      widen(criterion->points.at[i].points, i == 0, least, most);
  }
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
  lur_texts_clear(&a->help);
  lur_texts_clear(&a->example);
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
  free(c->ask_when.text);
  free(c->not_applicable_when.text);
  lur_texts_clear(&c->not_applicable_because);
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
  free(rule->limit.text);
  lur_texts_clear(&rule->because);
}

static void clear_total(struct lur_total *total)
{
  free(total->id);
  lur_texts_clear(&total->title);
  free(total->section);
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
  lur_texts_clear(&rubric->definitions.name);
  for (size_t i = 0; i < rubric->totals; i++) clear_total(&rubric->total[i]);
  for (size_t i = 0; i < rubric->rules; i++) clear_rule(&rubric->rule[i]);
  for (size_t i = 0; i < rubric->bands; i++) clear_band(&rubric->band[i]);
  free(rubric->section);
  free(rubric->criterion);
  free(rubric->total);
  free(rubric->rule);
  free(rubric->band);
  free(rubric->order);
  free(rubric);
}
