#include "rubrics/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

/// A weighted mean in whole numbers: weights in thousandths, values in millionths. With at most
/// LUR_CRITERIA_LIMIT weights of at most LUR_WEIGHT_LIMIT the sum of weights stays below 1e9 thousandths, and
/// with values within LUR_POINTS_LIMIT the sum of products below 1e18: both are exact, in any order.
struct mean {
  int64_t weight, sum;
};

static void mean_add(struct mean *m, double weight, int64_t millionths)
{
  int64_t thousandths = llround(weight * 1000);
  m->weight += thousandths;
  m->sum += thousandths * millionths;
}

/// Rounded half away from zero; call only with weight > 0.
static int64_t mean_of(const struct mean *m)
{
  int64_t half = m->weight / 2;
  return (m->sum + (m->sum < 0 ? -half : half)) / m->weight;
}

static int64_t to_millionths(double x)
{
  return llround(x * 1e6);
}

static double from_millionths(int64_t x)
{
  return (double)x / 1e6;
}

static bool counts_for_coverage(const struct lur_mark *mark)
{
  return mark->state != LUR_MARK_NOT_APPLICABLE && mark->criterion->weight > 0;
}

/// Scores a section and adds it to the means of the total.
static void sum_section(struct lur_scorecard *card, size_t s, struct mean *total, struct mean *coverage)
{
  const struct lur_section *section = &card->rubric->section[s];
  struct lur_section_mark *out = &card->section[s];
  struct mean points = {0}, covered = {0};
  for (size_t i = section->first; i < section->first + section->criteria; i++) {
    const struct lur_mark *mark = &card->mark[i];
    bool scored = mark->state == LUR_MARK_SCORED;
    if (!counts_for_coverage(mark)) continue;
    if (scored) mean_add(&points, mark->criterion->weight, to_millionths(mark->points));
    mean_add(&covered, mark->criterion->weight, scored ? 1000000 : 0);
  }
  *out = (struct lur_section_mark){section, points.weight > 0, (double)NAN, (double)NAN};
  if (covered.weight > 0) {
    out->coverage = from_millionths(mean_of(&covered));
    mean_add(coverage, section->weight, mean_of(&covered));
  }
  if (out->scored) {
    out->score = from_millionths(mean_of(&points));
    mean_add(total, section->weight, mean_of(&points));
  }
}

static int64_t clamp_total(int64_t x)
{
  return x < 0 ? 0 : x > 100000000 ? 100000000 : x;
}

static void count_faults(struct lur_scorecard *card)
{
  for (size_t i = 0; i < card->marks; i++) {
    const struct lur_mark *mark = &card->mark[i];
    if (mark->gravity == LUR_GRAVITY_FATAL) card->fatal++;
    if (mark->gravity == LUR_GRAVITY_CRITICAL) card->critical[mark->kind]++;
  }
}

static lur_status judge_rules(struct lur_scoring *s)
{
  struct lur_scope scope = {s->measures, s->rubric, s->points};
  for (size_t i = 0; i < s->rubric->rules; i++) {
    const struct lur_rule *rule = &s->rubric->rule[i];
    struct lur_outcome out;
    lur_status status = lur_sandbox_run(s->box, rule->when.text, &scope, &out);
    if (status != LUR_OK) return status;
    s->card->rule[i] =
        (struct lur_rule_mark){.rule = rule, .fired = out.known && out.number != 0, .missing = out.missing};
  }
  return LUR_OK;
}

/// The fired rule of that sort with the lowest score, the first of equals; NULL: none fired.
static struct lur_rule_mark *lowest_rule(struct lur_scorecard *card, bool caps)
{
  struct lur_rule_mark *lowest = NULL;
  for (size_t i = 0; i < card->rules; i++) {
    struct lur_rule_mark *mark = &card->rule[i];
    if (mark->fired && mark->rule->caps == caps && (!lowest || mark->rule->score < lowest->rule->score))
      lowest = mark;
  }
  return lowest;
}

static void set_total(struct lur_scorecard *card, int64_t millionths, lur_total_from from)
{
  card->has_total = true;
  card->total_from = from;
  card->total_millionths = clamp_total(millionths);
  card->total = from_millionths(card->total_millionths);
}

