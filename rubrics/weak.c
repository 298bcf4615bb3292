#include "rubrics/weak.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "rubrics/diff.h"
#include "rubrics/formula.h"
#include "rubrics/reading.h"

#define LARGE_SHARE 0.5  ///< more than that for one criterion is as much as all the others together
#define LOW_COVERAGE 0.5 ///< below it more can be left out than is judged
#define MANY_STEPS 7     ///< so many people can still tell apart without words
#define OFTEN_ASIDE 0.25 ///< of the calls

struct pass {
  const struct lur_rubric *rubric;
  const struct lur_node *root;
  struct lur_reading *r;
  const struct lur_criterion *c; ///< looked at
  const struct lur_node *at;     ///< where it stands
};

static const struct lur_node *value_of(const struct lur_node *map, const char *key)
{
  for (size_t i = 0; map && map->kind == LUR_NODE_MAP && i + 1 < map->n; i += 2)
    if (map->item[i]->text && strcmp(map->item[i]->text, key) == 0) return map->item[i + 1];
  return NULL;
}

/// The place of a key of the criterion, else of the criterion.
static const struct lur_node *place(const struct pass *p, const char *key)
{
  const struct lur_node *found = value_of(p->at, key);
  return found ? found : p->at;
}

static const struct lur_node *find_criterion(const struct lur_node *root, const char *id)
{
  const struct lur_node *sections = value_of(root, "sections");
  for (size_t s = 0; sections && sections->kind == LUR_NODE_LIST && s < sections->n; s++) {
    const struct lur_node *criteria = value_of(sections->item[s], "criteria");
    for (size_t i = 0; criteria && criteria->kind == LUR_NODE_LIST && i < criteria->n; i++) {
      const struct lur_node *name = value_of(criteria->item[i], "id");
      if (name && name->text && strcmp(name->text, id) == 0) return criteria->item[i];
    }
  }
  return NULL;
}

static const char *answer_words(const struct lur_answer *a)
{
  return lur_answer_title(a, NULL);
}

/// Whether the file says so: a bare scale of weight 0 is asked for its own sake.
static bool says_points(const struct lur_criterion *c)
{
  bool answers = c->form == LUR_FORM_PLAIN && c->answers && c->answer[0].has_points;
  return answers || c->points.n || c->scale.given;
}

static bool counts(const struct lur_criterion *c)
{
  return c->weight > 0 && c->counts == LUR_COUNTS_SCORED;
}

static size_t weighted(const struct lur_rubric *rubric)
{
  size_t n = 0;
  for (size_t i = 0; i < rubric->criteria; i++)
    n += counts(&rubric->criterion[i]) && lur_criterion_share(rubric, &rubric->criterion[i]) > 0;
  return n;
}

static void look_at_weight(const struct pass *p)
{
  double share = lur_criterion_share(p->rubric, p->c);
  if (counts(p->c) && weighted(p->rubric) > 2 && share > LARGE_SHARE)
    lur_fault_at(
        p->r, place(p, "weight"),
        _("“%s” alone carries %.0f %% of the whole, more than all the others together; divide it into "
          "several criteria, or give it less weight"),
        p->c->id, share * 100);
}

/// A criterion of weight 0 whose points somebody may believe in.
struct search {
  const char *id;
  bool found;
};

static bool is_it(void *ctx, const struct lur_formula_read *read)
{
  struct search *s = ctx;
  s->found = s->found || (read->measure == LUR_MEASURE_COUNT && strcmp(read->criterion, s->id) == 0);
  return !s->found;
}

static void search_formula(struct search *s, const struct lur_formula *f)
{
  size_t offset;
  struct lur_diag ignored; // the rubric is valid: there is nothing to say
  if (f->text && lur_formula_scan(f->text, is_it, s, &offset, &ignored) != LUR_OK) s->found = true;
}

static bool is_read(const struct lur_rubric *rubric, const char *id)
{
  struct search s = {id, false};
  for (size_t i = 0; i < rubric->criteria; i++) {
    search_formula(&s, &rubric->criterion[i].value);
    search_formula(&s, &rubric->criterion[i].ask_when);
    search_formula(&s, &rubric->criterion[i].not_applicable_when);
  }
  for (size_t i = 0; i < rubric->rules; i++) {
    search_formula(&s, &rubric->rule[i].when);
    search_formula(&s, &rubric->rule[i].limit);
  }
  return s.found;
}

static bool is_grave(const struct lur_criterion *c, lur_gravity least)
{
  for (size_t i = 0; i < c->answers; i++)
    if (c->answer[i].gravity >= least) return true;
  return c->fatal.gravity >= least || c->critical.gravity >= least;
}

