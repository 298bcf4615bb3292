#include <math.h>
#include <stdlib.h>

#include "rubrics/score.h"

/// A weighted mean in whole numbers: weights in thousandths, values in millionths. With at most
/// LUR_CRITERIA_LIMIT weights of at most LUR_WEIGHT_LIMIT the sum of weights stays below 1e9 thousandths, and
/// with values within LUR_POINTS_LIMIT the sum of products below 1e18: both are exact, in any order.
struct mean {
  int64_t weight, sum;
};

static int64_t to_thousandths(double weight)
{
  return llround(weight * 1000);
}

static int64_t to_millionths(double x)
{
  return llround(x * 1e6);
}

static double from_millionths(int64_t x)
{
  return (double)x / 1e6;
}

static void mean_add(struct mean *m, double weight, int64_t millionths)
{
  m->weight += to_thousandths(weight);
  m->sum += to_thousandths(weight) * millionths;
}

/// Adds points won of so many possible: their share of 100, weighed with what is possible.
static void mean_add_points(struct mean *m, double possible, double won)
{
  m->weight += to_thousandths(possible);
  m->sum += to_millionths(won) * 100000;
}

static void mean_merge(struct mean *m, const struct mean *part)
{
  m->weight += part->weight;
  m->sum += part->sum;
}

/// Rounded half away from zero; call only with weight > 0.
static int64_t mean_of(const struct mean *m)
{
  int64_t half = m->weight / 2;
  return (m->sum + (m->sum < 0 ? -half : half)) / m->weight;
}

static int64_t clamp_total(int64_t x)
{
  return x < 0 ? 0 : x > 100000000 ? 100000000 : x;
}

/// A rubric of points, not of weights.
static bool has_points(const struct lur_rubric *rubric)
{
  return rubric->points > 0;
}

static bool counts(const struct lur_rubric *rubric, const struct lur_mark *mark)
{
  const struct lur_criterion *c = mark->criterion;
  if (mark->state == LUR_MARK_NOT_APPLICABLE || c->counts != LUR_COUNTS_SCORED) return false;
  // What can only cost points weighs nothing in a rubric of points, and costs them all the same.
  return c->weight > 0 || (has_points(rubric) && mark->state == LUR_MARK_SCORED);
}

/// What the criteria of a section come to.
struct part {
  struct mean points, covered;
};

static struct part sum_section(const struct lur_scorecard *card, size_t s)
{
  const struct lur_section *section = &card->rubric->section[s];
  struct part part = {0};
  for (size_t i = section->first; i < section->first + section->criteria; i++) {
    const struct lur_mark *mark = &card->mark[i];
    bool scored = mark->state == LUR_MARK_SCORED;
    if (!counts(card->rubric, mark)) continue;
    if (scored && has_points(card->rubric))
      mean_add_points(&part.points, mark->criterion->weight, mark->points);
    else if (scored)
      mean_add(&part.points, mark->criterion->weight, to_millionths(mark->points));
    mean_add(&part.covered, mark->criterion->weight, scored ? 1000000 : 0);
  }
  return part;
}

/// Adds a section to a total: its mean with its weight, or all its points.
static void add_section(const struct lur_rubric *rubric, double weight, const struct mean *part,
                        struct mean *total)
{
  // A section in which points can only be lost weighs nothing, and loses them all the same.
  if (has_points(rubric))
    mean_merge(total, part);
  else if (part->weight > 0)
    mean_add(total, weight, mean_of(part));
}

void lur_score_sections(struct lur_scoring *s)
{
  for (size_t i = 0; i < s->card->sections; i++) {
    struct part part = sum_section(s->card, i);
    s->section[i] = part.points.weight > 0 ? from_millionths(mean_of(&part.points)) : (double)NAN;
    s->card->section[i] = (struct lur_section_mark){
        .section = &s->rubric->section[i],
        .scored = part.points.weight > 0,
        .score = s->section[i],
        .coverage = part.covered.weight > 0 ? from_millionths(mean_of(&part.covered)) : (double)NAN};
  }
}

static void count_faults(struct lur_scorecard *card)
{
  for (size_t i = 0; i < card->marks; i++)
    for (int kind = 0; kind < LUR_FAULT_KINDS; kind++) {
      card->fatal += card->mark[i].fatal[kind];
      card->fatal_of[kind] += card->mark[i].fatal[kind];
      card->critical[kind] += card->mark[i].critical[kind];
    }
}

