/// Figures that competitions and tests have published, or that follow from their rules, to the printed
/// digits: scored with the shipped rubrics wherever one is made after that source.
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
#include "rubrics/wave.h"
#include "tests/unit/test_score_fixture.h"

static void load(struct fixture *f, const char *name)
{
  char path[600];
  struct lur_diags faults = {0};
  snprintf(path, sizeof path, "%s/rubrics/library/%s.yaml", LUR_SOURCE_DIR, name);
  if (lur_rubric_load(path, &f->rubric, &faults) != LUR_OK)
    fail_msg("%s:%d:%d: %s", path, faults.at[0].line, faults.at[0].column, faults.at[0].text);
}

static const struct lur_criterion *criterion(const struct fixture *f, const char *id)
{
  const struct lur_criterion *c = lur_rubric_find(f->rubric, id);
  if (!c) fail_msg("there is no criterion %s", id);
  return c;
}

static void answer(struct fixture *f, const char *id, const char *text)
{
  lur_criterion_kind kind = criterion(f, id)->kind;
  bool number = kind == LUR_CRITERION_SCALE || kind == LUR_CRITERION_NUMBER;
  assert_int_equal(lur_answers_put(&f->answers, id, number ? LUR_REPLY_NUMBER : LUR_REPLY_TEXT, text,
                                   number ? strtod(text, NULL) : 0, "heard so"),
                   LUR_OK);
}

/// The same answer to each of those criteria; the list ends with NULL.
static void answer_all(struct fixture *f, const char *text, const char *const *ids)
{
  for (; *ids; ids++) answer(f, *ids, text);
}

static void nobody_answers(struct fixture *f)
{
  lur_answers_clear(&f->answers);
  lur_measures_reset(&f->measures, "nobody answered");
  lur_measure_set(&f->measures, LUR_M_ANSWER_ANSWERED, 0);
}

static const struct lur_scorecard *score(struct fixture *f)
{
  struct lur_diag diag = {0};
  lur_scorecard_free(f->card);
  f->card = NULL;
  if (lur_score(f->rubric, &f->measures, NULL, &f->answers, &f->card, &diag) != LUR_OK)
    fail_msg("%s", diag.text);
  return f->card;
}

/// A figure as a results list prints it.
static void assert_prints(double value, int decimals, const char *expected)
{
  char text[64];
  snprintf(text, sizeof text, "%.*f", decimals, value);
  assert_string_equal(text, expected);
}

static double points_of(const struct lur_scorecard *card, const char *id)
{
  const struct lur_criterion *c = lur_rubric_find(card->rubric, id);
  assert_non_null(c);
  return card->mark[c - card->rubric->criterion].points;
}

static const struct lur_total_mark *further(const struct lur_scorecard *card, const char *id)
{
  for (size_t i = 0; i < card->furthers; i++)
    if (strcmp(card->further[i].total->id, id) == 0) return &card->further[i];
  fail_msg("there is no total %s", id);
  return NULL;
}

/// KKiK: ten calls of 4 x 3, 3 x 2, 2 x 1 and 1 x 0 points are 20 of 30, 66.67 %. A call nobody answered is
/// not among them.
static void kkik_is_66_67_percent(void **state)
{
  struct fixture *f = *state;
  const char *grades[] = {"3", "3", "3", "3", "2", "2", "2", "1", "1", "0"};
  double sum = 0;
  load(f, "kkik-telefon");
  for (size_t i = 0; i < 10; i++) {
    answer(f, "treatment", grades[i]);
    answer(f, "direct_answer", i < 5 ? "yes" : "no");
    const struct lur_scorecard *card = score(f);
    assert_true(card->has_total && card->complete);
    assert_true(further(card, "direct_answer")->value == (i < 5 ? 100 : 0));
    sum += card->total;
  }
  assert_prints(sum / 10, 2, "66.67");
  nobody_answers(f);
  assert_false(score(f)->has_total);
}