static void look_at_lost_points(const struct pass *p)
{
  const struct lur_criterion *c = p->c;
  if (c->weight > 0 || c->counts != LUR_COUNTS_SCORED || !says_points(c)) return;
  if (is_grave(c, LUR_GRAVITY_CRITICAL) || is_read(p->rubric, c->id)) return;
  lur_fault_at(p->r, place(p, "weight"),
               _("“%s” gives points that count nowhere; give it a weight, or say counts: noted"), c->id);
}

static bool same_words(const struct lur_texts *a, const struct lur_texts *b)
{
  for (size_t i = 0; i < a->n; i++)
    for (size_t k = 0; k < b->n; k++)
      if (strcmp(a->at[i].lang, b->at[k].lang) == 0 && strcmp(a->at[i].text, b->at[k].text) == 0) return true;
  return false;
}

static const struct lur_node *answer_place(const struct pass *p, size_t i)
{
  static const char *const keys[] = {"answers", "steps"};
  for (size_t k = 0; k < 2; k++) {
    const struct lur_node *list = value_of(p->at, keys[k]);
    if (list && list->kind == LUR_NODE_LIST && i < list->n) return list->item[i];
  }
  return p->at;
}

/// Two answers that are one.
static void compare_answers(const struct pass *p, size_t first, size_t second)
{
  const struct lur_answer *a = &p->c->answer[first], *b = &p->c->answer[second];
  bool choice = p->c->kind == LUR_CRITERION_CHOICE && counts(p->c);
  if (same_words(&a->title, &b->title))
    lur_fault_at(p->r, answer_place(p, second),
                 _("“%s” and “%s” of “%s” read the same (%s); say how they differ, or remove one"), a->id,
                 b->id, p->c->id, answer_words(a));
  else if (choice && a->points == b->points && a->gravity == b->gravity)
    lur_fault_at(
        p->r, answer_place(p, second),
        _("“%s” and “%s” of “%s” both give %.6g points, so that it does not matter which is chosen; give "
          "them different points, or make them one"),
        a->id, b->id, p->c->id, a->points);
}

static void look_at_steps(const struct pass *p)
{
  const struct lur_criterion *c = p->c;
  double steps = c->kind == LUR_CRITERION_SCALE ? c->to - c->from + 1 : 0;
  for (size_t i = 0; i < c->answers; i++)
    for (size_t k = i + 1; k < c->answers; k++) compare_answers(p, i, k);
  if (steps > MANY_STEPS && c->answers < 2 && c->form == LUR_FORM_PLAIN)
    lur_fault_at(p->r, place(p, "scale"),
                 _("“%s” has %.0f steps without words, and nobody can tell the middle ones apart; take fewer "
                   "steps, or describe some under steps"),
                 c->id, steps);
}

/// What the best and the worst give.
static void look_at_ends(const struct pass *p)
{
  const struct lur_criterion *c = p->c;
  double least, most, full = p->rubric->points > 0 ? c->weight : 100;
  if (!counts(c) || c->scale.given || c->kind == LUR_CRITERION_SEVERAL) return;
  const struct lur_node *at = place(p, c->kind == LUR_CRITERION_CHOICE ? "answers" : "points");
  lur_criterion_bounds(c, &least, &most);
  if (most < full)
    lur_fault_at(p->r, at,
                 _("“%s” never gives more than %.6g of %.6g points, however good the call; let the best give "
                   "%.6g"),
                 c->id, most, full, full);
  if (least > 0)
    lur_fault_at(p->r, at,
                 _("“%s” never gives less than %.6g points, however bad the call; let the worst give 0"),
                 c->id, least);
}

/// What the calls of a wave gave.
static void look_at_calls(const struct pass *p, const struct lur_seen *seen)
{
  const struct lur_criterion *c = p->c;
  double least, most;
  lur_criterion_bounds(c, &least, &most);
  const struct lur_node *at = place(p, c->kind == LUR_CRITERION_CHOICE ? "answers" : "points");
  if (counts(c) && seen->scored >= LUR_SEEN_ENOUGH) {
    if (seen->high == seen->low)
      lur_fault_at(
          p->r, at,
          _("“%s” gave all %zu calls %.6g points and tells none apart; move its steps to where the calls "
            "are"),
          c->id, seen->scored, seen->low);
    else if (seen->high < most)
      lur_fault_at(p->r, at,
                   _("“%s” gave none of %zu calls more than %.6g of %.6g points; is the best within reach?"),
                   c->id, seen->scored, seen->high, most);
    else if (seen->low > fmax(least, 0))
      lur_fault_at(p->r, at,
                   _("“%s” gave none of %zu calls less than %.6g points; its lower part tells none apart"),
                   c->id, seen->scored, seen->low);
  }
  if (seen->calls >= LUR_SEEN_ENOUGH && (double)seen->set_aside > OFTEN_ASIDE * (double)seen->calls)
    lur_fault_at(
        p->r, p->at,
        _("“%s” was set aside by the assessor in %zu of %zu calls; say with not_applicable_when where it "
          "does not apply"),
        c->id, seen->set_aside, seen->calls);
}