/// The fired rule of that sort with the lowest score, the first of equals; NULL: none fired.
static struct lur_rule_mark *lowest_rule(struct lur_scorecard *card, bool caps)
{
  struct lur_rule_mark *lowest = NULL;
  for (size_t i = 0; i < card->rules; i++) {
    struct lur_rule_mark *mark = &card->rule[i];
    if (mark->fired && mark->rule->caps == caps && (!lowest || mark->score < lowest->score)) lowest = mark;
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
    set_total(card, to_millionths(score->score), LUR_TOTAL_RULE);
  } else if (cap && card->has_total && card->total_millionths > to_millionths(cap->score)) {
    cap->decided = true;
    set_total(card, to_millionths(cap->score), LUR_TOTAL_CAP);
  }
  card->out_of = card->rubric->out_of > 0 ? card->rubric->out_of : 100;
  card->of_that = card->has_total ? card->total * card->out_of / 100 : (double)NAN;
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

/// Sections that weigh nothing in the main total weigh the same in one that is made of such sections only.
static bool all_weigh_nothing(const struct lur_rubric *rubric, const struct lur_total *total)
{
  for (size_t i = 0; i < total->sections; i++)
    if (rubric->section[total->section[i]].weight > 0) return false;
  return true;
}

static void sum_total(const struct lur_scorecard *card, struct lur_total_mark *out)
{
  const struct lur_rubric *rubric = card->rubric;
  bool same = all_weigh_nothing(rubric, out->total);
  struct mean sum = {0};
  for (size_t i = 0; i < out->total->sections; i++) {
    size_t s = out->total->section[i];
    struct part part = sum_section(card, s);
    add_section(rubric, same ? 1 : rubric->section[s].weight, &part.points, &sum);
  }
  out->has = sum.weight > 0;
  if (out->has) out->millionths = clamp_total(mean_of(&sum));
}

/// Further totals: of all contacts or of those answered, of all sections or of some.
static void sum_further(struct lur_scorecard *card, size_t i)
{
  struct lur_total_mark *out = &card->further[i];
  const struct lur_total *total = &card->rubric->total[i];
  *out = (struct lur_total_mark){.total = total, .value = (double)NAN};
  if (card->unanswered && total->contacts == LUR_CONTACTS_ANSWERED) return;
  if (total->sections == 0) {
    out->has = card->has_total;
    out->millionths = card->has_total ? card->total_millionths : 0;
  } else if (card->unanswered && card->rubric->attempts.given) {
    out->has = true;
    out->millionths = to_millionths(card->rubric->attempts.unanswered);
  } else {
    sum_total(card, out);
  }
  if (out->has) out->value = from_millionths(out->millionths);
}

static double weight_of_scored(const struct lur_scorecard *card)
{
  double sum = 0;
  for (size_t i = 0; i < card->sections; i++)
    if (card->section[i].scored) sum += card->section[i].section->weight;
  return sum;
}

/// What a mark could have added to the total: its points, or its part of 100.
static double possible_of(const struct lur_scorecard *card, const struct lur_section_mark *section,
                          const struct lur_mark *mark, double sections)
{
  double criteria = 0;
  if (has_points(card->rubric)) return mark->criterion->weight;
  for (size_t i = 0; i < section->section->criteria; i++) {
    const struct lur_mark *other = &card->mark[section->section->first + i];
    if (counts(card->rubric, other) && other->state == LUR_MARK_SCORED) criteria += other->criterion->weight;
  }
  if (sections <= 0 || criteria <= 0) return 0;
  return 100 * section->section->weight / sections * mark->criterion->weight / criteria;
}

static void share_mark(struct lur_scorecard *card, struct lur_section_mark *section, struct lur_mark *mark,
                       double sections)
{
  struct lur_competence_mark *competence = &card->competence[mark->criterion->competence];
  if (!counts(card->rubric, mark) || mark->state != LUR_MARK_SCORED) return;
  mark->possible = possible_of(card, section, mark, sections);
  mark->won = has_points(card->rubric) ? mark->points : mark->possible * mark->points / 100;
  section->possible += mark->possible;
  section->won += mark->won;
  competence->possible += mark->possible;
  competence->won += mark->won;
}

/// What each mark adds, and what each competence came to.
static void share_out(struct lur_scorecard *card)
{
  double sections = weight_of_scored(card);
  for (size_t s = 0; s < card->sections; s++) {
    struct lur_section_mark *section = &card->section[s];
    for (size_t i = 0; i < section->section->criteria; i++)
      share_mark(card, section, &card->mark[section->section->first + i], sections);
    card->possible += section->possible;
    card->won += section->won;
  }
  for (int i = 0; i < LUR_COMPETENCES; i++) {
    struct lur_competence_mark *c = &card->competence[i];
    c->scored = c->possible > 0;
    c->score = c->scored ? 100 * c->won / c->possible : (double)NAN;
  }
}

void lur_score_total(struct lur_scoring *s)
{
  struct lur_scorecard *card = s->card;
  struct mean total = {0}, coverage = {0};
  for (size_t i = 0; i < card->sections; i++) {
    struct part part = sum_section(card, i);
    add_section(card->rubric, s->rubric->section[i].weight, &part.points, &total);
    add_section(card->rubric, s->rubric->section[i].weight, &part.covered, &coverage);
  }
  count_faults(card);
  decide_total(card, &total);
  decide_completeness(card, &coverage);
  for (size_t i = 0; i < card->furthers; i++) sum_further(card, i);
  share_out(card);
}
