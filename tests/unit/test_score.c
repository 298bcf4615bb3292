/// Scoring: worked by hand, and against figures published by competitions.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "rubrics/scorecard.h"
#include "tests/unit/test_score_fixture.h"

static void answer(struct fixture *f, const char *criterion, const char *text)
{
  char *end;
  double number = strtod(text, &end);
  lur_reply_kind kind = *end ? LUR_REPLY_TEXT : LUR_REPLY_NUMBER;
  assert_int_equal(lur_answers_put(&f->answers, criterion, kind, text, number, NULL), LUR_OK);
}

static const struct lur_scorecard *score(struct fixture *f)
{
  struct lur_diag diag = {0};
  lur_scorecard_free(f->card);
  f->card = NULL;
  if (lur_score(f->rubric, &f->measures, &f->events, &f->answers, &f->card, &diag) != LUR_OK)
    fail_msg("%s", diag.text);
  return f->card;
}

static const struct lur_mark *mark_of(const struct lur_scorecard *card, const char *id)
{
  const struct lur_criterion *c = lur_rubric_find(card->rubric, id);
  assert_non_null(c);
  return &card->mark[c - card->rubric->criterion];
}

#define HEAD "lur: rubric/1\nid: t\nversion: \"1\"\ntitle: T\n"
#define ASK(id, more) "{id: " id ", title: " id ", ask: How?, number: {from: 0, to: 100}" more "}"
/// Two sections, 40 and 60; in the first the weights are 1 and 3.
#define TWO_SECTIONS                                                                                         \
  HEAD "sections:\n"                                                                                         \
       "  - {id: one, title: One, weight: 40, criteria: [" ASK("a", "") ", " ASK(                            \
           "b", ", weight: 3") "]}\n"                                                                        \
                               "  - {id: two, title: Two, weight: 60, criteria: [" ASK(                      \
                                   "c", ", not_applicable_when: \"hold.count == 0\"") "]}\n"

static void weighs_criteria_and_sections(void **state)
{
  struct fixture *f = *state;
  use(f, TWO_SECTIONS);
  lur_measure_set(&f->measures, LUR_M_HOLD_COUNT, 1);
  answer(f, "a", "100");
  answer(f, "b", "50");
  answer(f, "c", "80");
  const struct lur_scorecard *card = score(f);
  assert_true(card->section[0].score == 62.5); // (100 + 3 * 50) / 4
  assert_true(card->section[1].score == 80);
  assert_true(card->total == 73); // 0.4 * 62.5 + 0.6 * 80
  assert_int_equal(card->total_millionths, 73000000);
  assert_true(card->complete && card->coverage == 1);
  assert_int_equal(card->total_from, LUR_TOTAL_SECTIONS);
}

static void a_criterion_that_does_not_apply_leaves_its_sections_weight(void **state)
{
  struct fixture *f = *state;
  use(f, HEAD "sections:\n"
              "  - {id: one, title: One, weight: 40, criteria: [" ASK("a", "") ", " ASK(
                  "b", ", weight: 3, not_applicable_when: \"hold.count == 0\"") "]}\n"
                                                                                "  - {id: two, title: Two, "
                                                                                "weight: 60, criteria: [" ASK(
                                                                                    "c", "") "]}\n");
  lur_measure_set(&f->measures, LUR_M_HOLD_COUNT, 0);
  answer(f, "a", "100");
  answer(f, "c", "50");
  const struct lur_scorecard *card = score(f);
  assert_int_equal(mark_of(card, "b")->state, LUR_MARK_NOT_APPLICABLE);
  assert_true(card->total == 70); // 0.4 * 100 + 0.6 * 50
  assert_true(card->coverage == 1);
  char why[200];
  assert_string_equal(lur_mark_why(mark_of(card, "b"), "en", why, sizeof why),
                      "does not apply to this call (hold.count == 0)");
}

