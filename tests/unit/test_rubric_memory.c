/// Memory may run out at any allocation: then LUR_NO_MEM is told, nothing leaks (the sanitizers watch) and
/// nothing crashes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rubrics/diff.h"
#include "rubrics/scorecard.h"
#include "rubrics/weak.h"
#include "tests/support/scarce_memory.h"

static char *read_all(const char *path)
{
  FILE *f = fopen(path, "rb");
  char *text = calloc(1, 20001);
  assert_true(f && text);
  assert_true(fread(text, 1, 20000, f) > 0);
  fclose(f);
  return text;
}

/// Runs `work` with the 1st, 2nd ... allocation failing until it needs no more; returns how many it took.
static long run_with_failures(lur_status (*work)(void *), void *ctx, lur_status want)
{
  for (long n = 0; n < 1000000; n++) {
    scarce_left = n;
    lur_status status = work(ctx);
    bool enough = scarce_left >= 0;
    scarce_left = -1;
    if (enough) {
      assert_int_equal(status, want);
      return n;
    }
    // A failed allocation may be made good: Lua collects its garbage and asks again. It may not pass as
    // another fault.
    if (status != LUR_NO_MEM && status != want) fail_msg("allocation %ld: status %d", n, (int)status);
  }
  return 0;
}

static lur_status parse_only(void *text)
{
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  lur_status status = lur_rubric_parse(text, strlen(text), "r", &rubric, &faults);
  if (status == LUR_OK) lur_rubric_free(rubric);
  lur_diags_clear(&faults);
  return status;
}

static void parsing_a_rubric(void **state)
{
  (void)state;
  char *text = read_all(LUR_SOURCE_DIR "/tests/fuzz/corpus/fuzz_rubric/all-parts.yaml");
  assert_true(run_with_failures(parse_only, text, LUR_OK) > 100);
  free(text);
  text = read_all(LUR_SOURCE_DIR "/tests/fuzz/corpus/fuzz_rubric/all-kinds.yaml");
  assert_true(run_with_failures(parse_only, text, LUR_OK) > 100);
  free(text);
  text = read_all(LUR_SOURCE_DIR "/tests/rubrics/bad/many-faults.yaml");
  assert_true(run_with_failures(parse_only, text, LUR_BAD_INPUT) > 20);
  free(text);
}

struct scoring {
  struct lur_rubric *rubric;
  struct lur_measures measures;
  struct lur_events events;
  struct lur_answers answers;
};

static lur_status score_only(void *ctx)
{
  struct scoring *s = ctx;
  struct lur_scorecard *card = NULL;
  lur_status status = lur_score(s->rubric, &s->measures, &s->events, &s->answers, &card, NULL);
  if (status == LUR_OK) lur_scorecard_free(card);
  return status;
}

static void scoring_a_call(void **state)
{
  (void)state;
  struct scoring s = {0};
  struct lur_diags faults = {0};
  const struct lur_event greeting = lur_event_of(LUR_EVENT_GREETING, 1, 2);
  char *text = read_all(LUR_SOURCE_DIR "/tests/fuzz/corpus/fuzz_rubric/all-parts.yaml");
  assert_int_equal(lur_rubric_parse(text, strlen(text), "r", &s.rubric, &faults), LUR_OK);
  lur_measures_reset(&s.measures, "made up");
  lur_measure_set(&s.measures, LUR_M_ANSWER_ANSWERED, 1);
  lur_measure_set(&s.measures, LUR_M_ANSWER_WAIT_S, 12);
  assert_int_equal(lur_events_add(&s.events, &greeting), LUR_OK);
  assert_int_equal(lur_answers_put(&s.answers, "c", LUR_REPLY_TEXT, "all", 0, "good"), LUR_OK);
  assert_true(run_with_failures(score_only, &s, LUR_OK) > 20);
  lur_rubric_free(s.rubric);
  lur_events_clear(&s.events);
  lur_answers_clear(&s.answers);
  free(text);
}