/// A fatal fault is stronger than a score rule, that than a cap, that than the mean of the sections.
static void decide_total(struct lur_scorecard *card, const struct mean *total)
{
  card->total = card->raw_total = (double)NAN;
  if (total->weight > 0) {
    card->raw_total = from_millionths(mean_of(total));
    set_total(card, mean_of(total), LUR_TOTAL_SECTIONS);
  }
  struct lur_rule_mark *cap = lowest_rule(card, true), *score = lowest_rule(card, false);
  if (card->fatal) {
    set_total(card, 0, LUR_TOTAL_FATAL);
  } else if (score) {
    score->decided = true;
    set_total(card, to_millionths(score->rule->score), LUR_TOTAL_RULE);
  } else if (cap && card->has_total && card->total_millionths > to_millionths(cap->rule->score)) {
    cap->decided = true;
    set_total(card, to_millionths(cap->rule->score), LUR_TOTAL_CAP);
  }
}

static void decide_completeness(struct lur_scorecard *card, const struct mean *coverage)
{
  int64_t covered = coverage->weight > 0 ? mean_of(coverage) : 0;
  bool is_final = card->total_from == LUR_TOTAL_FATAL || card->total_from == LUR_TOTAL_RULE;
  card->coverage = coverage->weight > 0 ? from_millionths(covered) : (double)NAN;
  card->complete = is_final || (card->has_total && covered >= to_millionths(card->rubric->coverage_minimum));
  for (size_t i = 0; card->complete && !card->band && i < card->rubric->bands; i++)
    if (card->total_millionths >= to_millionths(card->rubric->band[i].from))
      card->band = &card->rubric->band[i];
}

static void sum_up(struct lur_scorecard *card)
{
  struct mean total = {0}, coverage = {0};
  for (size_t s = 0; s < card->sections; s++) sum_section(card, s, &total, &coverage);
  count_faults(card);
  decide_total(card, &total);
  decide_completeness(card, &coverage);
}

static struct lur_scorecard *card_new(const struct lur_rubric *rubric, const struct lur_answers *answers)
{
  struct lur_scorecard *card = calloc(1, sizeof *card);
  if (!card) return NULL;
  card->rubric = rubric;
  card->sections = rubric->sections;
  card->marks = rubric->criteria;
  card->rules = rubric->rules;
  card->assessor = strdup(answers && answers->assessor ? answers->assessor : "");
  card->section = calloc(card->sections + 1, sizeof *card->section);
  card->mark = calloc(card->marks + 1, sizeof *card->mark);
  card->rule = calloc(card->rules + 1, sizeof *card->rule);
  if (card->assessor && card->section && card->mark && card->rule) return card;
  lur_scorecard_free(card);
  return NULL;
}

static lur_status fill(struct lur_scoring *s)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < s->rubric->criteria; i++) s->points[i] = (double)NAN;
  for (size_t i = 0; i < s->rubric->criteria && status == LUR_OK; i++)
    status = lur_score_criterion(s, s->rubric->order ? s->rubric->order[i] : i);
  if (status == LUR_OK) status = judge_rules(s);
  if (status == LUR_OK) sum_up(s->card);
  return status;
}

lur_status lur_score(const struct lur_rubric *rubric, const struct lur_measures *measures,
                     const struct lur_events *events, const struct lur_answers *answers,
                     struct lur_scorecard **out, struct lur_diag *diag)
{
  lur_status status = answers ? lur_answers_check(answers, rubric, diag) : LUR_OK;
  if (status != LUR_OK) return status;
  struct lur_scoring s = {.rubric = rubric, .measures = measures, .events = events, .answers = answers};
  s.card = card_new(rubric, answers);
  s.points = calloc(rubric->criteria + 1, sizeof *s.points);
  status = s.card && s.points ? lur_sandbox_new(&s.box) : LUR_NO_MEM;
  if (status == LUR_OK) status = fill(&s);
  lur_sandbox_free(s.box);
  free(s.points);
  if (status == LUR_OK)
    *out = s.card;
  else
    lur_scorecard_free(s.card);
  return status;
}
