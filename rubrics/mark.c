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
  struct lur_scope scope = {.measures = s->measures,
                            .rubric = s->rubric,
                            .points = s->points,
                            .answers = s->answers,
                            .mark = s->card->mark};
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

/// Counts a fault; the gravest one is the mark's.
static void take_fault(struct lur_mark *mark, lur_gravity gravity, lur_fault_kind kind)
{
  if (gravity == LUR_GRAVITY_NONE) return;
  (gravity == LUR_GRAVITY_FATAL ? mark->fatal : mark->critical)[kind]++;
  if (gravity <= mark->gravity) return;
  mark->gravity = gravity;
  mark->kind = kind;
}

/// The gravest limit that the points fall below.
static void apply_limits(struct lur_mark *mark)
{
  const struct lur_limit *limits[] = {&mark->criterion->fatal, &mark->criterion->critical};
  for (size_t i = 0; i < 2 && mark->gravity == LUR_GRAVITY_NONE; i++)
    if (mark->points < limits[i]->below) take_fault(mark, limits[i]->gravity, limits[i]->kind);
}

/// Points, unless the rubric only notes it.
static void give(struct lur_mark *mark, double points)
{
  bool noted = mark->criterion->counts == LUR_COUNTS_NOTED;
  mark->state = noted ? LUR_MARK_NOTED : LUR_MARK_SCORED;
  mark->points = noted ? none : points;
}

static const struct lur_wave_value *wave_of(const struct lur_scoring *s, const struct lur_criterion *c)
{
  for (size_t i = 0; i < s->wave_values; i++)
    if (strcmp(s->wave[i].criterion, c->id) == 0) return &s->wave[i];
  return NULL;
}

/// The best mean gives the most, the worst the least; of equal ones all are the best.
static double wave_points(const struct lur_wave_scale *scale, const struct lur_wave_value *w)
{
  double range = w->high - w->low;
  double share = range > 0 ? (scale->low_is_better ? w->high - w->mean : w->mean - w->low) / range : 1;
  return scale->worst + (scale->best - scale->worst) * (share < 0 ? 0 : share > 1 ? 1 : share);
}

static void judge_by_wave(const struct lur_scoring *s, struct lur_mark *mark)
{
  mark->wave = wave_of(s, mark->criterion);
  if (mark->wave) {
    give(mark, wave_points(&mark->criterion->scale, mark->wave));
    return;
  }
  mark->state = LUR_MARK_NOT_MEASURED;
  mark->missing = (struct lur_missing){
      .measure = LUR_MEASURE_COUNT, .why = N_("it is judged by its place in the wave; score the whole wave")};
}

static void judge_measured(const struct lur_scoring *s, struct lur_mark *mark, const struct lur_reply *reply)
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
  } else if (mark->criterion->scale.given) {
    judge_by_wave(s, mark);
  } else if (mark->criterion->points.n == 0) {
    mark->state = LUR_MARK_NOTED;
  } else {
    give(mark, lur_curve_points(&mark->criterion->points, mark->value.number));
  }
  if (mark->state == LUR_MARK_SCORED) apply_limits(mark);
}

static double combine(lur_combine how, double so_far, double points, bool first)
{
  if (how == LUR_COMBINE_SUM) return so_far + points;
  if (first) return points;
  return (how == LUR_COMBINE_BEST) == (points > so_far) ? points : so_far;
}

static lur_status judge_several(struct lur_mark *mark, const struct lur_reply *reply)
{
  const struct lur_criterion *c = mark->criterion;
  bool *chosen = calloc(c->answers + 1, sizeof *chosen), first = true;
  double points = 0;
  if (!chosen) return LUR_NO_MEM;
  bool fits = lur_criterion_chosen(c, reply->text, chosen);
  for (size_t i = 0; fits && i < c->answers; i++) {
    if (!chosen[i]) continue;
    points = combine(c->combine, points, c->answer[i].points, first);
    first = false;
    take_fault(mark, c->answer[i].gravity, c->answer[i].kind);
  }
  free(chosen);
  give(mark, points);
  return copy_text(&mark->text, reply->text);
}