static void a_section_without_criteria_drops_out(void **state)
{
  struct fixture *f = *state;
  use(f, TWO_SECTIONS);
  lur_measure_set(&f->measures, LUR_M_HOLD_COUNT, 0);
  answer(f, "a", "100");
  answer(f, "b", "0");
  const struct lur_scorecard *card = score(f);
  assert_false(card->section[1].scored);
  assert_true(isnan(card->section[1].score) && isnan(card->section[1].coverage));
  assert_true(card->total == 25);
  assert_true(card->coverage == 1 && card->complete);
}

static void unanswered_makes_it_incomplete(void **state)
{
  struct fixture *f = *state;
  use(f, TWO_SECTIONS "coverage: {minimum: 0.7}\nbands: [{id: any, from: 0}]\n");
  lur_measure_set(&f->measures, LUR_M_HOLD_COUNT, 1);
  answer(f, "b", "50");
  answer(f, "c", "80");
  const struct lur_scorecard *card = score(f);
  assert_true(card->coverage == 0.9); // 0.4 * 3/4 + 0.6
  assert_true(card->complete && card->band);
  lur_answers_remove(&f->answers, "b");
  card = score(f);
  assert_true(card->coverage == 0.6);
  assert_false(card->complete);
  assert_null(card->band);
  assert_true(card->has_total && card->total == 80);
  assert_int_equal(mark_of(card, "a")->state, LUR_MARK_UNANSWERED);
  lur_answers_remove(&f->answers, "c");
  card = score(f);
  assert_false(card->has_total || card->complete);
  assert_true(isnan(card->total) && card->coverage == 0);
}

static void the_assessors_not_applicable_is_not_covered(void **state)
{
  struct fixture *f = *state;
  use(f, TWO_SECTIONS);
  lur_measure_set(&f->measures, LUR_M_HOLD_COUNT, 1);
  answer(f, "a", "100");
  answer(f, "b", "50");
  assert_int_equal(lur_answers_put(&f->answers, "c", LUR_REPLY_NOT_APPLICABLE, "the line broke", 0, NULL),
                   LUR_OK);
  const struct lur_scorecard *card = score(f);
  const struct lur_mark *mark = mark_of(card, "c");
  assert_int_equal(mark->state, LUR_MARK_SET_ASIDE);
  assert_int_equal(mark->by, LUR_BY_ASSESSOR);
  assert_string_equal(mark->text, "the line broke");
  assert_true(card->coverage == 0.4 && !card->complete && card->total == 62.5);
}

static void not_measured_is_not_covered(void **state)
{
  struct fixture *f = *state;
  use(f, HEAD "sections:\n"
              "  - id: s\n    title: S\n    criteria:\n"
              "      - {id: wait, title: Wait, measure: answer.wait_s, points: [[0, 100], [100, 0]]}\n"
              "      - {id: both, title: Both, value: overlap.ratio * 100, points: [[0, 100], [100, 0]]}\n"
              "      - {id: other, title: Other, value: criteria.both / 2, points: [[0, 0], [100, 100]]}\n"
              "rules: [{when: overlap.ratio > 0.1, cap: 10, because: Why}]\n");
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 25);
  lur_measure_unknown(&f->measures, LUR_M_OVERLAP_RATIO, "one channel only");
  const struct lur_scorecard *card = score(f);
  assert_int_equal(mark_of(card, "wait")->state, LUR_MARK_SCORED);
  assert_int_equal(mark_of(card, "both")->state, LUR_MARK_NOT_MEASURED);
  assert_int_equal(mark_of(card, "both")->missing.measure, LUR_M_OVERLAP_RATIO);
  char why[200];
  assert_string_equal(lur_mark_why(mark_of(card, "both"), "en", why, sizeof why),
                      "not measured: Share of both speaking: one channel only");
  // What reads its points is not measured either, and says whose points are missing.
  assert_int_equal(mark_of(card, "other")->state, LUR_MARK_NOT_MEASURED);
  assert_ptr_equal(mark_of(card, "other")->missing.criterion, lur_rubric_find(f->rubric, "both"));
  assert_false(card->rule[0].fired);
  assert_string_equal(lur_missing_why(&card->rule[0].missing, why, sizeof why),
                      "not measured: Share of both speaking: one channel only");
  assert_true(card->total == 75);
  assert_true(fabs(card->coverage - 1 / 3.0) < 1e-6);
}

