#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/nearest.h"
#include "rubrics/parsing.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char measure_example[] =
    "{id: wait, title: Waiting time, measure: answer.wait_s, points: [[0, 100], [60, 0]]}";
static const char ask_example[] = "{id: greeting, title: Greeting, ask: \"Was there a greeting?\", answers: "
                                  "[{id: yes, points: 100}, {id: no, points: 0}]}";
static const char limit_example[] = "{below: 50, kind: customer}";
static const char wave_example[] = "{over: wave, best: 100, worst: 40, better: low}";
const char lur_curve_example[] = "[[0, 100], [60, 50], [120, 0]]";

const struct lur_key lur_criterion_keys[LUR_C_KEYS] = {
    {"id", true},
    {"title", true},
    {"weight", false},
    {"weight_from", false},
    {"competence", false},
    {"counts", false},
    {"help", false},
    {"note", false},
    {"source", false},
    {"measure", false},
    {"value", false},
    {"unit", false},
    {"ask", false},
    {"answers", false},
    {"several", false},
    {"yes_no", false},
    {"scale", false},
    {"nps", false},
    {"csat", false},
    {"ces", false},
    {"steps", false},
    {"number", false},
    {"text", false},
    {"date", false},
    {"points", false},
    {"ask_when", false},
    {"not_applicable_when", false},
    {"not_applicable_because", false},
    {"na_allowed", false},
    {"comment_below", false},
    {"evidence", false},
    {"critical", false},
    {"fatal", false},
};

void lur_parse_refuse(struct lur_reading *r, const struct lur_node *const *of, const int *which, size_t n,
                      const char *with)
{
  for (size_t i = 0; i < n; i++)
    if (of[which[i]])
      lur_fault_at(r, of[which[i]], _("“%s” does not go with “%s” in the same criterion; remove one of them"),
                   lur_criterion_keys[which[i]].name, with);
}

void lur_parse_weight(struct lur_reading *r, const struct lur_node *node, double *out)
{
  lur_read_number(r, node, 0, LUR_WEIGHT_LIMIT, out);
  if (node && fabs(*out * 1000 - round(*out * 1000)) > 1e-6)
    lur_fault_at(r, node, _("a weight has at most three decimals; round %.40s"), node->text);
}

void lur_parse_weight_from(struct lur_reading *r, const struct lur_node *node, lur_weight_from *out)
{
  const char *const names[] = {lur_weight_from_name(LUR_FROM_SOURCE), lur_weight_from_name(LUR_FROM_LUR)};
  size_t i = COUNT(names);
  lur_read_name(r, node, names, COUNT(names), &i);
  if (i < COUNT(names)) *out = i == 0 ? LUR_FROM_SOURCE : LUR_FROM_LUR;
}

void lur_parse_competence(struct lur_reading *r, const struct lur_node *node, lur_competence *out)
{
  const char *names[LUR_COMPETENCES - 1];
  for (int i = 1; i < LUR_COMPETENCES; i++) names[i - 1] = lur_competence_name((lur_competence)i);
  size_t i = COUNT(names);
  lur_read_name(r, node, names, COUNT(names), &i);
  if (i < COUNT(names)) *out = (lur_competence)(i + 1);
}

/// One [value, points] of a curve; what is out of order is told where it stands.
static void read_point(struct lur_reading *r, const struct lur_node *node, struct lur_curve *out)
{
  struct lur_point p = {(double)NAN, (double)NAN};
  if (node->kind != LUR_NODE_LIST || node->n != 2) {
    lur_fault_at(r, node, _("a pair of a value and its points is expected here, as in: %s"),
                 lur_curve_example);
    return;
  }
  lur_read_number(r, node->item[0], -1e12, 1e12, &p.value);
  lur_read_number(r, node->item[1], -LUR_POINTS_LIMIT, LUR_POINTS_LIMIT, &p.points);
  if (isnan(p.value) || isnan(p.points)) return;
  if (out->n && p.value <= out->at[out->n - 1].value)
    lur_fault_at(r, node->item[0],
                 _("the values of a curve must rise, and %g does not come after %g; put the pairs in order"),
                 p.value, out->at[out->n - 1].value);
  out->at[out->n++] = p;
}

void lur_parse_curve(struct lur_reading *r, const struct lur_node *node, struct lur_curve *out)
{
  if (!node || !lur_read_is_list(r, node, lur_curve_example)) return;
  out->at = lur_parse_room(r, node->n, sizeof *out->at);
  for (size_t i = 0; out->at && i < node->n; i++) read_point(r, node->item[i], out);
}

