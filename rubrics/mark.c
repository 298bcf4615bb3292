#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "rubrics/score.h"

static const double none = (double)NAN;

static lur_status copy_text(char **out, const char *text)
{
  char *copy = strdup(text);
  if (!copy) return LUR_NO_MEM;
  free(*out);
  *out = copy;
  return LUR_OK;
}

static lur_status run(const struct lur_scoring *s, const struct lur_formula *f, struct lur_outcome *out)
{
  struct lur_scope scope = {s->measures, s->rubric, s->points};
  return lur_sandbox_run(s->box, f->text, &scope, out);
}

/// What the machine read.
static lur_status read_machine(const struct lur_scoring *s, struct lur_mark *mark)
{
  const struct lur_criterion *c = mark->criterion;
  if (c->kind == LUR_CRITERION_MEASURE) {
    mark->type = lur_measure_table[c->measure].type;
    mark->machine = s->measures->of[c->measure];
    mark->missing = (struct lur_missing){.measure = c->measure};
    if (!mark->machine.known)
      mark->missing.why = mark->machine.why ? mark->machine.why : N_("it was not measured");
    return LUR_OK;
  }
  struct lur_outcome out;
  lur_status status = run(s, &c->value, &out);
  if (status != LUR_OK) return status;
  mark->type = out.is_condition ? LUR_TYPE_BOOL : LUR_TYPE_NUMBER;
  mark->machine = (struct lur_value){.known = out.known, .number = out.number, .why = out.missing.why};
  mark->missing = out.missing;
  return LUR_OK;
}

/// The gravest limit that the points fall below.
static void apply_limits(struct lur_mark *mark)
{
  const struct lur_limit *limits[] = {&mark->criterion->fatal, &mark->criterion->critical};
  for (size_t i = 0; i < 2 && mark->gravity == LUR_GRAVITY_NONE; i++)
    if (limits[i]->gravity != LUR_GRAVITY_NONE && mark->points < limits[i]->below) {
      mark->gravity = limits[i]->gravity;
      mark->kind = limits[i]->kind;
    }
}

static void give(struct lur_mark *mark, double points)
{
  mark->state = LUR_MARK_SCORED;
  mark->points = points;
}

static void judge_measured(struct lur_mark *mark, const struct lur_reply *reply)
{
  mark->by = LUR_BY_MACHINE;
  mark->value = mark->machine;
  if (reply) {
    mark->by = LUR_BY_ASSESSOR;
    mark->overruled = true;
    mark->value = (struct lur_value){.known = true, .number = reply->number};
    mark->missing = (struct lur_missing){.measure = LUR_MEASURE_COUNT};
  }
  mark->has_value = mark->value.known;
  if (!mark->has_value) {
    mark->state = LUR_MARK_NOT_MEASURED;
  } else if (mark->criterion->points.n == 0) {
    mark->state = LUR_MARK_NOTED;
  } else {
    give(mark, lur_curve_points(&mark->criterion->points, mark->value.number));
    apply_limits(mark);
  }
}

static double range_points(const struct lur_criterion *c, double number)
{
  if (c->points.n) return lur_curve_points(&c->points, number);
  return 100 * (number - c->from) / (c->to - c->from);
}

static lur_status judge_answered(struct lur_mark *mark, const struct lur_reply *reply)
{
  const struct lur_criterion *c = mark->criterion;
  mark->by = LUR_BY_ASSESSOR;
  mark->type = LUR_TYPE_NUMBER;
  if (c->kind == LUR_CRITERION_TEXT) {
    mark->state = LUR_MARK_NOTED;
    return copy_text(&mark->text, reply->text);
  }
  if (c->kind == LUR_CRITERION_CHOICE) {
    mark->answer = lur_criterion_answer(c, reply->text);
    give(mark, mark->answer->points);
    mark->gravity = mark->answer->gravity;
    mark->kind = mark->answer->kind;
    return LUR_OK;
  }
  mark->has_value = true;
  mark->value = (struct lur_value){.known = true, .number = reply->number};
  give(mark, range_points(c, reply->number));
  return LUR_OK;
}

static lur_status set_aside(struct lur_mark *mark, const struct lur_reply *reply)
{
  mark->state = LUR_MARK_SET_ASIDE;
  mark->by = LUR_BY_ASSESSOR;
  return copy_text(&mark->text, reply->text);
}

static lur_status judge(struct lur_scoring *s, struct lur_mark *mark, const struct lur_reply *reply)
{
  bool asked = lur_criterion_asked(mark->criterion->kind);
  if (!asked) {
    lur_status status = read_machine(s, mark);
    if (status != LUR_OK) return status;
  }
  if (reply && reply->kind == LUR_REPLY_NOT_APPLICABLE) return set_aside(mark, reply);
  if (!asked) {
    judge_measured(mark, reply);
    return LUR_OK;
  }
  if (reply) return judge_answered(mark, reply);
  mark->state = LUR_MARK_UNANSWERED;
  return LUR_OK;
}

static lur_status start_mark(struct lur_mark *mark, const struct lur_criterion *c,
                             const struct lur_reply *reply)
{
  *mark = (struct lur_mark){.criterion = c, .points = none, .missing.measure = LUR_MEASURE_COUNT};
  lur_status status = copy_text(&mark->text, "");
  if (status == LUR_OK) status = copy_text(&mark->comment, reply && reply->comment ? reply->comment : "");
  return status;
}

lur_status lur_score_criterion(struct lur_scoring *s, size_t i)
{
  const struct lur_criterion *c = &s->rubric->criterion[i];
  const struct lur_reply *reply = s->answers ? lur_answers_reply(s->answers, c->id) : NULL;
  struct lur_mark *mark = &s->card->mark[i];
  struct lur_outcome unfit = {0};
  lur_status status = start_mark(mark, c, reply);
  if (status == LUR_OK && c->not_applicable_when.text) status = run(s, &c->not_applicable_when, &unfit);
  if (status != LUR_OK) return status;
  if (unfit.known && unfit.number != 0) {
    mark->state = LUR_MARK_NOT_APPLICABLE;
    mark->by = LUR_BY_MACHINE;
  } else if (c->not_applicable_when.text && !unfit.known && !reply) {
    // Whether it applies cannot be told. An assessor who answers has told it.
    mark->state = LUR_MARK_NOT_MEASURED;
    mark->missing = unfit.missing;
  } else {
    status = judge(s, mark, reply);
  }
  s->points[i] = mark->state == LUR_MARK_SCORED ? mark->points : none;
  return status == LUR_OK ? lur_score_evidence(s, mark) : status;
}
