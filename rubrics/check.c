#include "rubrics/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/nearest.h"
#include "rubrics/formula.h"

struct check {
  struct lur_reading *r;
  struct lur_rubric *rubric;
  lur_sandbox *box;
  struct lur_measures yes,
      no;         ///< made-up calls on which formulas are tried: every condition true, every condition false
  double *points; ///< made-up points of the criteria
  struct lur_answers first, last; ///< made-up answers: of each question its first and its last answer
};

/// Column of byte `offset` of a formula, where that can be told.
static int column_at(const struct lur_formula *f, size_t offset)
{
  int column = f->column;
  for (size_t i = 0; f->exact && i < offset; i++) column += ((unsigned char)f->text[i] & 0xC0u) != 0x80u;
  return column;
}

static void fault_in(struct check *k, const struct lur_formula *f, size_t offset, const char *message)
{
  lur_fault(k->r, f->line, column_at(f, offset), "%s", message);
}

/// Where a formula stands: some names can be read only in some places.
typedef enum { IN_CRITERION, IN_RULE } formula_place;
struct names {
  struct check *check;
  const struct lur_formula *formula;
  formula_place place;
};

static void fault_no_criterion(const struct names *n, const struct lur_formula_read *read, int column)
{
  const struct lur_rubric *rubric = n->check->rubric;
  struct lur_nearest near = {.word = read->criterion};
  for (size_t i = 0; i < rubric->criteria; i++) lur_nearest_try(&near, rubric->criterion[i].id);
  if (near.best)
    lur_fault(n->check->r, n->formula->line, column,
              _("there is no criterion “%s” in this rubric; did you mean “%s”?"), read->criterion, near.best);
  else
    lur_fault(n->check->r, n->formula->line, column,
              _("there is no criterion “%s” in this rubric; write the id of one"), read->criterion);
}

static void check_section_name(const struct names *n, const struct lur_formula_read *read, int column)
{
  const struct lur_rubric *rubric = n->check->rubric;
  struct lur_nearest near = {.word = read->criterion};
  for (size_t i = 0; i < rubric->sections; i++) {
    if (n->place == IN_RULE && strcmp(rubric->section[i].id, read->criterion) == 0) return;
    lur_nearest_try(&near, rubric->section[i].id);
  }
  if (n->place != IN_RULE)
    lur_fault(n->check->r, n->formula->line, column, "%s",
              _("the score of a section is known only when all criteria are judged; read it in a rule"));
  else if (near.best)
    lur_fault(n->check->r, n->formula->line, column,
              _("there is no section “%.64s” in this rubric; did you mean “%s”?"), read->criterion,
              near.best);
  else
    lur_fault(n->check->r, n->formula->line, column,
              _("there is no section “%.64s” in this rubric; write the id of one"), read->criterion);
}

static bool check_name(void *ctx, const struct lur_formula_read *read)
{
  const struct names *n = ctx;
  int column = column_at(n->formula, read->offset);
  const struct lur_criterion *c = lur_rubric_find(n->check->rubric, read->criterion);
  if (read->what == LUR_READS_MEASURE) return true;
  if (read->what == LUR_READS_SECTION)
    check_section_name(n, read, column);
  else if (!c)
    fault_no_criterion(n, read, column);
  else if (read->what == LUR_READS_ANSWER && !lur_criterion_asked(c->kind))
    lur_fault(n->check->r, n->formula->line, column,
              _("“%s” is measured and not asked; read its points with criteria.%s, or the measure itself"),
              c->id, c->id);
  return true;
}

/// Tries the formula on a made-up call; true when it gives what it should.
static bool try_formula(struct check *k, const struct lur_formula *f, bool yes, bool condition)
{
  struct lur_scope scope = {.measures = yes ? &k->yes : &k->no,
                            .rubric = k->rubric,
                            .points = k->points,
                            .answers = yes ? &k->first : &k->last,
                            .section = k->points};
  struct lur_outcome out;
  if (lur_sandbox_run(k->box, f->text, &scope, &out) != LUR_OK) {
    lur_reading_no_mem(k->r);
    return false;
  }
  // A made-up call may well divide by zero: that says nothing about real ones.
  bool computed =
      out.known || strstr(out.error, "by zero") || strstr(out.error, "'n//0'") || strstr(out.error, "'n%%0'");
  if (!computed)
    lur_fault(k->r, f->line, f->column,
              _("this formula cannot be computed (%s); check its names and operators"), out.error);
  else if (out.known && condition && !out.is_condition)
    lur_fault(k->r, f->line, f->column, "%s",
              _("this must be true or false, and is a number; compare it, as in “hold.count > 0”"));
  else
    return true;
  return false;
}

static void check_formula(struct check *k, const struct lur_formula *f, formula_place place, bool condition)
{
  if (!f->text) return;
  struct names names = {k, f, place};
  struct lur_diag diag;
  size_t offset = 0, faults = k->r->faults->n;
  lur_status status = lur_formula_scan(f->text, check_name, &names, &offset, &diag);
  if (status == LUR_OK && k->r->faults->n == faults) {
    offset = 0;
    status = lur_sandbox_compile(k->box, f->text, &diag);
  }
  if (status == LUR_NO_MEM) lur_reading_no_mem(k->r);
  if (status == LUR_BAD_INPUT) fault_in(k, f, offset, diag.text);
  if (k->r->status == LUR_OK && try_formula(k, f, true, condition)) try_formula(k, f, false, condition);
}