static void read_limit(struct lur_reading *r, const struct lur_node *node, lur_gravity gravity,
                       struct lur_limit *out)
{
  enum { BELOW, KIND, KEYS };
  static const struct lur_key keys[KEYS] = {{"below", true}, {"kind", true}};
  const struct lur_node *of[KEYS];
  if (!node || !lur_read_keys(r, node, keys, KEYS, of, limit_example)) return;
  lur_read_number(r, of[BELOW], -LUR_POINTS_LIMIT, LUR_POINTS_LIMIT, &out->below);
  lur_parse_fault_kind(r, of[KIND], &out->kind);
  out->gravity = gravity;
}

void lur_parse_double_id(struct lur_reading *r, const struct lur_node *item, const char *id)
{
  lur_fault_at(r, item, _("the id “%s” is used twice; give each its own"), id);
}

static void read_measure(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c)
{
  char *name = NULL;
  lur_read_string(r, node, &name);
  if (!name) return;
  c->measure = lur_measure_find(name);
  struct lur_nearest near = {.word = name};
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) lur_nearest_try(&near, lur_measure_table[i].name);
  if (lur_criterion_reads_text(c) && c->counts != LUR_COUNTS_NOTED)
    lur_fault_at(r, node, _("%s is a text and has no points; use a formula, as in: value: \"%s == 'agent'\""),
                 name, name);
  else if (c->measure == LUR_MEASURE_COUNT && near.best)
    lur_fault_at(r, node, _("there is no measure “%.64s”; did you mean “%s”?"), name, near.best);
  else if (c->measure == LUR_MEASURE_COUNT)
    lur_fault_at(
        r, node,
        _("there is no measure “%.64s”; write one such as answer.wait_s; “lur rubric measures” lists them"),
        name);
  free(name);
}

static bool has_key(const struct lur_node *node, const char *key)
{
  for (size_t k = 0; node->kind == LUR_NODE_MAP && k + 1 < node->n; k += 2)
    if (node->item[k]->kind == LUR_NODE_SCALAR && strcmp(node->item[k]->text, key) == 0) return true;
  return false;
}

/// `scale: {over: wave, best: 100, worst: 40, better: low}`.
static void read_wave_scale(struct lur_reading *r, const struct lur_node *node, struct lur_wave_scale *out)
{
  enum { OVER, BEST, WORST, BETTER, KEYS };
  static const struct lur_key keys[KEYS] = {
      {"over", true}, {"best", true}, {"worst", true}, {"better", true}};
  static const char *const better[] = {"low", "high"};
  const struct lur_node *of[KEYS];
  size_t which = 0, wave = 0;
  if (!node) return;
  if (!has_key(node, "over")) {
    lur_fault_at(r, node,
                 _("what is measured has points by its place in the wave, as in scale: %s; a scale to "
                   "choose from needs “ask”"),
                 wave_example);
    return;
  }
  if (!lur_read_keys(r, node, keys, KEYS, of, wave_example)) return;
  lur_read_name(r, of[OVER], (const char *const[]){"wave"}, 1, &wave);
  lur_read_number(r, of[BEST], -LUR_POINTS_LIMIT, LUR_POINTS_LIMIT, &out->best);
  lur_read_number(r, of[WORST], -LUR_POINTS_LIMIT, LUR_POINTS_LIMIT, &out->worst);
  lur_read_name(r, of[BETTER], better, COUNT(better), &which);
  if (of[BEST] && of[WORST] && out->best <= out->worst)
    lur_fault_at(r, of[WORST], "%s", _("“best” must give more points than “worst”"));
  out->low_is_better = which == 0;
  out->given = true;
}

/// Without points a value is only noted, and the file must say so.
static void read_without_points(struct lur_reading *r, const struct lur_node *node,
                                const struct lur_node *const *of, struct lur_criterion *c)
{
  if (c->weight != 0)
    lur_fault_at(r, node,
                 _("“points” is missing here; add points: %s, or weight: 0 to note the value without points"),
                 lur_curve_example);
  if (c->counts == LUR_COUNTS_EXCLUDED)
    lur_fault_at(r, of[LUR_C_COUNTS], "%s",
                 _("without points there is nothing to leave out; write counts: noted"));
  if (of[LUR_C_CRITICAL] || of[LUR_C_FATAL])
    lur_fault_at(r, of[LUR_C_CRITICAL] ? of[LUR_C_CRITICAL] : of[LUR_C_FATAL], "%s",
                 _("without “points” nothing can be critical or fatal; add points"));
  c->counts = LUR_COUNTS_NOTED;
}