/// CHIP: service 90, waiting 80, availability 100 and transparency 71 make 87.55. A call's transparency is 0,
/// 50 or 100, so 71 is a mean: of a hundred calls, 50 told both things, 42 one of them, 8 nothing.
static void chip_is_87_55(void **state)
{
  struct fixture *f = *state;
  const char *const service[] = {"advice", "competence", "friendliness", "announcements", NULL};
  double sum = 0, openness = 0;
  load(f, "chip-hotline");
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 120);
  lur_measure_set(&f->measures, LUR_M_ANSWER_QUEUE_S, 60);
  answer_all(f, "90", service);
  answer(f, "way_in", "100");
  for (int i = 0; i < 100; i++) {
    answer(f, "recording_notice", i < 92 ? "yes" : "no");
    answer(f, "cost_notice", i < 50 ? "yes" : "no");
    const struct lur_scorecard *card = score(f);
    assert_true(card->section[0].score == 90 && card->section[1].score == 80 &&
                card->section[2].score == 100);
    sum += card->total;
    openness += card->section[3].score;
  }
  assert_prints(openness / 100, 0, "71");
  assert_prints(sum / 100, 2, "87.55");
}

/// Grades to an index: 5 = 100, 4 = 75, 3 = 50, 2 = 25, 1 = 0, and the mean of them.
static void grades_become_100_75_50_25_0(void **state)
{
  struct fixture *f = *state;
  const char *const ids[] = {"answered_question", "clear",   "listening", "helpful",
                             "friendly",          "overall", NULL};
  const char *const grades[] = {"1", "2", "3", "4", "5"};
  load(f, "bergen-service");
  for (int i = 0; i < 5; i++) {
    answer_all(f, grades[i], ids);
    assert_true(score(f)->total == 25 * i);
  }
  // The mean of six: 100, 100, 75, 75, 50 and 25.
  const char *const mixed[] = {"5", "5", "4", "4", "3", "2"};
  for (int i = 0; i < 6; i++) answer(f, ids[i], mixed[i]);
  assert_prints(score(f)->total, 1, "70.8");
}

#define HEAD "lur: rubric/1\nid: t\nversion: \"1\"\ntitle: T\n"

/// androidmag: of the participants' mean waits the best has 100 points, the worst 40, with a straight line
/// between; service is 20 % waiting, 40 % friendliness, 40 % information.
static void min_max_is_100_for_the_best_and_40_for_the_worst(void **state)
{
  static const double waits[3][2] = {{20, 40}, {150, 210}, {300, 360}}; // means 30, 180 and 330
  static const double points[] = {100, 70, 40}, totals[] = {88, 82, 76};
  struct fixture *f = *state;
  lur_wave_means *means = NULL;
  use(f, HEAD "sections:\n  - id: s\n    title: S\n    criteria:\n"
              "      - {id: wait, title: W, measure: answer.wait_s, scale: {over: wave, best: 100, worst: "
              "40, better: low}, weight: 20}\n"
              "      - {id: manner, title: M, ask: M?, number: {from: 0, to: 100}, weight: 40}\n"
              "      - {id: info, title: I, ask: I?, number: {from: 0, to: 100}, weight: 40}\n");
  answer(f, "manner", "90");
  answer(f, "info", "80");
  assert_int_equal(lur_wave_means_new(f->rubric, 3, &means), LUR_OK);
  for (size_t i = 0; i < 6; i++) {
    lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, waits[i / 2][i % 2]);
    lur_wave_means_add(means, i / 2, score(f));
  }
  for (size_t i = 0; i < 3; i++) {
    struct lur_score_input input = {.rubric = f->rubric, .measures = &f->measures, .answers = &f->answers};
    struct lur_scorecard *card = NULL;
    input.wave = lur_wave_means_of(means, i, &input.wave_values);
    assert_int_equal(lur_score_input(&input, &card, NULL), LUR_OK);
    assert_true(points_of(card, "wait") == points[i]);
    assert_true(card->total == totals[i]); // 0.2 of the wait's points + 36 + 32
    lur_scorecard_free(card);
  }
  lur_wave_means_free(means);
}

/// Stiftung Warentest: 60 % competence, 20 % service, 20 % speed and cost; the whole is no better than a poor
/// competence.
static void warentest_is_capped_by_its_competence(void **state)
{
  struct fixture *f = *state;
  const char *const competence[] = {"correct", "complete", "understandable", "steady", NULL};
  const char *const service[] = {"number_found", "attentive", "friendly", NULL};
  load(f, "warentest-hotline");
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 10);
  lur_measure_set(&f->measures, LUR_M_CALL_DURATION_S, 200);
  answer_all(f, "1", service);
  answer(f, "attempts", "1");
  answer(f, "callback_kept", "yes");
  answer_all(f, "3", competence);
  const struct lur_scorecard *card = score(f);
  assert_true(card->total == 70 && card->total_from == LUR_TOTAL_SECTIONS); // 0.6 * 50 + 20 + 20
  answer_all(f, "4", competence);
  card = score(f);
  assert_true(card->raw_total == 55 && card->total == 25 &&
              card->total_from == LUR_TOTAL_CAP); // 15 + 20 + 20
  assert_string_equal(card->band->id, "sufficient");
  answer_all(f, "5", competence);
  assert_true(score(f)->total == 0);
  // A poor service caps nothing.
  answer_all(f, "1", competence);
  answer_all(f, "5", service);
  assert_int_equal(score(f)->total_from, LUR_TOTAL_SECTIONS);
}