static void make_up_measures(struct lur_measures *m, bool answer)
{
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    lur_measure_type type = lur_measure_table[i].type;
    if (type == LUR_TYPE_TEXT)
      lur_measure_set_text(m, (lur_measure)i, "agent");
    else
      lur_measure_set(m, (lur_measure)i, type == LUR_TYPE_BOOL ? answer : type == LUR_TYPE_COUNT ? 2 : 1.5);
  }
}

/// Of each question its first answer, or its last.
static lur_status make_up_answers(const struct lur_rubric *rubric, bool first, struct lur_answers *out)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < rubric->criteria && status == LUR_OK; i++) {
    const struct lur_criterion *c = &rubric->criterion[i];
    bool listed = c->kind == LUR_CRITERION_CHOICE || c->kind == LUR_CRITERION_SEVERAL;
    const char *text = listed && c->answers ? c->answer[first ? 0 : c->answers - 1].id : "2026-11-22 14:05";
    if (lur_criterion_asked(c->kind))
      status = lur_answers_put(out, c->id, LUR_REPLY_TEXT, text, first ? c->from : c->to, NULL);
  }
  return status;
}

static void check_formulas(struct check *k)
{
  for (size_t i = 0; i < k->rubric->criteria; i++) {
    check_formula(k, &k->rubric->criterion[i].value, IN_CRITERION, false);
    check_formula(k, &k->rubric->criterion[i].ask_when, IN_CRITERION, true);
    check_formula(k, &k->rubric->criterion[i].not_applicable_when, IN_CRITERION, true);
  }
  for (size_t i = 0; i < k->rubric->rules; i++) {
    check_formula(k, &k->rubric->rule[i].when, IN_RULE, true);
    check_formula(k, &k->rubric->rule[i].limit, IN_RULE, false);
  }
}

// The order in which criteria are scored: depth first along what their formulas read.

enum visit { UNSEEN, OPEN, DONE };
struct sort {
  struct check *check;
  enum visit *seen;
  size_t done;
};
struct edge {
  struct sort *sort;
  const struct lur_formula *formula;
  size_t from;
};

static void sort_criterion(struct sort *s, size_t i);

static bool follow(void *ctx, const struct lur_formula_read *read)
{
  const struct edge *e = ctx;
  struct check *k = e->sort->check;
  const struct lur_criterion *c =
      read->what == LUR_READS_MEASURE ? NULL : lur_rubric_find(k->rubric, read->criterion);
  if (!c || read->what == LUR_READS_SECTION) return true;
  size_t to = (size_t)(c - k->rubric->criterion);
  if (to == e->from)
    lur_fault(k->r, e->formula->line, column_at(e->formula, read->offset),
              _("the points of “%s” depend on themselves here; remove the reference"), c->id);
  else if (e->sort->seen[to] == OPEN)
    lur_fault(k->r, e->formula->line, column_at(e->formula, read->offset),
              _("the points of “%s” and “%s” depend on each other in a circle; remove one of the references"),
              k->rubric->criterion[e->from].id, c->id);
  else if (e->sort->seen[to] == UNSEEN)
    sort_criterion(e->sort, to);
  return true;
}

static void sort_criterion(struct sort *s, size_t i)
{
  const struct lur_criterion *c = &s->check->rubric->criterion[i];
  const struct lur_formula *formulas[] = {&c->value, &c->ask_when, &c->not_applicable_when};
  s->seen[i] = OPEN;
  for (size_t f = 0; f < sizeof formulas / sizeof *formulas; f++) {
    struct edge e = {s, formulas[f], i};
    size_t offset;
    struct lur_diag ignored;
    // The formula was scanned before without a fault.
    if (formulas[f]->text && lur_formula_scan(formulas[f]->text, follow, &e, &offset, &ignored) != LUR_OK)
      continue;
  }
  s->seen[i] = DONE;
  s->check->rubric->order[s->done++] = i;
}

static void sort_criteria(struct check *k)
{
  struct sort s = {.check = k, .seen = calloc(k->rubric->criteria, sizeof *s.seen)};
  k->rubric->order = calloc(k->rubric->criteria, sizeof *k->rubric->order);
  if (!s.seen || !k->rubric->order) lur_reading_no_mem(k->r);
  for (size_t i = 0; k->r->status == LUR_OK && i < k->rubric->criteria; i++)
    if (s.seen[i] == UNSEEN) sort_criterion(&s, i);
  free(s.seen);
}

void lur_rubric_check(struct lur_reading *r, struct lur_rubric *rubric)
{
  struct check *k = calloc(1, sizeof *k);
  if (!k) {
    lur_reading_no_mem(r);
    return;
  }
  k->r = r;
  k->rubric = rubric;
  size_t most = rubric->criteria > rubric->sections ? rubric->criteria : rubric->sections;
  k->points = calloc(most + 1, sizeof *k->points);
  for (size_t i = 0; k->points && i < most; i++) k->points[i] = 50;
  make_up_measures(&k->yes, true);
  make_up_measures(&k->no, false);
  bool answered = make_up_answers(rubric, true, &k->first) == LUR_OK &&
                  make_up_answers(rubric, false, &k->last) == LUR_OK;
  if (answered && k->points && lur_sandbox_new(&k->box) == LUR_OK)
    check_formulas(k);
  else
    lur_reading_no_mem(r);
  if (r->status == LUR_OK) sort_criteria(k);
  lur_sandbox_free(k->box);
  lur_answers_clear(&k->first);
  lur_answers_clear(&k->last);
  free(k->points);
  free(k);
}