static void unknown_applicability_gives_way_to_an_answer(void **state)
{
  struct fixture *f = *state;
  use(f, TWO_SECTIONS);
  lur_measure_unknown(&f->measures, LUR_M_HOLD_COUNT, "one channel only");
  assert_int_equal(mark_of(score(f), "c")->state, LUR_MARK_NOT_MEASURED);
  answer(f, "c", "80");
  assert_int_equal(mark_of(score(f), "c")->state, LUR_MARK_SCORED);
}

static void criteria_may_read_those_that_stand_later(void **state)
{
  struct fixture *f = *state;
  use(f, HEAD
      "sections:\n  - id: s\n    title: S\n    criteria:\n"
      "      - {id: mean, title: Mean, value: (criteria.x + criteria.y) / 2, points: [[0, 0], [100, 100]]}\n"
      "      - " ASK("x", "") "\n      - " ASK("y", "") "\n");
  answer(f, "x", "30");
  answer(f, "y", "60");
  assert_true(mark_of(score(f), "mean")->points == 45);
}

#define RULES                                                                                                \
  HEAD "sections: [{id: s, title: S, criteria: [" ASK("a", "") ", " ASK(                                     \
      "b", "") "]}]\n"                                                                                       \
               "rules:\n"                                                                                    \
               "  - {when: hold.count >= 1, cap: 60, because: Held}\n"                                       \
               "  - {when: hold.count >= 2, cap: 40, because: Held twice}\n"                                 \
               "  - {when: hold.count >= 3, score: 90, because: Held thrice}\n"                              \
               "  - {when: hold.count >= 4, score: 20, because: Held four times}\n"                          \
               "coverage: {minimum: 1}\n"

static void the_lowest_cap_holds_and_score_rules_beat_caps(void **state)
{
  struct fixture *f = *state;
  const double want[] = {80, 60, 40, 90, 20};
  const lur_total_from from[] = {LUR_TOTAL_SECTIONS, LUR_TOTAL_CAP, LUR_TOTAL_CAP, LUR_TOTAL_RULE,
                                 LUR_TOTAL_RULE};
  use(f, RULES);
  answer(f, "a", "90");
  answer(f, "b", "70");
  for (int holds = 0; holds <= 4; holds++) {
    lur_measure_set(&f->measures, LUR_M_HOLD_COUNT, holds);
    const struct lur_scorecard *card = score(f);
    assert_true(card->total == want[holds] && card->raw_total == 80);
    assert_int_equal(card->total_from, from[holds]);
    for (int i = 0; i < 4; i++) {
      assert_int_equal(card->rule[i].fired, i < holds);
      assert_int_equal(card->rule[i].decided, i == holds - 1);
    }
  }
}

static void a_cap_above_the_mean_changes_nothing(void **state)
{
  struct fixture *f = *state;
  use(f, RULES);
  answer(f, "a", "20");
  answer(f, "b", "30");
  lur_measure_set(&f->measures, LUR_M_HOLD_COUNT, 1);
  const struct lur_scorecard *card = score(f);
  assert_true(card->total == 25 && card->rule[0].fired && !card->rule[0].decided);
  assert_int_equal(card->total_from, LUR_TOTAL_SECTIONS);
}

static void a_score_rule_is_final_whatever_is_covered(void **state)
{
  struct fixture *f = *state;
  use(f, RULES);
  lur_measure_set(&f->measures, LUR_M_HOLD_COUNT, 4);
  const struct lur_scorecard *card = score(f);
  assert_true(card->complete && card->has_total && card->total == 20 && card->coverage == 0);
}

