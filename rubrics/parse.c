#include <math.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "rubrics/check.h"
#include "rubrics/file.h"
#include "rubrics/nearest.h"
#include "rubrics/reading.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

// Maps as they should be, shown where something is missing: the same in every language.
static const char rubric_example[] =
    "lur: rubric/1, id: service, version: \"1\", title: Service, sections: [...]";
static const char section_example[] = "{id: access, title: Access, weight: 20, criteria: [...]}";
static const char measure_example[] =
    "{id: wait, title: Waiting time, measure: answer.wait_s, points: [[0, 100], [60, 0]]}";
static const char ask_example[] = "{id: greeting, title: Greeting, ask: \"Was there a greeting?\", answers: "
                                  "[{id: yes, points: 100}, {id: no, points: 0}]}";
static const char answer_example[] = "{id: partly, points: 50}";
static const char curve_example[] = "[[0, 100], [60, 50], [120, 0]]";
static const char range_example[] = "{from: 1, to: 5}";
static const char limit_example[] = "{below: 50, kind: customer}";
static const char rule_example[] = "{when: \"not answer.answered\", score: 0, because: Nobody answered}";
static const char band_example[] = "{id: gold, from: 85}";
static const char coverage_example[] = "{minimum: 0.8}";
static const char attempts_example[] = "{max_wait_s: 300, attempts: 2, unanswered: 0}";

/// Zeroed room for the items of a list; NULL when memory is out.
static void *room_for(struct lur_reading *r, size_t n, size_t size)
{
  void *at = calloc(n ? n : 1, size);
  if (!at) lur_reading_no_mem(r);
  return at;
}

static void read_weight(struct lur_reading *r, const struct lur_node *node, double *out)
{
  lur_read_number(r, node, 0, LUR_WEIGHT_LIMIT, out);
  if (node && fabs(*out * 1000 - round(*out * 1000)) > 1e-6)
    lur_fault_at(r, node, _("a weight has at most three decimals; round %.40s"), node->text);
}

static void read_weight_from(struct lur_reading *r, const struct lur_node *node, lur_weight_from *out)
{
  const char *const names[] = {lur_weight_from_name(LUR_FROM_SOURCE), lur_weight_from_name(LUR_FROM_LUR)};
  size_t i = COUNT(names);
  lur_read_name(r, node, names, COUNT(names), &i);
  if (i < COUNT(names)) *out = i == 0 ? LUR_FROM_SOURCE : LUR_FROM_LUR;
}

static void read_competence(struct lur_reading *r, const struct lur_node *node, lur_competence *out)
{
  const char *names[LUR_COMPETENCES - 1];
  for (int i = 1; i < LUR_COMPETENCES; i++) names[i - 1] = lur_competence_name((lur_competence)i);
  size_t i = COUNT(names);
  lur_read_name(r, node, names, COUNT(names), &i);
  if (i < COUNT(names)) *out = (lur_competence)(i + 1);
}

static bool read_fault_kind(struct lur_reading *r, const struct lur_node *node, lur_fault_kind *out)
{
  const char *names[LUR_FAULT_KINDS];
  for (int i = 0; i < LUR_FAULT_KINDS; i++) names[i] = lur_fault_kind_name((lur_fault_kind)i);
  size_t i = LUR_FAULT_KINDS;
  lur_read_name(r, node, names, LUR_FAULT_KINDS, &i);
  if (i < LUR_FAULT_KINDS) *out = (lur_fault_kind)i;
  return i < LUR_FAULT_KINDS;
}