/// connect: 90 % of 350, 80 % of 75, 70 % of 50 and 100 % of 25 are 315 + 60 + 35 + 25 = 435 of 500 points.
static void connect_is_435_of_500(void **state)
{
  struct fixture *f = *state;
  load(f, "connect-hotline");
  answer(f, "correct", "1");
  answer(f, "complete", "2");
  answer(f, "attempts", "2");
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 120);
  answer(f, "friendliness", "1");
  answer(f, "grasp", "1");
  const struct lur_scorecard *card = score(f);
  const double won[] = {315, 60, 35, 25};
  for (size_t i = 0; i < 4; i++) assert_true(fabs(card->section[i].won - won[i]) < 1e-9);
  assert_prints(card->of_that, 0, "435");
  assert_true(card->out_of == 500);
  assert_int_equal(card->total_millionths * 5, 435000000);
  assert_string_equal(card->band->id, "very_good");
}

/// ESCDA: fifteen criteria of 0, 1 or 2; 12 of 20 is needed. 18 of 30 points are exactly that, 17 are not.
static void escda_needs_12_of_20(void **state)
{
  struct fixture *f = *state;
  char text[4096] =
      HEAD "out_of: 20\nbands: [{id: eligible, from: 60}]\nsections: [{id: s, title: S, criteria: [",
       id[16];
  for (int i = 0; i < 15; i++)
    snprintf(text + strlen(text), sizeof text - strlen(text),
             "%s{id: c%d, title: C, ask: C?, scale: {from: 0, to: 2}}", i ? ", " : "", i);
  strncat(text, "]}]\n", sizeof text - strlen(text) - 1);
  use(f, text);
  for (int i = 0; i < 15; i++) {
    snprintf(id, sizeof id, "c%d", i);
    answer(f, id, i < 3 ? "2" : "1");
  }
  const struct lur_scorecard *card = score(f);
  assert_prints(card->of_that, 1, "12.0");
  assert_non_null(card->band);
  answer(f, "c0", "1");
  card = score(f);
  assert_prints(card->of_that, 2, "11.33");
  assert_null(card->band);
}

/// The shipped grid: fifteen criteria, of which the answer's quality counts three times, so that there are 34
/// points.
static void the_shipped_grid_has_34_points(void **state)
{
  struct fixture *f = *state;
  const char *const asked[] = {"first_try", "welcome",         "courtesy",    "listening",
                               "tone",      "hold_announced",  "goodbye",     "understanding",
                               "clarity",   "personalisation", "proactivity", NULL};
  load(f, "escda-telephone");
  assert_int_equal(f->rubric->criteria, 15);
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 61); // 1
  lur_measure_set(&f->measures, LUR_M_ANSWER_IVR_LEVELS, 2);
  lur_measure_set(&f->measures, LUR_M_TRANSFER_COUNT, 1);
  lur_measure_set(&f->measures, LUR_M_HOLD_COUNT, 1);
  answer_all(f, "1", asked);
  answer(f, "answer_quality", "1");
  const struct lur_scorecard *card = score(f);
  assert_true(card->complete && card->out_of == 20);
  assert_prints(card->of_that, 1, "10.0"); // 17 of 34
  answer(f, "answer_quality", "2");
  card = score(f);
  assert_prints(card->of_that, 2, "11.76"); // 20 of 34
  assert_string_equal(card->band->id, "below");
  answer(f, "courtesy", "2");
  card = score(f);
  assert_prints(card->of_that, 2, "12.35"); // 21 of 34
  assert_string_equal(card->band->id, "eligible");
}