static void fatal_makes_zero_and_critical_is_counted(void **state)
{
  struct fixture *f = *state;
  use(f, HEAD "sections:\n  - id: s\n    title: S\n    criteria:\n"
              "      - {id: rude, title: Rude, ask: Rude?, answers: [{id: none, points: 100}, {id: some, "
              "points: 50, critical: customer}, "
              "{id: very, points: 0, fatal: customer}]}\n"
              "      - {id: wait, title: Wait, measure: answer.wait_s, points: [[0, 100], [100, 0]], "
              "critical: {below: 50, kind: "
              "business}, fatal: {below: 10, kind: compliance}}\n"
              "rules: [{when: answer.wait_s > 90, score: 70, because: Why}]\n");
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 50);
  answer(f, "rude", "some");
  const struct lur_scorecard *card = score(f);
  assert_true(card->critical[LUR_FAULT_CUSTOMER] == 1 && card->critical[LUR_FAULT_BUSINESS] == 0 &&
              card->fatal == 0);
  assert_true(card->total == 50);
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 51);
  card = score(f);
  assert_true(card->critical[LUR_FAULT_BUSINESS] == 1 && card->total == 49.5);
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 95);
  card = score(f);
  assert_true(card->fatal == 1 && card->critical[LUR_FAULT_BUSINESS] == 0);
  assert_true(card->fatal_of[LUR_FAULT_COMPLIANCE] == 1 && card->fatal_of[LUR_FAULT_CUSTOMER] == 0);
  assert_int_equal(card->total_from, LUR_TOTAL_FATAL); // although a rule says 70
  assert_true(card->total == 0 && card->complete && card->rule[0].fired && !card->rule[0].decided);
}

static void points_may_be_negative_but_the_total_is_not(void **state)
{
  struct fixture *f = *state;
  use(f, HEAD "sections: [{id: s, title: S, criteria: [{id: a, title: A, ask: A?, answers: [{id: bad, "
              "points: -40}, {id: good, "
              "points: 150}]}]}]\n");
  answer(f, "a", "bad");
  const struct lur_scorecard *card = score(f);
  assert_true(card->total == 0 && card->raw_total == -40 && card->section[0].score == -40);
  answer(f, "a", "good");
  card = score(f);
  assert_true(card->total == 100 && card->raw_total == 150);
}

static void weight_zero_is_noted_only(void **state)
{
  struct fixture *f = *state;
  use(f, HEAD "sections:\n"
              "  - {id: n, title: N, weight: 0, criteria: [{id: ring, title: R, measure: answer.ring_s, "
              "weight: 0}, " ASK("q", "") "]}\n"
                                          "  - {id: s, title: S, criteria: [" ASK(
                                              "a", "") ", {id: say, title: Say, ask: Say?, text: true}]}\n");
  lur_measure_set(&f->measures, LUR_M_ANSWER_RING_S, 7);
  answer(f, "q", "10");
  answer(f, "a", "90");
  assert_int_equal(lur_answers_put(&f->answers, "say", LUR_REPLY_TEXT, "it was fine", 0, NULL), LUR_OK);
  const struct lur_scorecard *card = score(f);
  assert_int_equal(mark_of(card, "ring")->state, LUR_MARK_NOTED);
  assert_true(mark_of(card, "ring")->value.number == 7);
  assert_string_equal(mark_of(card, "say")->text, "it was fine");
  assert_true(card->section[0].scored && card->section[0].score == 10); // shown, but not part of
  assert_true(card->total == 90 && card->coverage == 1);
}

static void a_measure_is_overruled_with_a_reason_only(void **state)
{
  struct fixture *f = *state;
  use(f, HEAD "sections: [{id: s, title: S, criteria: [{id: wait, title: W, measure: answer.wait_s, points: "
              "[[0, 100], [100, 0]]}]}]\n");
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 80);
  struct lur_diag diag = {0};
  answer(f, "wait", "30");
  assert_int_equal(lur_score(f->rubric, &f->measures, &f->events, &f->answers, &f->card, &diag),
                   LUR_BAD_INPUT);
  assert_string_equal(diag.text, "“wait” is measured; to overrule it, add a comment that says why");
  assert_int_equal(lur_answers_put(&f->answers, "wait", LUR_REPLY_NUMBER, "30", 30, "a radio played before"),
                   LUR_OK);
  const struct lur_mark *mark = mark_of(score(f), "wait");
  assert_true(mark->overruled && mark->by == LUR_BY_ASSESSOR && mark->points == 70);
  assert_true(mark->value.number == 30 && mark->machine.number == 80);
  assert_string_equal(mark->comment, "a radio played before");
}