static void read_measured(struct lur_reading *r, const struct lur_node *node,
                          const struct lur_node *const *of, struct lur_criterion *c)
{
  static const int asked[] = {LUR_C_ANSWERS, LUR_C_SEVERAL, LUR_C_YES_NO,   LUR_C_NPS,
                              LUR_C_CSAT,    LUR_C_CES,     LUR_C_STEPS,    LUR_C_NUMBER,
                              LUR_C_TEXT,    LUR_C_DATE,    LUR_C_ASK_WHEN, LUR_C_COMMENT_BELOW};
  c->kind = of[LUR_C_MEASURE] ? LUR_CRITERION_MEASURE : LUR_CRITERION_VALUE;
  lur_parse_refuse(r, of, asked, COUNT(asked), of[LUR_C_MEASURE] ? "measure" : "value");
  if (of[LUR_C_MEASURE] && of[LUR_C_UNIT]) lur_parse_refuse(r, of, (const int[]){LUR_C_UNIT}, 1, "measure");
  if (of[LUR_C_POINTS] && of[LUR_C_SCALE]) lur_parse_refuse(r, of, (const int[]){LUR_C_SCALE}, 1, "points");
  if (!of[LUR_C_POINTS] && !of[LUR_C_SCALE]) read_without_points(r, node, of, c);
  if (of[LUR_C_MEASURE])
    read_measure(r, of[LUR_C_MEASURE], c);
  else
    lur_read_formula(r, of[LUR_C_VALUE], &c->value);
  lur_read_string(r, of[LUR_C_UNIT], &c->unit);
  lur_parse_curve(r, of[LUR_C_POINTS], &c->points);
  read_wave_scale(r, of[LUR_C_SCALE], &c->scale);
  read_limit(r, of[LUR_C_CRITICAL], LUR_GRAVITY_CRITICAL, &c->critical);
  read_limit(r, of[LUR_C_FATAL], LUR_GRAVITY_FATAL, &c->fatal);
}

static bool is_evidence(const char *name)
{
  struct lur_spans none = {0};
  lur_status status = lur_event_evidence(name, &(const struct lur_events){0}, &none);
  lur_spans_clear(&none);
  return status == LUR_OK || lur_measure_find(name) != LUR_MEASURE_COUNT;
}

static void read_evidence_name(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c)
{
  char *name = NULL;
  lur_read_string(r, node, &name);
  if (!name) return;
  if (is_evidence(name)) {
    c->evidence[c->evidences++] = name;
    return;
  }
  struct lur_nearest near = {.word = name};
  for (int i = 0; i < LUR_EVENT_TYPES; i++) lur_nearest_try(&near, lur_event_name((lur_event_type)i));
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) lur_nearest_try(&near, lur_measure_table[i].name);
  if (near.best)
    lur_fault_at(r, node, _("there is nothing to play for “%.64s”; did you mean “%s”?"), name, near.best);
  else
    lur_fault_at(r, node,
                 _("there is nothing to play for “%.64s”; write an event such as greeting, hold or "
                   "interruption by agent, or a measure"),
                 name);
  free(name);
}

static void read_evidence(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c)
{
  if (!node) return;
  size_t n = node->kind == LUR_NODE_SCALAR ? 1 : node->n;
  if (node->kind != LUR_NODE_SCALAR && !lur_read_is_list(r, node, "[greeting, interruption by agent]"))
    return;
  c->evidence = lur_parse_room(r, n, sizeof *c->evidence);
  for (size_t i = 0; c->evidence && i < n; i++)
    read_evidence_name(r, node->kind == LUR_NODE_SCALAR ? node : node->item[i], c);
}