/// One [value, points] of a curve; what is out of order is told where it stands.
static void read_point(struct lur_reading *r, const struct lur_node *node, struct lur_curve *out)
{
  struct lur_point p = {(double)NAN, (double)NAN};
  if (node->kind != LUR_NODE_LIST || node->n != 2) {
    lur_fault_at(r, node, _("a pair of a value and its points is expected here, as in: %s"), curve_example);
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

static void read_curve(struct lur_reading *r, const struct lur_node *node, struct lur_curve *out)
{
  if (!node || !lur_read_is_list(r, node, curve_example)) return;
  out->at = room_for(r, node->n, sizeof *out->at);
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
  read_fault_kind(r, of[KIND], &out->kind);
  out->gravity = gravity;
}

static void read_answer(struct lur_reading *r, const struct lur_node *node, struct lur_answer *a)
{
  enum { ID, TITLE, POINTS, CRITICAL, FATAL, KEYS };
  static const struct lur_key keys[KEYS] = {
      {"id", true}, {"title", false}, {"points", true}, {"critical", false}, {"fatal", false}};
  const struct lur_node *of[KEYS];
  if (!lur_read_keys(r, node, keys, KEYS, of, answer_example)) return;
  lur_read_id(r, of[ID], true, &a->id);
  lur_read_texts(r, of[TITLE], &a->title);
  lur_read_number(r, of[POINTS], -LUR_POINTS_LIMIT, LUR_POINTS_LIMIT, &a->points);
  if (of[CRITICAL] && read_fault_kind(r, of[CRITICAL], &a->kind)) a->gravity = LUR_GRAVITY_CRITICAL;
  if (of[FATAL] && read_fault_kind(r, of[FATAL], &a->kind)) a->gravity = LUR_GRAVITY_FATAL;
  if (of[CRITICAL] && of[FATAL])
    lur_fault_at(r, of[FATAL], "%s", _("an answer is either critical or fatal; remove one of the two"));
}

static void fault_double_id(struct lur_reading *r, const struct lur_node *item, const char *id)
{
  lur_fault_at(r, item, _("the id “%s” is used twice; give each its own"), id);
}

static void read_answers(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c)
{
  c->kind = LUR_CRITERION_CHOICE;
  if (!lur_read_is_list(r, node, "[{id: all, points: 100}, {id: none, points: 0}]")) return;
  c->answer = room_for(r, node->n, sizeof *c->answer);
  for (size_t i = 0; c->answer && i < node->n; i++) {
    struct lur_answer *a = &c->answer[c->answers++];
    read_answer(r, node->item[i], a);
    for (size_t k = 0; a->id && k + 1 < c->answers; k++)
      if (c->answer[k].id && strcmp(c->answer[k].id, a->id) == 0) fault_double_id(r, node->item[i], a->id);
  }
}

static void read_range(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c)
{
  enum { FROM, TO, KEYS };
  static const struct lur_key keys[KEYS] = {{"from", true}, {"to", true}};
  const struct lur_node *of[KEYS];
  if (!lur_read_keys(r, node, keys, KEYS, of, range_example)) return;
  lur_read_number(r, of[FROM], -1e9, 1e9, &c->from);
  lur_read_number(r, of[TO], -1e9, 1e9, &c->to);
  if (of[FROM] && of[TO] && c->from >= c->to)
    lur_fault_at(r, of[TO], "%s", _("“to” must be greater than “from”"));
  if (c->kind == LUR_CRITERION_SCALE && (c->from != floor(c->from) || c->to != floor(c->to)))
    lur_fault_at(r, node, "%s", _("a scale has whole numbers at both ends; use “number” for others"));
}

enum {
  C_ID,
  C_TITLE,
  C_WEIGHT,
  C_WEIGHT_FROM,
  C_COMPETENCE,
  C_HELP,
  C_NOTE,
  C_SOURCE,
  C_MEASURE,
  C_VALUE,
  C_UNIT,
  C_ASK,
  C_ANSWERS,
  C_SCALE,
  C_NUMBER,
  C_TEXT,
  C_POINTS,
  C_NOT_APPLICABLE_WHEN,
  C_EVIDENCE,
  C_CRITICAL,
  C_FATAL,
  C_KEYS
};
static const struct lur_key criterion_keys[C_KEYS] = {
    {"id", true},           {"title", true},       {"weight", false},
    {"weight_from", false}, {"competence", false}, {"help", false},
    {"note", false},        {"source", false},     {"measure", false},
    {"value", false},       {"unit", false},       {"ask", false},
    {"answers", false},     {"scale", false},      {"number", false},
    {"text", false},        {"points", false},     {"not_applicable_when", false},
    {"evidence", false},    {"critical", false},   {"fatal", false},
};

/// How many of the keys a..b are there; *last is one of them.
static int count_given(const struct lur_node *const *of, const int *which, size_t n, int *last)
{
  int given = 0;
  for (size_t i = 0; i < n; i++)
    if (of[which[i]]) {
      *last = which[i];
      given++;
    }
  return given;
}

/// Keys that do not go with what the criterion is.
static void refuse(struct lur_reading *r, const struct lur_node *const *of, const int *which, size_t n,
                   const char *with)
{
  for (size_t i = 0; i < n; i++)
    if (of[which[i]])
      lur_fault_at(r, of[which[i]], _("“%s” does not go with “%s” in the same criterion; remove one of them"),
                   criterion_keys[which[i]].name, with);
}

static void read_measure(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c)
{
  char *name = NULL;
  lur_read_string(r, node, &name);
  if (!name) return;
  c->measure = lur_measure_find(name);
  struct lur_nearest near = {.word = name};
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) lur_nearest_try(&near, lur_measure_table[i].name);
  if (c->measure < LUR_MEASURE_COUNT && lur_measure_table[c->measure].type == LUR_TYPE_TEXT)
    lur_fault_at(r, node, _("%s is a text and has no points; use a formula, as in: value: \"%s == 'agent'\""),
                 name, name);
  else if (c->measure == LUR_MEASURE_COUNT && near.best)
    lur_fault_at(r, node, _("there is no measure “%.64s”; did you mean “%s”?"), name, near.best);
  else if (c->measure == LUR_MEASURE_COUNT)
    lur_fault_at(r, node,
                 _("there is no measure “%.64s”; write one such as answer.wait_s or talk.agent_ratio"), name);
  free(name);
}

static void read_measured(struct lur_reading *r, const struct lur_node *node,
                          const struct lur_node *const *of, struct lur_criterion *c)
{
  static const int asked[] = {C_ANSWERS, C_SCALE, C_NUMBER, C_TEXT};
  c->kind = of[C_MEASURE] ? LUR_CRITERION_MEASURE : LUR_CRITERION_VALUE;
  refuse(r, of, asked, COUNT(asked), of[C_MEASURE] ? "measure" : "value");
  if (of[C_MEASURE] && of[C_UNIT]) refuse(r, of, (const int[]){C_UNIT}, 1, "measure");
  if (of[C_MEASURE])
    read_measure(r, of[C_MEASURE], c);
  else
    lur_read_formula(r, of[C_VALUE], &c->value);
  lur_read_string(r, of[C_UNIT], &c->unit);
  read_curve(r, of[C_POINTS], &c->points);
  read_limit(r, of[C_CRITICAL], LUR_GRAVITY_CRITICAL, &c->critical);
  read_limit(r, of[C_FATAL], LUR_GRAVITY_FATAL, &c->fatal);
  if (of[C_POINTS]) return;
  if (c->weight != 0)
    lur_fault_at(r, node,
                 _("“points” is missing here; add points: %s, or weight: 0 to note the value without points"),
                 curve_example);
  if (of[C_CRITICAL] || of[C_FATAL])
    lur_fault_at(r, of[C_CRITICAL] ? of[C_CRITICAL] : of[C_FATAL], "%s",
                 _("without “points” nothing can be critical or fatal; add points"));
}

static void read_asked(struct lur_reading *r, const struct lur_node *node, const struct lur_node *const *of,
                       struct lur_criterion *c)
{
  static const int kinds[] = {C_ANSWERS, C_SCALE, C_NUMBER, C_TEXT}, limits[] = {C_CRITICAL, C_FATAL};
  static const int counted[] = {C_POINTS, C_UNIT};
  int kind = C_KEYS, given = count_given(of, kinds, COUNT(kinds), &kind);
  lur_read_texts(r, of[C_ASK], &c->ask);
  if (given == 0)
    lur_fault_at(r, node, "%s",
                 _("a question needs its answers; add answers: [...], scale: {from: 1, to: 5}, number: "
                   "{from: 0, to: 10} or text: true"));
  if (given > 1)
    lur_fault_at(r, of[kind], "%s",
                 _("a question has one kind of answer; keep one of answers, scale, number and text"));
  if (given != 1) return;
  const char *name = criterion_keys[kind].name;
  refuse(r, of, limits, COUNT(limits), kind == C_ANSWERS ? "ask" : name);
  if (kind == C_ANSWERS || kind == C_TEXT) refuse(r, of, counted, COUNT(counted), name);
  c->kind = kind == C_SCALE    ? LUR_CRITERION_SCALE
            : kind == C_NUMBER ? LUR_CRITERION_NUMBER
                               : LUR_CRITERION_TEXT;
  if (kind == C_ANSWERS) read_answers(r, of[kind], c);
  if (kind == C_SCALE || kind == C_NUMBER) {
    read_range(r, of[kind], c);
    read_curve(r, of[C_POINTS], &c->points);
    lur_read_string(r, of[C_UNIT], &c->unit);
  }
}

/// A free text has no points, so it has no weight.
static void read_text_kind(struct lur_reading *r, const struct lur_node *const *of, struct lur_criterion *c)
{
  size_t yes = 1;
  lur_read_name(r, of[C_TEXT], (const char *const[]){"true"}, 1, &yes);
  if (of[C_WEIGHT] && c->weight != 0)
    lur_fault_at(r, of[C_WEIGHT], "%s", _("a free text gives no points; remove its weight"));
  c->weight = 0;
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
  c->evidence = room_for(r, n, sizeof *c->evidence);
  for (size_t i = 0; c->evidence && i < n; i++)
    read_evidence_name(r, node->kind == LUR_NODE_SCALAR ? node : node->item[i], c);
}

static void read_criterion(struct lur_reading *r, const struct lur_node *node,
                           const struct lur_section *section, struct lur_criterion *c)
{
  static const int what[] = {C_MEASURE, C_VALUE, C_ASK};
  const struct lur_node *of[C_KEYS];
  int last = C_KEYS;
  c->weight = 1;
  c->competence = section->competence;
  c->measure = LUR_MEASURE_COUNT;
  if (!lur_read_keys(r, node, criterion_keys, C_KEYS, of, measure_example)) return;
  lur_read_id(r, of[C_ID], false, &c->id);
  lur_read_texts(r, of[C_TITLE], &c->title);
  read_weight(r, of[C_WEIGHT], &c->weight);
  read_weight_from(r, of[C_WEIGHT_FROM], &c->weight_from);
  read_competence(r, of[C_COMPETENCE], &c->competence);
  lur_read_texts(r, of[C_HELP], &c->help);
  lur_read_texts(r, of[C_NOTE], &c->note);
  lur_read_texts(r, of[C_SOURCE], &c->source);
  lur_read_formula(r, of[C_NOT_APPLICABLE_WHEN], &c->not_applicable_when);
  read_evidence(r, of[C_EVIDENCE], c);
  int given = count_given(of, what, COUNT(what), &last);
  if (given == 0)
    lur_fault_at(
        r, node,
        _("a criterion is measured or asked; add “measure” or “value” with points, or “ask”, as in: %s"),
        ask_example);
  else if (given > 1)
    lur_fault_at(r, of[last], "%s",
                 _("a criterion has one of “measure”, “value” and “ask”; split it in two"));
  else if (last == C_ASK)
    read_asked(r, node, of, c);
  else
    read_measured(r, node, of, c);
  if (c->kind == LUR_CRITERION_TEXT) read_text_kind(r, of, c);
}

static bool id_is_taken(const struct lur_rubric *rubric, const char *id)
{
  for (size_t k = 0; k + 1 < rubric->criteria; k++)
    if (rubric->criterion[k].id && strcmp(rubric->criterion[k].id, id) == 0) return true;
  return false;
}

/// Criteria of all sections stand in one array.
static bool make_room_for_criteria(struct lur_reading *r, struct lur_rubric *rubric,
                                   const struct lur_node *node)
{
  size_t n = rubric->criteria + node->n;
  if (n > LUR_CRITERIA_LIMIT) {
    lur_fault_at(r, node, _("there are more than %d criteria; split the rubric"), LUR_CRITERIA_LIMIT);
    return false;
  }
  struct lur_criterion *at = realloc(rubric->criterion, n * sizeof *at);
  if (at)
    rubric->criterion = at;
  else
    lur_reading_no_mem(r);
  return at;
}

static void read_criteria(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric,
                          struct lur_section *section)
{
  if (!node || !lur_read_is_list(r, node, "[{id: ..., title: ..., ...}]")) return;
  if (!make_room_for_criteria(r, rubric, node)) return;
  for (size_t i = 0; i < node->n; i++) {
    struct lur_criterion *c = &rubric->criterion[rubric->criteria++];
    *c = (struct lur_criterion){.section = rubric->sections - 1};
    section->criteria++;
    read_criterion(r, node->item[i], section, c);
    if (c->id && id_is_taken(rubric, c->id)) fault_double_id(r, node->item[i], c->id);
  }
}

static void read_section(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric)
{
  enum { ID, TITLE, WEIGHT, WEIGHT_FROM, COMPETENCE, NOTE, SOURCE, CRITERIA, KEYS };
  static const struct lur_key keys[KEYS] = {{"id", true},           {"title", true},       {"weight", false},
                                            {"weight_from", false}, {"competence", false}, {"note", false},
                                            {"source", false},      {"criteria", true}};
  const struct lur_node *of[KEYS];
  struct lur_section *s = &rubric->section[rubric->sections++];
  s->weight = 1;
  s->first = rubric->criteria;
  if (!lur_read_keys(r, node, keys, KEYS, of, section_example)) return;
  lur_read_id(r, of[ID], true, &s->id);
  lur_read_texts(r, of[TITLE], &s->title);
  read_weight(r, of[WEIGHT], &s->weight);
  read_weight_from(r, of[WEIGHT_FROM], &s->weight_from);
  read_competence(r, of[COMPETENCE], &s->competence);
  lur_read_texts(r, of[NOTE], &s->note);
  lur_read_texts(r, of[SOURCE], &s->source);
  for (size_t k = 0; s->id && k + 1 < rubric->sections; k++)
    if (rubric->section[k].id && strcmp(rubric->section[k].id, s->id) == 0) fault_double_id(r, node, s->id);
  read_criteria(r, of[CRITERIA], rubric, s);
}

static void read_sections(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric)
{
  if (!node || !lur_read_is_list(r, node, section_example)) return;
  if (node->n > LUR_CRITERIA_LIMIT) {
    lur_fault_at(r, node, _("there are more than %d sections; split the rubric"), LUR_CRITERIA_LIMIT);
    return;
  }
  rubric->section = room_for(r, node->n, sizeof *rubric->section);
  for (size_t i = 0; rubric->section && i < node->n; i++) read_section(r, node->item[i], rubric);
}

static void read_rule(struct lur_reading *r, const struct lur_node *node, struct lur_rule *rule)
{
  enum { WHEN, SCORE, CAP, BECAUSE, KEYS };
  static const struct lur_key keys[KEYS] = {
      {"when", true}, {"score", false}, {"cap", false}, {"because", true}};
  const struct lur_node *of[KEYS];
  if (!lur_read_keys(r, node, keys, KEYS, of, rule_example)) return;
  lur_read_formula(r, of[WHEN], &rule->when);
  rule->caps = of[CAP];
  lur_read_number(r, of[CAP] ? of[CAP] : of[SCORE], 0, 100, &rule->score);
  lur_read_texts(r, of[BECAUSE], &rule->because);
  if (!of[SCORE] && !of[CAP])
    lur_fault_at(r, node, "%s", _("a rule sets the total or limits it; add “score: 0” or “cap: 60”"));
  if (of[SCORE] && of[CAP])
    lur_fault_at(r, of[CAP], "%s", _("a rule has either “score” or “cap”; split it in two"));
}

static void read_rules(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric)
{
  if (!node || !lur_read_is_list(r, node, rule_example)) return;
  rubric->rule = room_for(r, node->n, sizeof *rubric->rule);
  for (size_t i = 0; rubric->rule && i < node->n; i++)
    read_rule(r, node->item[i], &rubric->rule[rubric->rules++]);
}

static void read_band(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric)
{
  enum { ID, TITLE, FROM, KEYS };
  static const struct lur_key keys[KEYS] = {{"id", true}, {"title", false}, {"from", true}};
  const struct lur_node *of[KEYS];
  struct lur_band *band = &rubric->band[rubric->bands++];
  if (!lur_read_keys(r, node, keys, KEYS, of, band_example)) return;
  lur_read_id(r, of[ID], true, &band->id);
  lur_read_texts(r, of[TITLE], &band->title);
  lur_read_number(r, of[FROM], 0, 100, &band->from);
  if (rubric->bands > 1 && of[FROM] && band->from >= band[-1].from)
    lur_fault_at(
        r, of[FROM],
        _("the bands go from the best to the lowest, and %g does not come below %g; put them in order"),
        band->from, band[-1].from);
  for (size_t k = 0; band->id && k + 1 < rubric->bands; k++)
    if (rubric->band[k].id && strcmp(rubric->band[k].id, band->id) == 0) fault_double_id(r, node, band->id);
}

static void read_bands(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric)
{
  if (!node || !lur_read_is_list(r, node, band_example)) return;
  rubric->band = room_for(r, node->n, sizeof *rubric->band);
  for (size_t i = 0; rubric->band && i < node->n; i++) read_band(r, node->item[i], rubric);
}

static void read_coverage(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric)
{
  static const struct lur_key keys[] = {{"minimum", true}};
  const struct lur_node *of[COUNT(keys)];
  rubric->coverage_minimum = LUR_COVERAGE_DEFAULT;
  if (node && lur_read_keys(r, node, keys, COUNT(keys), of, coverage_example))
    lur_read_number(r, of[0], 0, 1, &rubric->coverage_minimum);
}

static void read_attempts(struct lur_reading *r, const struct lur_node *node, struct lur_attempts *out)
{
  enum { MAX_WAIT, ATTEMPTS, UNANSWERED, KEYS };
  static const struct lur_key keys[KEYS] = {{"max_wait_s", true}, {"attempts", true}, {"unanswered", true}};
  const struct lur_node *of[KEYS];
  double attempts = 1;
  if (!node || !lur_read_keys(r, node, keys, KEYS, of, attempts_example)) return;
  lur_read_number(r, of[MAX_WAIT], 1, 86400, &out->max_wait_s);
  lur_read_number(r, of[ATTEMPTS], 1, 100, &attempts);
  lur_read_number(r, of[UNANSWERED], 0, 100, &out->unanswered);
  if (attempts != floor(attempts))
    lur_fault_at(r, of[ATTEMPTS], "%s", _("attempts are a whole number, such as 2"));
  out->attempts = (int)attempts;
  out->given = true;
}

enum {
  R_LUR,
  R_ID,
  R_VERSION,
  R_TITLE,
  R_NOTE,
  R_SOURCE,
  R_WEIGHT_SOURCE,
  R_SECTIONS,
  R_ATTEMPTS,
  R_RULES,
  R_COVERAGE,
  R_BANDS,
  R_KEYS
};

static void read_rubric(struct lur_reading *r, const struct lur_node *root, struct lur_rubric *rubric)
{
  static const struct lur_key keys[R_KEYS] = {
      {"lur", true},       {"id", true},      {"version", true},        {"title", true},
      {"note", false},     {"source", false}, {"weight_source", false}, {"sections", true},
      {"attempts", false}, {"rules", false},  {"coverage", false},      {"bands", false}};
  const struct lur_node *of[R_KEYS];
  if (!lur_read_keys(r, root, keys, R_KEYS, of, rubric_example)) return;
  lur_read_id(r, of[R_ID], true, &rubric->id);
  lur_read_string(r, of[R_VERSION], &rubric->version);
  lur_read_texts(r, of[R_TITLE], &rubric->title);
  lur_read_texts(r, of[R_NOTE], &rubric->note);
  lur_read_texts(r, of[R_SOURCE], &rubric->source);
  lur_read_texts(r, of[R_WEIGHT_SOURCE], &rubric->weight_source);
  read_sections(r, of[R_SECTIONS], rubric);
  read_attempts(r, of[R_ATTEMPTS], &rubric->attempts);
  read_rules(r, of[R_RULES], rubric);
  read_coverage(r, of[R_COVERAGE], rubric);
  read_bands(r, of[R_BANDS], rubric);
}

/// Whether it is a rubric of our version at all: everything else would be a misleading complaint.
static bool is_our_format(struct lur_reading *r, const struct lur_node *root)
{
  const struct lur_node *said = NULL;
  for (size_t k = 0; root->kind == LUR_NODE_MAP && k + 1 < root->n && !said; k += 2)
    if (root->item[k]->kind == LUR_NODE_SCALAR && strcmp(root->item[k]->text, "lur") == 0)
      said = root->item[k + 1];
  if (said && said->kind == LUR_NODE_SCALAR && strcmp(said->text, LUR_RUBRIC_FORMAT) == 0) return true;
  if (said && said->kind == LUR_NODE_SCALAR && strncmp(said->text, "rubric/", 7) == 0) {
    lur_fault_at(r, said, _("this lur reads %s and not %.20s; use a newer lur, or write “lur: %s”"),
                 LUR_RUBRIC_FORMAT, said->text, LUR_RUBRIC_FORMAT);
    if (r->status == LUR_BAD_INPUT) r->status = LUR_UNSUPPORTED;
  } else {
    lur_fault_at(r, said ? said : root,
                 _("this is not a rubric; a rubric file begins with the line “lur: %s”"), LUR_RUBRIC_FORMAT);
  }
  return false;
}

static lur_status hash(const char *text, size_t len, char hex[65])
{
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int n = 0;
  if (EVP_Digest(text, len, bytes, &n, EVP_sha256(), NULL) != 1 || n != 32) return LUR_NO_MEM;
  for (unsigned int i = 0; i < n; i++) snprintf(hex + (size_t)2 * i, 3, "%02x", bytes[i]);
  return LUR_OK;
}

static void read_root(struct lur_reading *r, const struct lur_node *root, struct lur_rubric *rubric)
{
  if (!is_our_format(r, root)) return;
  read_rubric(r, root, rubric);
  // Formulas are judged when every name they may read is in place.
  if (r->status == LUR_OK) lur_rubric_check(r, rubric);
}

lur_status lur_rubric_parse(const char *text, size_t len, const char *name, struct lur_rubric **out,
                            struct lur_diags *faults)
{
  struct lur_reading r = {.name = name, .faults = faults};
  struct lur_node *root = NULL;
  struct lur_diag diag;
  lur_diags_clear(faults);
  struct lur_rubric *rubric = calloc(1, sizeof *rubric);
  if (!rubric) return LUR_NO_MEM;
  r.status = hash(text, len, rubric->sha256);
  if (r.status == LUR_OK) r.status = lur_node_read(text, len, name, &root, &diag);
  if (r.status == LUR_BAD_INPUT) lur_fault(&r, diag.line, diag.column, "%s", diag.text);
  if (r.status == LUR_OK) read_root(&r, root, rubric);
  lur_node_free(root);
  if (r.status == LUR_OK)
    *out = rubric;
  else
    lur_rubric_free(rubric);
  return r.status;
}

lur_status lur_rubric_load(const char *path, struct lur_rubric **out, struct lur_diags *faults)
{
  char *text = NULL;
  size_t len = 0;
  struct lur_diag diag;
  lur_diags_clear(faults);
  lur_status status = lur_file_read(path, LUR_NODE_SIZE_LIMIT, &text, &len, &diag);
  if (status == LUR_OK) {
    status = lur_rubric_parse(text, len, path, out, faults);
  } else if (status != LUR_NO_MEM) {
    struct lur_reading r = {.name = path, .faults = faults};
    lur_fault(&r, 0, 0, "%s", diag.text);
    if (r.status == LUR_NO_MEM) status = LUR_NO_MEM;
  }
  free(text);
  return status;
}