static void evidence_comes_from_events_and_the_assessor(void **state)
{
  struct fixture *f = *state;
  use(f, HEAD "sections: [{id: s, title: S, criteria: [{id: a, title: A, ask: A?, scale: {from: 1, to: 5}, "
              "evidence: [hold, greeting, hold]}]}]\n");
  const struct lur_event events[] = {lur_event_of(LUR_EVENT_GREETING, 12.3, 15),
                                     lur_event_of(LUR_EVENT_HOLD, 40, 60),
                                     lur_event_of(LUR_EVENT_OVERLAP, 20, 21)};
  for (size_t i = 0; i < 3; i++) assert_int_equal(lur_events_add(&f->events, &events[i]), LUR_OK);
  const struct lur_mark *mark = mark_of(score(f), "a");
  assert_int_equal(mark->evidence.n, 2);
  assert_true(mark->evidence.at[0].start_s == 12.3 && mark->evidence.at[1].end_s == 60);
  answer(f, "a", "4");
  f->answers.at[0].has_at = true;
  f->answers.at[0].at = (struct lur_span){70, 75};
  mark = mark_of(score(f), "a");
  assert_true(mark->points == 75 && mark->evidence.n == 1 && mark->evidence.at[0].start_s == 70);
}

static void thirds_do_not_depend_on_their_order(void **state)
{
  struct fixture *f = *state;
  // 33.333333 + 33.333333 + 33.333334 and the like: sums of doubles would differ with the order.
  use(f, HEAD "sections: [{id: s, title: S, criteria: [" ASK("a", ", weight: 0.1") ", " ASK(
             "b", ", weight: 0.2") ", " ASK("c", ", weight: 0.3") "]}]\n");
  answer(f, "a", "33.333333");
  answer(f, "b", "66.666667");
  answer(f, "c", "99.999999");
  int64_t first = score(f)->total_millionths;
  use(f, HEAD "sections: [{id: s, title: S, criteria: [" ASK("c", ", weight: 0.3") ", " ASK(
             "a", ", weight: 0.1") ", " ASK("b", ", weight: 0.2") "]}]\n");
  assert_int_equal(score(f)->total_millionths, first);
  assert_int_equal(first, 77777777); // (3.3333333 + 13.3333334 + 29.9999997) / 0.6 = 77.777777...
}

/// Municipalities' telephone test: very good 3, good 2, fair 1, bad 0; the index is points / maximum. Ten
/// calls, 4 x 3 + 3 x 2 + 2 x 1 + 1 x 0, make 66.67 %.
static void golden_kkik(void **state)
{
  struct fixture *f = *state;
  const int marks[] = {3, 3, 3, 3, 2, 2, 2, 1, 1, 0};
  char rubric[4000] = HEAD "sections:\n  - id: s\n    title: S\n    criteria:\n";
  for (int i = 0; i < 10; i++) {
    size_t used = strlen(rubric);
    snprintf(rubric + used, sizeof rubric - used,
             "      - {id: call%d, title: Call, ask: How?, scale: {from: 0, to: 3}}\n", i);
  }
  use(f, rubric);
  for (int i = 0; i < 10; i++) {
    char id[20], text[20];
    snprintf(id, sizeof id, "call%d", i);
    snprintf(text, sizeof text, "%d", marks[i]);
    answer(f, id, text);
  }
  const struct lur_scorecard *card = score(f);
  char shown[20];
  snprintf(shown, sizeof shown, "%.2f", card->total);
  assert_string_equal(shown, "66.67");
}