/// What the criterion counts for; what does not count has no weight.
static void read_counts(struct lur_reading *r, const struct lur_node *const *of,
                        const struct lur_rubric *rubric, struct lur_criterion *c)
{
  const char *names[] = {lur_counts_name(LUR_COUNTS_SCORED), lur_counts_name(LUR_COUNTS_NOTED),
                         lur_counts_name(LUR_COUNTS_EXCLUDED)};
  size_t i = LUR_COUNTS_SCORED;
  lur_read_name(r, of[LUR_C_COUNTS], names, COUNT(names), &i);
  c->counts = (lur_counts)i;
  if (rubric->points > 0 && of[LUR_C_WEIGHT])
    lur_fault_at(
        r, of[LUR_C_WEIGHT], "%s",
        _("a rubric of points has no weights; remove it, or write counts: noted for what gives none"));
  if (c->counts == LUR_COUNTS_SCORED) return;
  if (of[LUR_C_WEIGHT] && c->weight != 0)
    lur_fault_at(r, of[LUR_C_WEIGHT], _("what is %s has no weight; remove it"), names[i]);
  c->weight = 0;
}

/// In a rubric of points a criterion weighs what it can give.
static void weigh_by_points(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c)
{
  double least, most;
  lur_criterion_bounds(c, &least, &most);
  c->weight = most > 0 ? most : 0;
  if (fabs(c->weight * 1000 - round(c->weight * 1000)) > 1e-6)
    lur_fault_at(r, node,
                 _("the most that this criterion gives, %.10g points, has more than three decimals; round "
                   "it"),
                 most);
}

static void read_words(struct lur_reading *r, const struct lur_node *const *of, struct lur_criterion *c)
{
  lur_read_id(r, of[LUR_C_ID], false, &c->id);
  lur_read_texts(r, of[LUR_C_TITLE], &c->title);
  lur_parse_weight(r, of[LUR_C_WEIGHT], &c->weight);
  lur_parse_weight_from(r, of[LUR_C_WEIGHT_FROM], &c->weight_from);
  lur_parse_competence(r, of[LUR_C_COMPETENCE], &c->competence);
  lur_read_texts(r, of[LUR_C_HELP], &c->help);
  lur_read_texts(r, of[LUR_C_NOTE], &c->note);
  lur_read_texts(r, of[LUR_C_SOURCE], &c->source);
}

/// When it does not apply, why, and who may say so.
static void read_applies(struct lur_reading *r, const struct lur_node *const *of, struct lur_criterion *c)
{
  bool allowed = true;
  lur_read_formula(r, of[LUR_C_NOT_APPLICABLE_WHEN], &c->not_applicable_when);
  lur_read_texts(r, of[LUR_C_NOT_APPLICABLE_BECAUSE], &c->not_applicable_because);
  if (of[LUR_C_NOT_APPLICABLE_BECAUSE] && !of[LUR_C_NOT_APPLICABLE_WHEN] && !of[LUR_C_ASK_WHEN])
    lur_fault_at(r, of[LUR_C_NOT_APPLICABLE_BECAUSE], "%s",
                 _("this reason belongs to a rule; add “not_applicable_when” or “ask_when”"));
  lur_read_truth(r, of[LUR_C_NA_ALLOWED], &allowed);
  c->na_refused = !allowed;
}

void lur_parse_criterion(struct lur_reading *r, const struct lur_node *node, const struct lur_rubric *rubric,
                         const struct lur_section *section, struct lur_criterion *c)
{
  static const int what[] = {LUR_C_MEASURE, LUR_C_VALUE, LUR_C_ASK};
  const struct lur_node *of[LUR_C_KEYS];
  int last = LUR_C_KEYS, given = 0;
  lur_status before = r->status;
  c->weight = 1;
  c->competence = section->competence;
  c->measure = LUR_MEASURE_COUNT;
  if (!lur_read_keys(r, node, lur_criterion_keys, LUR_C_KEYS, of, measure_example)) return;
  read_words(r, of, c);
  read_counts(r, of, rubric, c);
  read_applies(r, of, c);
  read_evidence(r, of[LUR_C_EVIDENCE], c);
  for (size_t i = 0; i < COUNT(what); i++)
    if (of[what[i]]) last = what[i], given++;
  if (given == 0)
    lur_fault_at(
        r, node,
        _("a criterion is measured or asked; add “measure” or “value” with points, or “ask”, as in: %s"),
        ask_example);
  else if (given > 1)
    lur_fault_at(r, of[last], "%s",
                 _("a criterion has one of “measure”, “value” and “ask”; split it in two"));
  else if (last == LUR_C_ASK)
    lur_parse_asked(r, node, of, c);
  else
    read_measured(r, node, of, c);
  if (rubric->points > 0 && c->counts == LUR_COUNTS_SCORED && before == LUR_OK && r->status == LUR_OK)
    weigh_by_points(r, node, c);
}
