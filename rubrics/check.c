#include "rubrics/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "rubrics/formula.h"
#include "rubrics/nearest.h"

struct check {
  struct lur_reading *r;
  struct lur_rubric *rubric;
  lur_sandbox *box;
  struct lur_measures yes,
      no;         ///< made-up calls on which formulas are tried: every condition true, every condition false
  double *points; ///< made-up points of the criteria
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

struct names {
  struct check *check;
  const struct lur_formula *formula;
};

static bool check_name(void *ctx, const struct lur_formula_read *read)
{
  const struct names *n = ctx;
  const struct lur_rubric *rubric = n->check->rubric;
  if (read->measure != LUR_MEASURE_COUNT || lur_rubric_find(rubric, read->criterion)) return true;
  struct lur_nearest near = {.word = read->criterion};
  for (size_t i = 0; i < rubric->criteria; i++) lur_nearest_try(&near, rubric->criterion[i].id);
  int column = column_at(n->formula, read->offset);
  if (near.best)
    lur_fault(n->check->r, n->formula->line, column,
              _("there is no criterion “%s” in this rubric; did you mean “%s”?"), read->criterion, near.best);
  else
    lur_fault(n->check->r, n->formula->line, column,
              _("there is no criterion “%s” in this rubric; write the id of one"), read->criterion);
  return true;
}

/// Tries the formula on a made-up call; true when it gives what it should.
static bool try_formula(struct check *k, const struct lur_formula *f, const struct lur_measures *measures,
                        bool condition)
{
  struct lur_scope scope = {measures, k->rubric, k->points};
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

static void check_formula(struct check *k, const struct lur_formula *f, bool condition)
{
  if (!f->text) return;
  struct names names = {k, f};
  struct lur_diag diag;
  size_t offset = 0, faults = k->r->faults->n;
  lur_status status = lur_formula_scan(f->text, check_name, &names, &offset, &diag);
  if (status == LUR_OK && k->r->faults->n == faults) {
    offset = 0;
    status = lur_sandbox_compile(k->box, f->text, &diag);
  }
  if (status == LUR_NO_MEM) lur_reading_no_mem(k->r);
  if (status == LUR_BAD_INPUT) fault_in(k, f, offset, diag.text);
  if (k->r->status == LUR_OK && try_formula(k, f, &k->yes, condition)) try_formula(k, f, &k->no, condition);
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

static void check_formulas(struct check *k)
{
  for (size_t i = 0; i < k->rubric->criteria; i++) {
    check_formula(k, &k->rubric->criterion[i].value, false);
    check_formula(k, &k->rubric->criterion[i].not_applicable_when, true);
  }
  for (size_t i = 0; i < k->rubric->rules; i++) check_formula(k, &k->rubric->rule[i].when, true);
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
      read->measure == LUR_MEASURE_COUNT ? lur_rubric_find(k->rubric, read->criterion) : NULL;
  if (!c) return true;
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
  const struct lur_formula *formulas[] = {&c->value, &c->not_applicable_when};
  s->seen[i] = OPEN;
  for (size_t f = 0; f < 2; f++) {
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
  k->points = calloc(rubric->criteria, sizeof *k->points);
  for (size_t i = 0; k->points && i < rubric->criteria; i++) k->points[i] = 50;
  make_up_measures(&k->yes, true);
  make_up_measures(&k->no, false);
  if (k->points && lur_sandbox_new(&k->box) == LUR_OK)
    check_formulas(k);
  else
    lur_reading_no_mem(r);
  if (r->status == LUR_OK) sort_criteria(k);
  lur_sandbox_free(k->box);
  free(k->points);
  free(k);
}