/// connect's hotline test, 500 points: answers 350, reachability 75, waiting 50, manner 25; 90, 80, 70 and
/// 100 % make 435.
static void golden_connect(void **state)
{
  struct fixture *f = *state;
  use(f, HEAD "sections:\n"
              "  - {id: answers, title: A, weight: 350, criteria: [" ASK(
                  "a", "") "]}\n"
                           "  - {id: reach, title: R, weight: 75, criteria: [" ASK(
                               "r", "") "]}\n"
                                        "  - {id: wait, title: W, weight: 50, criteria: [" ASK(
                                            "w", "") "]}\n"
                                                     "  - {id: manner, title: M, weight: 25, criteria: [" ASK(
                                                         "m", "") "]}\n");
  answer(f, "a", "90");
  answer(f, "r", "80");
  answer(f, "w", "70");
  answer(f, "m", "100");
  assert_int_equal(score(f)->total_millionths * 5, 435000000);
}

/// CHIP's hotline test: service 40 %, waiting 35 %, reachability 20 %, transparency 5 %; 90, 80, 100 and 71
/// make 87.55.
static void golden_chip(void **state)
{
  struct fixture *f = *state;
  use(f, HEAD "sections:\n"
              "  - {id: service, title: S, weight: 40, criteria: [" ASK(
                  "s", "") "]}\n"
                           "  - {id: wait, title: W, weight: 35, criteria: [" ASK(
                               "w", "") "]}\n"
                                        "  - {id: reach, title: R, weight: 20, criteria: [" ASK(
                                            "r", "") "]}\n"
                                                     "  - {id: open, title: O, weight: 5, criteria: [" ASK(
                                                         "o", "") "]}\n");
  answer(f, "s", "90");
  answer(f, "w", "80");
  answer(f, "r", "100");
  answer(f, "o", "71");
  assert_int_equal(score(f)->total_millionths, 87550000);
}

/// Grades 1 to 5 become 0, 25, 50, 75 and 100, as published for Sweden's municipalities and regions.
static void golden_grades(void **state)
{
  struct fixture *f = *state;
  const char *grades[] = {"1", "2", "3", "4", "5"};
  use(f, HEAD
      "sections: [{id: s, title: S, criteria: [{id: a, title: A, ask: A?, scale: {from: 1, to: 5}}]}]\n");
  for (int i = 0; i < 5; i++) {
    answer(f, "a", grades[i]);
    assert_true(score(f)->total == 25 * i);
  }
}

/// androidmag: the best mean wait has 100 points, the worst 40, straight lines between; service is 20 % wait,
/// 40 % manner, 40 % information.
static void golden_androidmag(void **state)
{
  struct fixture *f = *state;
  use(f, HEAD
      "sections:\n  - id: s\n    title: S\n    criteria:\n"
      "      - {id: wait, title: W, measure: answer.wait_s, points: [[30, 100], [330, 40]], weight: 20}\n"
      "      - " ASK("manner", ", weight: 40") "\n      - " ASK("info", ", weight: 40") "\n");
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 180);
  answer(f, "manner", "90");
  answer(f, "info", "80");
  const struct lur_scorecard *card = score(f);
  assert_true(mark_of(card, "wait")->points == 70);
  assert_true(card->total == 82); // 14 + 36 + 32
}

static void load(struct fixture *f, const char *name)
{
  char path[600];
  struct lur_diags faults = {0};
  snprintf(path, sizeof path, "%s/rubrics/library/%s.yaml", LUR_SOURCE_DIR, name);
  assert_int_equal(lur_rubric_load(path, &f->rubric, &faults), LUR_OK);
}