static void answer_ksp(struct fixture *f)
{
  const char *const yes[] = {"greeting", "next_step", "goodbye", NULL};
  const char *const five[] = {"interest", "needs", "listening", "knowledge", NULL};
  lur_measure_set(&f->measures, LUR_M_ANSWER_WAIT_S, 120); // 60 points: 3 of 5
  answer_all(f, "yes", yes);
  answer_all(f, "5", five);
  answer(f, "engagement", "1"); // 40 of the agent's 50
}

/// Kundeserviceprisen: a contact that nobody answers is 0; the total counts all 25 contacts, another figure
/// those that were answered, a third the person who answered.
static void ksp_has_three_totals_and_unanswered_is_zero(void **state)
{
  struct fixture *f = *state;
  double all = 0, answered = 0, agent = 0;
  int n_answered = 0, n_agent = 0;
  load(f, "ksp-telefon");
  answer_ksp(f);
  for (int i = 0; i < 25; i++) {
    if (i == 23) nobody_answers(f);
    const struct lur_scorecard *card = score(f);
    assert_true(card->has_total && card->complete);
    assert_int_equal(card->unanswered, i >= 23);
    all += card->total;
    if (further(card, "answered")->has) answered += further(card, "answered")->value, n_answered++;
    if (further(card, "agent")->has) agent += further(card, "agent")->value, n_agent++;
  }
  assert_int_equal(n_answered, 23);
  assert_int_equal(n_agent, 23);
  assert_prints(all / 25, 2, "80.96"); // 23 x 88 + 2 x 0
  assert_prints(answered / n_answered, 0, "88");
  assert_prints(agent / n_agent, 0, "80");
}

/// COPC: critical errors by kind, apart from each other and from what is not critical.
static void copc_keeps_its_accuracies_apart(void **state)
{
  struct fixture *f = *state;
  const char *const other[] = {"greeting", "tone", "pace", "closing", NULL};
  load(f, "copc-critical");
  lur_measure_set(&f->measures, LUR_M_SILENCE_DEAD_AIR_S, 0);
  lur_measure_set(&f->measures, LUR_M_OVERLAP_RATIO, 0);
  answer_all(f, "5", other);
  answer(f, "customer_errors", "none");
  answer(f, "business_errors", "-");
  answer(f, "compliance_errors", "none");
  const struct lur_scorecard *card = score(f);
  assert_true(card->total == 100 && card->complete);
  assert_string_equal(card->band->id, "passed");
  answer(f, "business_errors", "long_hold+missed_sale");
  card = score(f);
  assert_true(card->total == 0 && !card->band);
  assert_int_equal(card->critical[LUR_FAULT_BUSINESS], 2);
  assert_int_equal(card->critical[LUR_FAULT_CUSTOMER], 0);
  assert_true(further(card, "business")->value == 0);
  assert_true(further(card, "customer")->value == 100);
  assert_true(further(card, "compliance")->value == 100);
  assert_true(further(card, "other")->value == 100);
}

/// SM i Telefoni, switchboard: four criteria of the same weight; the person reached is a figure apart.
static void the_switchboards_four_weigh_the_same(void **state)
{
  struct fixture *f = *state;
  const char *const manner[] = {"attitude", "treatment", "commitment", NULL};
  load(f, "sm-vaxel");
  answer_all(f, "5", manner);
  answer(f, "greeting_phrase", "no");
  answer(f, "outcome", "reached");
  answer(f, "respondent_treatment", "2");
  const struct lur_scorecard *card = score(f);
  assert_true(card->total == 75 && card->complete);
  assert_true(further(card, "respondent")->value == 25);
  answer(f, "outcome", "voicemail");
  card = score(f);
  assert_false(further(card, "respondent")->has);
  assert_true(card->total == 75 && card->complete);
  answer(f, "greeting_phrase", "yes");
  answer(f, "commitment", "1");
  assert_true(score(f)->total == 75);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(kkik_is_66_67_percent),
      TEST(chip_is_87_55),
      TEST(grades_become_100_75_50_25_0),
      TEST(min_max_is_100_for_the_best_and_40_for_the_worst),
      TEST(warentest_is_capped_by_its_competence),
      TEST(connect_is_435_of_500),
      TEST(escda_needs_12_of_20),
      TEST(the_shipped_grid_has_34_points),
      TEST(ksp_has_three_totals_and_unanswered_is_zero),
      TEST(copc_keeps_its_accuracies_apart),
      TEST(the_switchboards_four_weigh_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
