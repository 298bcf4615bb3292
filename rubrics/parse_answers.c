#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "rubrics/parsing.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char answer_example[] = "{id: partly, points: 50}";
static const char step_example[] = "[{at: 1, title: Bad}, {at: 5, title: Very good}]";
static const char side_example[] = "{yes: 100, no: {points: 0, critical: customer}}";

bool lur_parse_fault_kind(struct lur_reading *r, const struct lur_node *node, lur_fault_kind *out)
{
  const char *names[LUR_FAULT_KINDS];
  for (int i = 0; i < LUR_FAULT_KINDS; i++) names[i] = lur_fault_kind_name((lur_fault_kind)i);
  size_t i = LUR_FAULT_KINDS;
  lur_read_name(r, node, names, LUR_FAULT_KINDS, &i);
  if (i < LUR_FAULT_KINDS) *out = (lur_fault_kind)i;
  return i < LUR_FAULT_KINDS;
}

void lur_parse_gravity(struct lur_reading *r, const struct lur_node *critical, const struct lur_node *fatal,
                       struct lur_answer *out)
{
  if (critical && lur_parse_fault_kind(r, critical, &out->kind)) out->gravity = LUR_GRAVITY_CRITICAL;
  if (fatal && lur_parse_fault_kind(r, fatal, &out->kind)) out->gravity = LUR_GRAVITY_FATAL;
  if (critical && fatal)
    lur_fault_at(r, fatal, "%s", _("an answer is either critical or fatal; remove one of the two"));
}

enum { ID, TITLE, HELP, EXAMPLE, POINTS, CRITICAL, FATAL, COMMENT, KEYS };

/// Everything of an answer but its id.
static void read_rest(struct lur_reading *r, const struct lur_node *const *of, struct lur_answer *a)
{
  lur_read_texts(r, of[TITLE], &a->title);
  lur_read_texts(r, of[HELP], &a->help);
  lur_read_texts(r, of[EXAMPLE], &a->example);
  lur_read_number(r, of[POINTS], -LUR_POINTS_LIMIT, LUR_POINTS_LIMIT, &a->points);
  a->has_points = of[POINTS] || a->has_points;
  lur_read_truth(r, of[COMMENT], &a->needs_comment);
  lur_parse_gravity(r, of[CRITICAL], of[FATAL], a);
}

static void read_answer(struct lur_reading *r, const struct lur_node *node, bool scored, struct lur_answer *a)
{
  const struct lur_key keys[KEYS] = {{"id", true},       {"title", false},   {"help", false},
                                     {"example", false}, {"points", scored}, {"critical", false},
                                     {"fatal", false},   {"comment", false}};
  const struct lur_node *of[KEYS];
  if (!lur_read_keys(r, node, keys, KEYS, of, answer_example)) return;
  lur_read_id(r, of[ID], true, &a->id);
  read_rest(r, of, a);
}

/// More answers at once may not give more than a criterion can.
static void check_sum(struct lur_reading *r, const struct lur_node *node, const struct lur_criterion *c)
{
  double plus = 0, minus = 0;
  for (size_t i = 0; i < c->answers; i++) *(c->answer[i].points > 0 ? &plus : &minus) += c->answer[i].points;
  if (plus > LUR_POINTS_LIMIT || minus < -LUR_POINTS_LIMIT)
    lur_fault_at(r, node,
                 _("together these answers give more than %g points; give them fewer, or best or worst"),
                 LUR_POINTS_LIMIT);
}

void lur_parse_answers(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c)
{
  if (!lur_read_is_list(r, node, "[{id: all, points: 100}, {id: none, points: 0}]")) return;
  c->answer = lur_parse_room(r, node->n, sizeof *c->answer);
  for (size_t i = 0; c->answer && i < node->n; i++) {
    struct lur_answer *a = &c->answer[c->answers++];
    read_answer(r, node->item[i], c->counts != LUR_COUNTS_NOTED, a);
    for (size_t k = 0; a->id && k + 1 < c->answers; k++)
      if (c->answer[k].id && strcmp(c->answer[k].id, a->id) == 0)
        lur_parse_double_id(r, node->item[i], a->id);
  }
  if (c->kind == LUR_CRITERION_SEVERAL && c->combine == LUR_COMBINE_SUM) check_sum(r, node, c);
}

static void give_id(struct lur_reading *r, struct lur_answer *a, double at)
{
  char id[32];
  snprintf(id, sizeof id, "%.0f", at);
  a->id = strdup(id);
  if (!a->id) lur_reading_no_mem(r);
}

static void read_step(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c)
{
  static const struct lur_key keys[KEYS] = {{"at", true},       {"title", false},  {"help", false},
                                            {"example", false}, {"points", false}, {"critical", false},
                                            {"fatal", false},   {"comment", false}};
  const struct lur_node *of[KEYS];
  double at = (double)NAN;
  struct lur_answer *a = &c->answer[c->answers++], *before = c->answers > 1 ? a - 1 : NULL;
  if (!lur_read_keys(r, node, keys, KEYS, of, step_example)) return;
  lur_read_number(r, of[ID], c->from, c->to, &at);
  read_rest(r, of, a);
  if (isnan(at)) return;
  if (at != floor(at)) lur_fault_at(r, of[ID], "%s", _("a step stands at a whole number of the scale"));
  give_id(r, a, at);
  if (before && before->id && a->id && strtod(before->id, NULL) >= at)
    lur_fault_at(r, of[ID],
                 _("the steps go from the lowest to the highest, and %g does not come after %s; put "
                   "them in order"),
                 at, before->id);
}