static void scoring_every_kind(void **state)
{
  (void)state;
  struct scoring s = {0};
  struct lur_diags faults = {0};
  const struct lur_event silence = lur_event_of(LUR_EVENT_MUTUAL_SILENCE, 1, 9);
  char *text = read_all(LUR_SOURCE_DIR "/tests/fuzz/corpus/fuzz_rubric/all-kinds.yaml");
  assert_int_equal(lur_rubric_parse(text, strlen(text), "r", &s.rubric, &faults), LUR_OK);
  lur_measures_reset(&s.measures, "made up");
  lur_measure_set(&s.measures, LUR_M_ANSWER_WAIT_FROM_QUEUE_S, 12);
  assert_int_equal(lur_events_add(&s.events, &silence), LUR_OK);
  assert_int_equal(lur_answers_put(&s.answers, "yn", LUR_REPLY_TEXT, "yes", 0, NULL), LUR_OK);
  assert_int_equal(lur_answers_put(&s.answers, "sum", LUR_REPLY_TEXT, "a+b", 0, NULL), LUR_OK);
  assert_int_equal(lur_answers_put(&s.answers, "day", LUR_REPLY_TEXT, "2026-11-22", 0, NULL), LUR_OK);
  assert_true(run_with_failures(score_only, &s, LUR_OK) > 20);
  lur_rubric_free(s.rubric);
  lur_events_clear(&s.events);
  lur_answers_clear(&s.answers);
  free(text);
}

static lur_status answers_only(void *ctx)
{
  struct lur_answers_list list = {0};
  struct lur_diag diag;
  const char *text = ctx;
  lur_status status = *text == 'c' ? lur_answers_parse_csv(text + 1, strlen(text + 1), "a", &list, &diag)
                                   : lur_answers_parse(text + 1, strlen(text + 1), "a", &list, &diag);
  lur_answers_list_clear(&list);
  return status;
}

static void reading_answers(void **state)
{
  (void)state;
  char *text = read_all(LUR_SOURCE_DIR "/tests/fuzz/corpus/fuzz_answers/full.yaml");
  assert_true(run_with_failures(answers_only, text, LUR_OK) > 20);
  free(text);
  text = read_all(LUR_SOURCE_DIR "/tests/fuzz/corpus/fuzz_answers/comma.csv");
  assert_true(run_with_failures(answers_only, text, LUR_OK) > 20);
  free(text);
}

struct two {
  struct lur_rubric *a, *b;
};

static lur_status diff_only(void *ctx)
{
  const struct two *two = ctx;
  struct lur_differences all = {0};
  lur_status status = lur_rubric_diff(two->a, two->b, "en", &all);
  lur_differences_clear(&all);
  return status;
}

static struct lur_rubric *parsed(const char *text)
{
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  assert_int_equal(lur_rubric_parse(text, strlen(text), "r", &rubric, &faults), LUR_OK);
  return rubric;
}

static void comparing_rubrics(void **state)
{
  (void)state;
  char *parts = read_all(LUR_SOURCE_DIR "/tests/fuzz/corpus/fuzz_rubric/all-parts.yaml");
  char *kinds = read_all(LUR_SOURCE_DIR "/tests/fuzz/corpus/fuzz_rubric/all-kinds.yaml");
  struct two two = {parsed(parts), parsed(kinds)};
  assert_true(run_with_failures(diff_only, &two, LUR_OK) > 50); // all came and went
  lur_rubric_free(two.b);
  two.b = two.a;
  assert_true(run_with_failures(diff_only, &two, LUR_OK) > 2); // the same
  lur_rubric_free(two.a);
  free(parts);
  free(kinds);
}

struct judged {
  struct lur_rubric *rubric;
  const char *text;
};

static lur_status weak_only(void *ctx)
{
  const struct judged *j = ctx;
  struct lur_diags weak = {0};
  lur_status status = lur_rubric_weak(j->rubric, j->text, strlen(j->text), "r", NULL, &weak);
  assert_true(status != LUR_OK || weak.n > 2);
  lur_diags_clear(&weak);
  return status;
}

static void looking_for_what_is_weak(void **state)
{
  (void)state;
  static const char text[] =
      "lur: rubric/1\nid: w\nversion: \"1\"\ntitle: W\ncoverage: {minimum: 0.3}\nsections:\n  - id: s\n    "
      "title: S\n"
      "    criteria:\n"
      "      - {id: a, title: A, ask: A?, weight: 9, answers: [{id: x, points: 50}, {id: z, points: 50}]}\n"
      "      - {id: b, title: B, measure: answer.wait_s, points: [[0, 90], [60, 10]],\n"
      "         not_applicable_when: \"answer.wait_s > 60\"}\n"
      "      - {id: c, title: C, ask: C?, answers: [{id: y, points: 100}, {id: n, points: 0, fatal: "
      "customer}]}\n";
  struct judged j = {parsed(text), text};
  assert_true(run_with_failures(weak_only, &j, LUR_OK) > 20);
  lur_rubric_free(j.rubric);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parsing_a_rubric),   cmocka_unit_test(scoring_a_call),
      cmocka_unit_test(scoring_every_kind), cmocka_unit_test(reading_answers),
      cmocka_unit_test(comparing_rubrics),  cmocka_unit_test(looking_for_what_is_weak),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