// What does not apply and could raise the score.

struct shared {
  const struct lur_criterion *c;
  lur_measure found; ///< LUR_MEASURE_COUNT: none
  lur_measure asked; ///< looked for in a formula
};

static bool is_asked_for(void *ctx, const struct lur_formula_read *read)
{
  struct shared *s = ctx;
  if (read->measure == s->asked) s->found = read->measure;
  return s->found == LUR_MEASURE_COUNT;
}

/// Whether the criterion is judged by the measure that its condition reads.
static bool is_judged_by(void *ctx, const struct lur_formula_read *read)
{
  struct shared *s = ctx;
  size_t offset;
  struct lur_diag ignored;
  if (read->measure == LUR_MEASURE_COUNT || lur_measure_table[read->measure].type == LUR_TYPE_BOOL)
    return true;
  s->asked = read->measure;
  if (s->c->kind == LUR_CRITERION_MEASURE && s->c->measure == read->measure)
    s->found = read->measure;
  else if (s->c->value.text &&
           lur_formula_scan(s->c->value.text, is_asked_for, s, &offset, &ignored) != LUR_OK)
    return false;
  return s->found == LUR_MEASURE_COUNT;
}

static void look_at_condition(const struct pass *p)
{
  size_t offset;
  struct lur_diag ignored;
  struct shared s = {p->c, LUR_MEASURE_COUNT, LUR_MEASURE_COUNT};
  const char *when = p->c->not_applicable_when.text;
  if (!when || lur_formula_scan(when, is_judged_by, &s, &offset, &ignored) != LUR_OK) return;
  if (counts(p->c) && s.found != LUR_MEASURE_COUNT)
    lur_fault_at(
        p->r, place(p, "not_applicable_when"),
        _("“%s” is judged by %s, and leaves the count by the same measure: a bad value could vanish; let "
          "the condition read something else, or give the value its points"),
        p->c->id, lur_measure_table[s.found].name);
}

static void look_at_setting_aside(const struct pass *p)
{
  double share = lur_criterion_share(p->rubric, p->c);
  if (!lur_criterion_asked(p->c->kind) || p->c->na_refused || !is_grave(p->c, LUR_GRAVITY_FATAL)) return;
  if (share <= 1 - p->rubric->coverage_minimum)
    lur_fault_at(p->r, p->at,
                 _("“%s” can be fatal, and yet be set aside as not applicable without making the result "
                   "incomplete; add na_allowed: false"),
                 p->c->id);
}

static void look_at_coverage(struct lur_reading *r, const struct lur_rubric *rubric,
                             const struct lur_node *root)
{
  const struct lur_node *at = value_of(root, "coverage");
  if (rubric->coverage_minimum < LOW_COVERAGE)
    lur_fault_at(r, at ? at : root,
                 _("a result is complete with %.0f %% of the weight covered: more may be left out than is "
                   "judged, and not applicable raises scores; take at least 0.5, better 0.8"),
                 rubric->coverage_minimum * 100);
}

static void look_at_criterion(struct pass *p, size_t i, const struct lur_seen *seen)
{
  p->c = &p->rubric->criterion[i];
  p->at = find_criterion(p->root, p->c->id);
  if (!p->at) p->at = p->root;
  look_at_weight(p);
  look_at_lost_points(p);
  look_at_steps(p);
  look_at_ends(p);
  look_at_condition(p);
  look_at_setting_aside(p);
  if (seen) look_at_calls(p, &seen[i]);
}

lur_status lur_rubric_weak(const struct lur_rubric *rubric, const char *text, size_t len, const char *name,
                           const struct lur_seen *seen, struct lur_diags *weak)
{
  struct lur_node *root = NULL;
  struct lur_diag diag;
  lur_diags_clear(weak);
  lur_status status = lur_node_read(text, len, name, &root, &diag);
  if (status != LUR_OK) return status;
  struct lur_reading r = {.name = name, .faults = weak, .status = LUR_OK};
  struct pass p = {.rubric = rubric, .root = root, .r = &r};
  for (size_t i = 0; i < rubric->criteria; i++) look_at_criterion(&p, i, seen);
  look_at_coverage(&r, rubric, root);
  lur_node_free(root);
  return r.status == LUR_NO_MEM ? LUR_NO_MEM : LUR_OK;
}

void lur_seen_add(struct lur_seen *seen, const struct lur_scorecard *card)
{
  for (size_t i = 0; i < card->marks; i++) {
    const struct lur_mark *mark = &card->mark[i];
    struct lur_seen *s = &seen[i];
    s->calls++;
    s->set_aside += mark->state == LUR_MARK_SET_ASIDE;
    if (mark->state != LUR_MARK_SCORED) continue;
    s->low = s->scored ? fmin(s->low, mark->points) : mark->points;
    s->high = s->scored ? fmax(s->high, mark->points) : mark->points;
    s->scored++;
  }
}