/// The labelled step at that number, or NULL.
static const struct lur_answer *step_at(const struct lur_criterion *c, double number)
{
  for (size_t i = 0; c->kind == LUR_CRITERION_SCALE && i < c->answers; i++)
    if (strtod(c->answer[i].id, NULL) == number) return &c->answer[i];
  return NULL;
}

static lur_status judge_answered(struct lur_mark *mark, const struct lur_reply *reply)
{
  const struct lur_criterion *c = mark->criterion;
  mark->by = LUR_BY_ASSESSOR;
  mark->type = LUR_TYPE_NUMBER;
  if (c->kind == LUR_CRITERION_TEXT || c->kind == LUR_CRITERION_DATE) {
    mark->state = LUR_MARK_NOTED;
    return copy_text(&mark->text, reply->text);
  }
  if (c->kind == LUR_CRITERION_SEVERAL) return judge_several(mark, reply);
  if (c->kind == LUR_CRITERION_CHOICE) {
    mark->answer = lur_criterion_answer(c, reply->text);
    give(mark, mark->answer->points);
  } else {
    mark->has_value = true;
    mark->value = (struct lur_value){.known = true, .number = reply->number};
    mark->answer = step_at(c, reply->number);
    give(mark, lur_criterion_points(c, reply->number));
  }
  if (mark->answer) take_fault(mark, mark->answer->gravity, mark->answer->kind);
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
    judge_measured(s, mark, reply);
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

/// Whether the criterion is one of this call's at all.
struct applies {
  bool no;                    ///< a rule says that it does not apply
  bool not_asked;             ///< that rule is its ask_when
  bool unknown;               ///< it cannot be told
  struct lur_missing missing; ///< why not
};

/// A question that hangs on another one that does not apply does not apply either.
static bool hangs_on_nothing(const struct lur_scoring *s, const struct lur_missing *missing)
{
  return missing->criterion &&
         s->card->mark[missing->criterion - s->rubric->criterion].state == LUR_MARK_NOT_APPLICABLE;
}

static lur_status find_out(const struct lur_scoring *s, const struct lur_criterion *c, struct applies *out)
{
  struct lur_outcome result;
  lur_status status = LUR_OK;
  *out = (struct applies){.missing.measure = LUR_MEASURE_COUNT};
  if (c->not_applicable_when.text) {
    status = run(s, &c->not_applicable_when, &result);
    if (status != LUR_OK) return status;
    out->no = result.known && result.number != 0;
    out->unknown = !result.known;
    out->missing = result.missing;
  }
  if (!c->ask_when.text || out->no) return status;
  status = run(s, &c->ask_when, &result);
  if (status != LUR_OK) return status;
  out->no = out->not_asked = result.known ? result.number == 0 : hangs_on_nothing(s, &result.missing);
  if (!result.known) out->missing = result.missing;
  out->unknown = !out->no && (out->unknown || !result.known);
  return status;
}

lur_status lur_score_criterion(struct lur_scoring *s, size_t i)
{
  const struct lur_criterion *c = &s->rubric->criterion[i];
  const struct lur_reply *reply = s->answers ? lur_answers_reply(s->answers, c->id) : NULL;
  struct lur_mark *mark = &s->card->mark[i];
  struct applies applies = {0};
  lur_status status = start_mark(mark, c, reply);
  if (status == LUR_OK) status = find_out(s, c, &applies);
  if (status != LUR_OK) return status;
  if (applies.no) {
    mark->state = LUR_MARK_NOT_APPLICABLE;
    mark->by = LUR_BY_MACHINE;
    mark->not_asked = applies.not_asked;
  } else if (applies.unknown && !reply) {
    // Whether it applies cannot be told. An assessor who answers has told it.
    mark->state = LUR_MARK_NOT_MEASURED;
    mark->missing = applies.missing;
  } else {
    status = judge(s, mark, reply);
  }
  s->points[i] = mark->state == LUR_MARK_SCORED ? mark->points : none;
  return status == LUR_OK ? lur_score_evidence(s, mark) : status;
}
