/// Every shipped rubric scores whatever a call may measure and whatever an assessor may answer: the seed is
/// printed, LUR_SEED gives it again.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "rubrics/library.h"
#include "rubrics/scorecard.h"
#include "tests/support/dice.h"

enum { ROUNDS = 200 };

/// Measures of a call; each is missing with one chance in `gaps`, never where that is 0.
static struct lur_measures random_measures(struct dice *d, int gaps)
{
  struct lur_measures m;
  lur_measures_reset(&m, "made up");
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    lur_measure_type type = lur_measure_table[i].type;
    if (gaps && dice_below(d, gaps) == 0) continue;
    if (type == LUR_TYPE_TEXT)
      lur_measure_set_text(&m, (lur_measure)i, dice_below(d, 2) ? "agent" : "caller");
    else
      lur_measure_set(&m, (lur_measure)i,
                      type == LUR_TYPE_BOOL    ? dice_below(d, 2)
                      : type == LUR_TYPE_COUNT ? dice_below(d, 5)
                                               : dice_below(d, 400000) / 1000.0);
  }
  return m;
}

static void put(struct lur_answers *out, const struct lur_criterion *c, lur_reply_kind kind, const char *text,
                double number)
{
  // A comment always stands: some answers need one.
  assert_int_equal(lur_answers_put(out, c->id, kind, text, number, "heard so"), LUR_OK);
}

static void random_answer(struct dice *d, const struct lur_criterion *c, struct lur_answers *out)
{
  switch (c->kind) {
  case LUR_CRITERION_CHOICE:
  case LUR_CRITERION_SEVERAL:
    put(out, c, LUR_REPLY_TEXT, c->answer[dice_below(d, (int)c->answers)].id, 0);
    return;
  case LUR_CRITERION_SCALE:
    put(out, c, LUR_REPLY_NUMBER, "", c->from + dice_below(d, (int)(c->to - c->from) + 1));
    return;
  case LUR_CRITERION_NUMBER:
    put(out, c, LUR_REPLY_NUMBER, "", c->from + (c->to - c->from) * dice_below(d, 101) / 100);
    return;
  case LUR_CRITERION_TEXT:
    put(out, c, LUR_REPLY_TEXT, "text", 0);
    return;
  case LUR_CRITERION_DATE:
  case LUR_CRITERION_MEASURE:
  case LUR_CRITERION_VALUE:
    return;
  }
}

/// Each question is left open with one chance in `gaps`, never where that is 0.
static void random_answers(struct dice *d, const struct lur_rubric *rubric, int gaps, struct lur_answers *out)
{
  for (size_t i = 0; i < rubric->criteria; i++) {
    const struct lur_criterion *c = &rubric->criterion[i];
    if (gaps && dice_below(d, gaps) == 0) continue;
    if (gaps && lur_criterion_asked(c->kind) && !c->na_refused && dice_below(d, gaps) == 0)
      put(out, c, LUR_REPLY_NOT_APPLICABLE, "did not come up", 0);
    else
      random_answer(d, c, out);
  }
}

static void check_card(const struct lur_scorecard *card)
{
  if (card->has_total) assert_true(card->total >= 0 && card->total <= 100);
  assert_true(isnan(card->coverage) || (card->coverage >= 0 && card->coverage <= 1));
  for (size_t i = 0; i < card->furthers; i++)
    if (card->further[i].has) assert_true(card->further[i].value >= 0 && card->further[i].value <= 100);
  for (size_t i = 0; i < card->marks; i++) {
    const struct lur_mark *mark = &card->mark[i];
    char why[400];
    assert_int_equal(mark->state == LUR_MARK_SCORED, !isnan(mark->points));
    // What has no points says why, and a noted one what it noted.
    if (mark->state == LUR_MARK_NOT_MEASURED || mark->state == LUR_MARK_NOT_APPLICABLE)
      assert_true(*lur_mark_why(mark, "en", why, sizeof why));
  }
}

/// Scored once more with what many calls were scored with before: the very same.
static void check_again(lur_scorer *scorer, const struct lur_measures *measures,
                        const struct lur_answers *answers, const struct lur_scorecard *card)
{
  struct lur_scorecard *again = NULL;
  const struct lur_score_input input = {
      .rubric = card->rubric, .measures = measures, .answers = answers, .scorer = scorer};
  assert_int_equal(lur_score_input(&input, &again, NULL), LUR_OK);
  assert_int_equal(again->has_total, card->has_total);
  assert_true(again->total_millionths == card->total_millionths && again->complete == card->complete);
  for (size_t i = 0; i < card->marks; i++) {
    const struct lur_mark *a = &card->mark[i], *b = &again->mark[i];
    char why[2][400];
    assert_int_equal(a->state, b->state);
    assert_true(isnan(a->points) ? isnan(b->points) : a->points == b->points);
    assert_string_equal(lur_mark_why(a, "en", why[0], sizeof *why),
                        lur_mark_why(b, "en", why[1], sizeof *why));
  }
  for (size_t i = 0; i < card->rules; i++) assert_int_equal(card->rule[i].fired, again->rule[i].fired);
  lur_scorecard_free(again);
}

static void score_one(struct dice *d, const struct lur_rubric *rubric, int gaps, lur_scorer *scorer)
{
  struct lur_measures m = random_measures(d, gaps);
  struct lur_answers answers = {0};
  struct lur_scorecard *card = NULL;
  struct lur_diag diag = {0};
  bool answered = m.of[LUR_M_ANSWER_ANSWERED].known && m.of[LUR_M_ANSWER_ANSWERED].number != 0;
  random_answers(d, rubric, gaps, &answers);
  if (lur_score(rubric, &m, NULL, &answers, &card, &diag) != LUR_OK)
    fail_msg("%s: %s", rubric->id, diag.text);
  check_card(card);
  check_again(scorer, &m, &answers, card);
  // With nothing missing a call that was answered has a total that counts.
  if (!gaps && answered && !(card->has_total && card->complete))
    fail_msg("%s is not complete, though all is measured and answered", rubric->id);
  lur_scorecard_free(card);
  lur_answers_clear(&answers);
}

static void every_shipped_rubric_scores_every_call(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  struct lur_library list = {0};
  lur_scorer *scorer = NULL; // one for all rubrics and calls
  assert_int_equal(lur_scorer_new(&scorer), LUR_OK);
  assert_int_equal(lur_library_list(LUR_SOURCE_DIR "/rubrics/library", &list), LUR_OK);
  assert_true(list.n >= 9);
  for (size_t i = 0; i < list.n; i++) {
    struct lur_rubric *rubric = NULL;
    struct lur_diags faults = {0};
    assert_int_equal(lur_rubric_load(list.path[i], &rubric, &faults), LUR_OK);
    for (int round = 0; round < ROUNDS; round++) score_one(&d, rubric, round % 2 ? 0 : 6, scorer);
    lur_rubric_free(rubric);
  }
  lur_library_clear(&list);
  lur_scorer_free(scorer);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_shipped_rubric_scores_every_call)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