/// Points of steps are a curve like any other; they stand at all steps or at none.
static void make_curve(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c)
{
  size_t with = 0;
  for (size_t i = 0; i < c->answers; i++) with += c->answer[i].has_points;
  if (with == 0) return;
  if (c->points.n || with < c->answers) {
    lur_fault_at(r, node, "%s",
                 c->points.n ? _("the steps have points of their own; remove those, or “points”")
                             : _("some steps have points and some have none; give them to all, or to none"));
    return;
  }
  c->points.at = lur_parse_room(r, c->answers, sizeof *c->points.at);
  for (size_t i = 0; c->points.at && i < c->answers; i++)
    c->points.at[c->points.n++] = (struct lur_point){strtod(c->answer[i].id, NULL), c->answer[i].points};
}

void lur_parse_steps(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c)
{
  if (!node || !lur_read_is_list(r, node, step_example)) return;
  c->answer = lur_parse_room(r, node->n, sizeof *c->answer);
  for (size_t i = 0; c->answer && i < node->n; i++) read_step(r, node->item[i], c);
  if (r->status == LUR_OK) make_curve(r, node, c);
}

/// A text in the languages lur speaks.
struct words {
  const char *en, *sv, *da, *nb, *nl;
};

static void give_title(struct lur_reading *r, struct lur_answer *a, const struct words *w)
{
  const char *const texts[][2] = {{"en", w->en}, {"sv", w->sv}, {"da", w->da}, {"nb", w->nb}, {"nl", w->nl}};
  for (size_t i = 0; i < COUNT(texts); i++)
    if (lur_texts_add(&a->title, texts[i][0], texts[i][1]) != LUR_OK) lur_reading_no_mem(r);
}

/// `yes: 100` or `yes: {points: 100, title: ...}`.
static void read_side(struct lur_reading *r, const struct lur_node *node, struct lur_answer *a)
{
  static const struct lur_key keys[KEYS - 1] = {{"title", false},  {"help", false},     {"example", false},
                                                {"points", false}, {"critical", false}, {"fatal", false},
                                                {"comment", false}};
  const struct lur_node *of[KEYS] = {NULL};
  if (!node) return;
  if (node->kind == LUR_NODE_SCALAR)
    lur_read_number(r, node, -LUR_POINTS_LIMIT, LUR_POINTS_LIMIT, &a->points);
  else if (lur_read_keys(r, node, keys, KEYS - 1, of + 1, side_example))
    read_rest(r, of, a);
}

static void read_yes_no(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c)
{
  static const struct lur_key keys[] = {{"yes", false}, {"no", false}};
  static const struct words titles[] = {{"Yes", "Ja", "Ja", "Ja", "Ja"}, {"No", "Nej", "Nej", "Nei", "Nee"}};
  const struct lur_node *of[COUNT(keys)] = {NULL};
  c->answer = lur_parse_room(r, COUNT(keys), sizeof *c->answer);
  if (!c->answer) return;
  if (node->kind == LUR_NODE_SCALAR)
    lur_read_name(r, node, (const char *const[]){"true"}, 1, &(size_t){0});
  else if (!lur_read_keys(r, node, keys, COUNT(keys), of, side_example))
    return;
  for (size_t i = 0; i < COUNT(keys); i++) {
    struct lur_answer *a = &c->answer[c->answers++];
    a->id = strdup(keys[i].name);
    if (!a->id) lur_reading_no_mem(r);
    a->points = i == 0 ? 100 : 0;
    a->has_points = true;
    read_side(r, of[i], a);
    if (a->title.n == 0) give_title(r, a, &titles[i]);
  }
}

static const struct words nps[] = {
    {"Not at all likely", "Inte alls troligt", "Slet ikke sandsynligt", "Ikke sannsynlig i det hele tatt",
     "Helemaal niet waarschijnlijk"},
    {"Extremely likely", "Mycket troligt", "Yderst sandsynligt", "Svært sannsynlig", "Zeer waarschijnlijk"}};
static const struct words csat[] = {
    {"Very dissatisfied", "Mycket missnöjd", "Meget utilfreds", "Svært misfornøyd", "Zeer ontevreden"},
    {"Very satisfied", "Mycket nöjd", "Meget tilfreds", "Svært fornøyd", "Zeer tevreden"}};
static const struct words ces[] = {
    {"Very difficult", "Mycket svårt", "Meget svært", "Svært vanskelig", "Zeer moeilijk"},
    {"Very easy", "Mycket lätt", "Meget let", "Svært lett", "Zeer gemakkelijk"}};

/// The ends of a scale that everybody knows.
static void label_ends(struct lur_reading *r, const struct words *ends, struct lur_criterion *c)
{
  c->answer = lur_parse_room(r, 2, sizeof *c->answer);
  for (size_t i = 0; c->answer && i < 2; i++) {
    give_id(r, &c->answer[c->answers++], i ? c->to : c->from);
    give_title(r, &c->answer[i], &ends[i]);
  }
}

void lur_parse_form(struct lur_reading *r, const struct lur_node *node, struct lur_criterion *c)
{
  if (c->form == LUR_FORM_YES_NO) {
    read_yes_no(r, node, c);
    return;
  }
  lur_read_name(r, node, (const char *const[]){"true"}, 1, &(size_t){0});
  if (c->answers) return;
  label_ends(r, c->form == LUR_FORM_NPS ? nps : c->form == LUR_FORM_CSAT ? csat : ces, c);
}
