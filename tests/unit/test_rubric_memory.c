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

#include "rubrics/scorecard.h"

// The linker sends the library's allocations here (--wrap); `left` counts down to the one that fails,
// negative: none does.
static long left = -1;

static bool fails(void)
{
  return left >= 0 && left-- == 0;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *at, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t n);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *at, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t n);

void *__wrap_malloc(size_t size)
{
  return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
  return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *at, size_t size)
{
  return fails() ? NULL : __real_realloc(at, size);
}

char *__wrap_strdup(const char *text)
{
  return fails() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t n)
{
  return fails() ? NULL : __real_strndup(text, n);
}

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
    left = n;
    lur_status status = work(ctx);
    bool enough = left >= 0;
    left = -1;
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

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parsing_a_rubric),
      cmocka_unit_test(scoring_a_call),
      cmocka_unit_test(scoring_every_kind),
      cmocka_unit_test(reading_answers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