static void ksp_unanswered_is_zero_and_waiting_is_five_percent(void **state)
{
  struct fixture *f = *state;
  const char *fives[] = {"interest", "needs", "listening", "knowledge", "engagement"};
  load(f, "ksp-telefon");
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 120);
  for (size_t i = 0; i < 5; i++)
    assert_int_equal(lur_answers_put(&f->answers, fives[i], LUR_REPLY_NUMBER, "5", 5, NULL), LUR_OK);
  answer(f, "greeting", "yes");
  answer(f, "next_step", "yes");
  answer(f, "goodbye", "yes");
  const struct lur_scorecard *card = score(f);
  assert_true(card->total == 98 && card->complete); // 95 + 5 % of 60
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 301);
  assert_true(score(f)->total == 0);
  lur_measure_set(&f->measures, LUR_M_ANSWER_ANSWERED, 0);
  lur_measure_unknown(&f->measures, LUR_M_ANSWER_WAIT_S, "nobody answered");
  lur_answers_clear(&f->answers);
  card = score(f);
  assert_true(card->total == 0 && card->complete);
  assert_int_equal(card->total_from, LUR_TOTAL_RULE);
  assert_int_equal(mark_of(card, "needs")->state, LUR_MARK_NOT_APPLICABLE);
}

static void sm_weighs_its_eight_criteria_the_same(void **state)
{
  struct fixture *f = *state;
  const char *ids[] = {"attitude", "treatment",  "commitment", "knowledge",
                       "clarity",  "efficiency", "initiative"};
  for (size_t bad = 0; bad < 8; bad++) {
    lur_rubric_free(f->rubric);
    f->rubric = NULL;
    load(f, "sm-contactcenter");
    for (size_t i = 0; i < 7; i++)
      assert_int_equal(lur_answers_put(&f->answers, ids[i], LUR_REPLY_NUMBER, i == bad ? "1" : "5",
                                       i == bad ? 1 : 5, NULL),
                       LUR_OK);
    answer(f, "correct_answer", bad == 7 ? "none" : "all");
    assert_int_equal(score(f)->total_millionths, 87500000);
    lur_scorecard_free(f->card);
    f->card = NULL;
  }
}

static void measured_needs_no_assessor(void **state)
{
  struct fixture *f = *state;
  load(f, "measured");
  for (int i = 0; i < LUR_MEASURE_COUNT; i++)
    if (lur_measure_table[i].type != LUR_TYPE_TEXT) lur_measure_set(&f->measures, (lur_measure)i, 0);
  lur_measure_set(&f->measures, LUR_M_ANSWER_ANSWERED, 1);
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 10);
  lur_measure_set(&f->measures, LUR_M_TALK_AGENT_RATIO, 0.5);
  lur_measure_set(&f->measures, LUR_M_CALL_CONVERSATION_S, 180);
  const struct lur_scorecard *card = score(f);
  assert_true(card->total == 100 && card->complete && card->coverage == 1);
  assert_string_equal(card->band->id, "excellent");
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 400);
  assert_true(score(f)->total == 60);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(weighs_criteria_and_sections),
      TEST(a_criterion_that_does_not_apply_leaves_its_sections_weight),
      TEST(a_section_without_criteria_drops_out),
      TEST(unanswered_makes_it_incomplete),
      TEST(the_assessors_not_applicable_is_not_covered),
      TEST(not_measured_is_not_covered),
      TEST(unknown_applicability_gives_way_to_an_answer),
      TEST(criteria_may_read_those_that_stand_later),
      TEST(the_lowest_cap_holds_and_score_rules_beat_caps),
      TEST(a_cap_above_the_mean_changes_nothing),
      TEST(a_score_rule_is_final_whatever_is_covered),
      TEST(fatal_makes_zero_and_critical_is_counted),
      TEST(points_may_be_negative_but_the_total_is_not),
      TEST(weight_zero_is_noted_only),
      TEST(a_measure_is_overruled_with_a_reason_only),
      TEST(evidence_comes_from_events_and_the_assessor),
      TEST(thirds_do_not_depend_on_their_order),
      TEST(golden_kkik),
      TEST(golden_connect),
      TEST(golden_chip),
      TEST(golden_grades),
      TEST(golden_androidmag),
      TEST(ksp_unanswered_is_zero_and_waiting_is_five_percent),
      TEST(sm_weighs_its_eight_criteria_the_same),
      TEST(measured_needs_no_assessor),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
